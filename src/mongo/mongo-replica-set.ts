import { ApiObject } from 'cdk8s';
import { Workload as KubernetesWorkload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { MongoEndpoints } from './mongo-endpoints';
import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSetProps } from './mongo-replica-set-props';
import { MongoSettings, mongoSettings, userOf, UserSettings } from './mongo-settings';
import type { MongoUsers } from './mongo-users';
import type { RestoredSource } from './restored-props';
import { enforceChecklist } from '../checklist/enforcement';
import { Manifest } from '../checklist/manifests';
import { NOT_FOR_PRODUCTION } from '../checklist/waivers';
import { IDatabase } from '../contracts/database';
import { FailoverRehearsal, IFailsOver } from '../contracts/fails-over';
import { GrantConnectOptions } from '../contracts/grant-connect-options';
import { IMigratable } from '../contracts/migratable';
import { MigrationRequest, MigrationSide } from '../contracts/migration-side';
import type { OperatedObjects } from '../contracts/operated-objects';
import { Rehearsal, RehearsalOptions, RehearsedDatabase } from '../contracts/rehearsal';
import { IRestorable, Restored, RestoreOptions } from '../contracts/restorable';
import { InPlaceRestoreOptions, IRestorableInPlace } from '../contracts/restorable-in-place';
import { disruptionBudget } from '../parts/disruption-budget';
import { kept } from '../parts/kept';
import { addManifest, shareManifest } from '../parts/manifest-object';
import { useNamespace } from '../parts/namespace-use';
import { namespaceOf } from '../platform/namespace-of';
import { requireOneDrill } from '../restore/failover-drill-settings';
import { requireOneRestoreDrill } from '../restore/one-restore-drill';
import { isRehearsed } from '../restore/rehearsed-by-default';
import { RestoreDrill } from '../restore/restore-drill';
import { SecretKeyRef } from '../values/secret-key-ref';
import { SecretRef } from '../values/secret-ref';

interface RestoredMongo extends Restored {
  readonly database: MongoReplicaSet;
}

/**
 * A MongoDB replica set fit for production: replicated, spread, backed up, watched, encrypted and isolated. It is run by Percona Operator for MongoDB 1.22, or
 * by MongoDB Controllers for Kubernetes 1.10, which makes no backups: a CronJob dumps it instead. What the production checklist finds missing fails the synth.
 *
 * With Percona's operator the data is encrypted at rest under a key that the operator makes (Secret `<name>-mongodb-encryption-key`): a key that came a
 * moment later than the operator's would lock the data away. Backups are logical and need no key; volumes and snapshots of them are lost with it, and with
 * the namespace it is gone. Keep a copy outside of the cluster, and have it back before the database is made on volumes of old (docs/restoring.md).
 *
 * The exporter has the password of its user from when its container started: after a rotation restart the pods one by one (docs/runbooks/MongoExporterFailing.md).
 *
 * Members of Percona's know each other by their certificate: whoever may issue from the platform's issuer, and choose the subject, owns the database. Give
 * databases an issuer of their own, or restrict who may ask it for which subject (cert-manager's approver-policy).
 *
 * The operator's object is the child `Resource`: `ApiObject.of(database).addJsonPatch(…)` changes what no prop does, and the checklist judges the result.
 */
export class MongoReplicaSet extends Construct implements IDatabase, IFailsOver, IMigratable, IRestorable, IRestorableInPlace {
  /**
   * Makes a new database from the backups of another one.
   * @internal
   */
  public static _restoreFrom(source: RestoredSource, scope: Construct, id: string, options: RestoreOptions): RestoredMongo {
    const database = new MongoReplicaSet(scope, id, engine().restoredProps(source, options.namespace ?? source.settings.namespace, options));
    return { database, runbook: database.recovery!.runbook };
  }

  /** Name of the database in Kubernetes. */
  public readonly name: string;
  /** Namespace that it lives in. */
  public readonly namespace: string;
  /** Where it answers. */
  public readonly endpoints: MongoEndpoints;
  /** The CA that signed the server certificate, in the database's namespace. */
  public readonly ca: SecretKeyRef;
  /** @internal */
  public readonly _settings: MongoSettings;
  private readonly isKept: boolean;
  private readonly users: MongoUsers;
  private readonly clients: object[] = [];
  private failoverDrill?: Construct;
  private readonly props: MongoReplicaSetProps;
  private readonly restored: MongoReplicaSet[] = [];
  private readonly restoreDrills = new Map<string, string>();
  private recovery?: { readonly runbook: string };

  /**
   * Makes the database and everything that belongs to it.
   * @throws when a prop cannot be: the message names the prop, what it must be, what it got and what to do
   */
  constructor(scope: Construct, id: string, props: MongoReplicaSetProps) {
    super(scope, id);
    this.props = props;
    const settings = this._settings = mongoSettings(props, namespaceOf(this, props.namespace));
    // what is not for production may go with its pull request
    this.isKept = !(props.waivers ?? []).some((waiver) => waiver.rule === NOT_FOR_PRODUCTION);
    this.name = settings.name;
    this.namespace = settings.namespace;
    this.endpoints = engine().endpointsOf(settings);
    this.ca = SecretKeyRef.of(engine().serverSecretName(settings), 'ca.crt');
    settings.platform._perconaNamespace(settings.namespace);
    useNamespace(this, settings.namespace, 'databases');
    engine().reserveOperatorNames(this, settings);

    this.users = new (engine().MongoUsers)(this, settings, this.addKept.bind(this));

    // what the operator runs; the certificate first, because the operator would make one of its own
    this.addCertificate();
    const resource = this.isPercona ? this.addPercona(props) : this.addCommunity(props);

    // who may log in, and from where
    settings.users.forEach((user) => this.users.add(user));
    this.addKept('NetworkPolicy', engine().membersPolicy(settings, this.clients));
    if (settings.arbiter) this.addKept('NetworkPolicy-arbiter', engine().arbiterPolicy(settings));

    // how it comes back, where the operator makes no backups
    if (settings.dumps) new (engine().MongoDumps)(this, 'Dumps', settings.dumps);

    // how we know that it is well
    const { monitoring } = settings.platform;
    if (monitoring) engine().addMonitoring(this, settings, monitoring);

    // and that it comes back
    if (isRehearsed(props, () => engine().canBeDrilled(settings))) new RestoreDrill(this, 'RestoreDrill', { source: this, ...props.restoreDrill?.options });

    enforceChecklist(this, resource, this.isPercona ? engine().psmdbReader : engine().communityReader);
  }

  /**
   * The Secret with `username`, `password` and `uri` of a user; one that somebody else made has what they put there.
   * @param user name of the user; default is the one that is named as the first database
   * @throws when the database has no such user
   */
  public secret(user?: string): SecretRef {
    return this.users.secretOf(user);
  }

  /**
   * Lets a workload connect: user, password and connection string as mounted files, CA, and NetworkPolicies on both sides. All containers that the workload has by now get it.
   * Variables: MONGODB_HOSTS, MONGODB_REPLICA_SET, MONGODB_DATABASE, MONGODB_AUTH_SOURCE, MONGODB_USER, MONGODB_PASSWORD_FILE, MONGODB_URI_FILE, MONGODB_TLS_CA_FILE,
   * MONGODB_READ_PREFERENCE and MONGODB_WRITE_CONCERN. A user that the database does not have is made: it reads one database, or reads and writes it.
   * @param workload a Deployment, StatefulSet, Job or the like of cdk8s-plus
   * @throws when the workload has no containers or uses the same variables already, when the user's rights do not go with the access, or when Secret or CA
   * cannot reach the workload's namespace
   */
  public grantConnect(workload: KubernetesWorkload, options: GrantConnectOptions = {}): void {
    new (engine().MongoGrant)(this, `Grant-${workload.node.addr}${options.prefix ?? ''}`, { database: this, workload, options });
  }

  /**
   * The user of a grant; made when the database does not have it yet.
   * @internal
   */
  public _userFor(user: UserSettings): UserSettings {
    const found = this.users.find(user.name);
    if (found) return found;
    this.users.add(user);
    // clients that move to a restored database find their user there
    this.restored.forEach((database) => database._userFor(userOf(database._settings, user)));
    return user;
  }

  /**
   * Adds what rehearses the failover.
   * @internal
   */
  public _rehearseFailover(scope: Construct, id: string, rehearsal: FailoverRehearsal): void {
    requireOneDrill(this.name, this.failoverDrill);
    this.failoverDrill = new (engine().MongoFailoverDrill)(scope, id, { database: this, rehearsal });
  }

  /**
   * Has the operator make a user that no client gets.
   * @internal
   */
  public _allowUser(user: object): void {
    this.users.entries.push(user);
  }

  /**
   * Makes a new database from the backups of this one.
   * @internal
   */
  public _restore(scope: Construct, id: string, options: RestoreOptions): Restored {
    const restored = MongoReplicaSet._restoreFrom({ props: this.props, settings: this._settings }, scope, id, options);
    const { database } = restored;
    this.restored.push(database);
    this.users.all.forEach((user) => database._userFor(userOf(database._settings, user)));
    return restored;
  }

  /**
   * What a drill has to know of it.
   * @internal
   */
  public _rehearsed(): RehearsedDatabase {
    return engine().rehearsed(this._settings);
  }

  /**
   * Makes what a drill that restores it has of this engine.
   * @internal
   */
  public _rehearse(scope: Construct, id: string, options: RehearsalOptions): Rehearsal {
    requireOneRestoreDrill(this.name, this.restoreDrills, scope, options);
    const { MongoRehearsal, CommunityRehearsal } = engine();
    return new (this.isPercona ? MongoRehearsal : CommunityRehearsal)(scope, id, { source: this._settings, options }).rehearsal;
  }

  /**
   * Lets a migration in.
   * @internal
   */
  public _migrateInto(scope: Construct, id: string, request: MigrationRequest): MigrationSide {
    return new (engine().MongoMigration)(scope, id, { database: this, request }).side;
  }

  /**
   * Lets pods in.
   * @internal
   */
  public _allowFrom(peer: object): void {
    this.clients.push({ from: [peer], ports: [{ port: engine().MONGO_PORT, protocol: 'TCP' }] });
  }

  /**
   * What others have to leave to the operator.
   * @internal
   */
  public _operated(): OperatedObjects {
    const { operator, backup, dumps, recovery } = this._settings;
    return { ...engine().operatedBy(operator), backedUp: dumps !== undefined || (backup !== undefined && recovery === undefined) };
  }

  /**
   * Has its operator put a backup over it.
   * @internal
   */
  public _restoreInPlace(scope: Construct, id: string, options: InPlaceRestoreOptions): string {
    return engine().restoreInPlace(scope, id, this._settings, options);
  }

  private get isPercona(): boolean {
    return this._settings.operator === MongoOperator.PERCONA;
  }

  /** What the database lives on stays when its code goes. */
  private addKept(id: string, manifest: Manifest, prop?: string): ApiObject {
    return addManifest(this, id, this.isKept ? kept(manifest) : manifest, prop);
  }

  private addCertificate(): void {
    const { issuer } = this._settings.platform;
    if (!issuer) return;
    if (this.isPercona) this.addKept('CertificateSecret', engine().emptyCertificateSecret(this._settings));
    this.addKept('Certificate', engine().mongoCertificate(this._settings, issuer));
  }

  private addPercona({ waivers = [] }: MongoReplicaSetProps): ApiObject {
    const { platform, backup, recovery } = this._settings;
    const storeSecret = backup && platform._perconaNamespace(this.namespace).perconaCredentials();
    this.users.addSystemUsers();
    if (recovery) {
      if (recovery.verification.enabled) this.users.entries.push(engine().psmdbVerifierUser(engine().verifierUser(this._settings, recovery)));
      const { secret, manifest } = engine().sourceCredentials(this._settings, storeSecret);
      if (manifest) this.addKept('SourceCredentials', manifest);
      this.recovery = new (engine().MongoRecovery)(this, 'Recovery', { from: recovery, storeSecret: secret });
    }
    const account = backup && engine().storeAccount(this._settings);
    if (account) this.addKept('ServiceAccount', account);
    return this.addKept('Resource', engine().psmdbManifest(this._settings, {
      declared: engine().declaredBy(this._settings, waivers),
      users: this.users.entries,
      storeSecret,
      serviceAccount: account?.metadata.name,
    }));
  }

  private addCommunity({ waivers = [] }: MongoReplicaSetProps): ApiObject {
    const { recovery } = this._settings;
    shareManifest(this, 'Access-ServiceAccount', kept(engine().communityAccount(this.namespace)));
    for (const manifest of engine().communityAccess(this._settings)) this.addKept(`Access-${manifest.kind}`, manifest);
    this.users.addWatchers();
    if (recovery) {
      if (recovery.verification.enabled) this.users.entries.push(engine().communityVerifierUser(this._settings, recovery));
      this.recovery = new (engine().CommunityRecovery)(this, 'Recovery', recovery);
    }
    // the operator makes none
    const budget = disruptionBudget({ name: this.name, namespace: this.namespace, selector: engine().memberLabels(this._settings) });
    this.addKept('PodDisruptionBudget', budget);
    return this.addKept('Resource', engine().communityManifest(this._settings, {
      declared: engine().declaredBy(this._settings, waivers), users: this.users.entries,
    }));
  }
}

/** What makes a database, loaded with the first one: keeps the import of the library fast. */
function engine(): typeof import('./mongo-engine') {
  return require('./mongo-engine'); // eslint-disable-line @typescript-eslint/no-require-imports
}
