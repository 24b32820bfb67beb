import { ApiObject } from 'cdk8s';
import { Workload as KubernetesWorkload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { MongoEndpoints } from './mongo-endpoints';
import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSetProps } from './mongo-replica-set-props';
import { MongoSettings, mongoSettings, UserSettings, userSettings } from './mongo-settings';
import { enforceChecklist } from '../checklist/enforcement';
import { Manifest } from '../checklist/manifests';
import { NOT_FOR_PRODUCTION } from '../checklist/waivers';
import { IDatabase } from '../contracts/database';
import { FailoverRehearsal, IFailsOver } from '../contracts/fails-over';
import { GrantConnectOptions } from '../contracts/grant-connect-options';
import type { OperatedObjects } from '../contracts/operated-objects';
import { Rehearsal, RehearsalOptions, RehearsedDatabase } from '../contracts/rehearsal';
import { IRestorable, Restored, RestoreOptions } from '../contracts/restorable';
import { InPlaceRestoreOptions, IRestorableInPlace } from '../contracts/restorable-in-place';
import { disruptionBudget } from '../parts/disruption-budget';
import { externalSecret } from '../parts/external-secret';
import { kept } from '../parts/kept';
import { addManifest, reserveName, shareManifest } from '../parts/manifest-object';
import { useNamespace } from '../parts/namespace-use';
import { namespaceOf } from '../platform/namespace-of';
import { requireOneDrill } from '../restore/failover-drill-settings';
import { requireOneRestoreDrill } from '../restore/one-restore-drill';
import { RestoreDrill } from '../restore/restore-drill';
import { refuse } from '../values/refusal';
import { SecretKeyRef } from '../values/secret-key-ref';
import { SecretRef } from '../values/secret-ref';

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
export class MongoReplicaSet extends Construct implements IDatabase, IFailsOver, IRestorable, IRestorableInPlace {
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
  private readonly users = new Map<string, UserSettings>();
  private readonly managedUsers: object[] = [];
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

    // what the operator runs; the certificate first, because the operator would make one of its own
    this.addCertificate();
    const resource = this.isPercona ? this.addPercona(props) : this.addCommunity(props);

    // who may log in, and from where
    settings.users.forEach((user) => this.addUser(user));
    this.addKept('NetworkPolicy', engine().membersPolicy(settings, this.clients));

    // how it comes back, where the operator makes no backups
    if (settings.dumps) new (engine().MongoDumps)(this, 'Dumps', settings.dumps);

    // how we know that it is well
    const { monitoring } = settings.platform;
    if (monitoring) engine().addMonitoring(this, settings, monitoring);

    // and that it comes back
    if (this.isRehearsed()) new RestoreDrill(this, 'RestoreDrill', { source: this, ...props.restoreDrill?.options });

    enforceChecklist(this, resource, this.isPercona ? engine().psmdbReader : engine().communityReader);
  }

  /**
   * The Secret with `username`, `password` and `uri` of a user; one that somebody else made has what they put there.
   * @param user name of the user; default is the one that is named as the first database
   * @throws when the database has no such user
   */
  public secret(user?: string): SecretRef {
    const name = user ?? this._settings.users[0].name;
    const found = this.users.get(name);
    if (!found) refuse('user', `be one of ${[...this.users.keys()].join(', ')}`, name, 'declare it in users, or let grantConnect make it');
    return found.given ?? SecretRef.of(found.secretName);
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
    const found = this.users.get(user.name);
    if (found) return found;
    this.addUser(user);
    // clients that move to a restored database find their user there
    this.restored.forEach((database) => database._userFor(userOf(database, user)));
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
    this.managedUsers.push(user);
  }

  /**
   * Makes a new database from the backups of this one.
   * @internal
   */
  public _restore(scope: Construct, id: string, options: RestoreOptions): Restored {
    const props = engine().restoredProps(this.props, this._settings, options.namespace ?? this.namespace, options);
    const database = new MongoReplicaSet(scope, id, props);
    this.restored.push(database);
    this.users.forEach((user) => database._userFor(userOf(database, user)));
    return { database, runbook: database.recovery!.runbook };
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
    return new (engine().MongoRehearsal)(scope, id, { source: this._settings, options }).rehearsal;
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

  /** By default where it can be, unless the checklist is not to ask for it. */
  private isRehearsed(): boolean {
    const { restoreDrill: plan, waivers = [] } = this.props;
    if (plan) return plan.enabled;
    if (waivers.some(({ rule }) => rule === 'restore-drill' || rule === NOT_FOR_PRODUCTION)) return false;
    return this._settings.platform._createsNamespaces && engine().canBeDrilled(this._settings);
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
    this.addSystemUsers();
    if (recovery) {
      if (recovery.verification.enabled) this.managedUsers.push(engine().psmdbVerifierUser(engine().verifierUser(this._settings, recovery)));
      this.recovery = new (engine().MongoRecovery)(this, 'Recovery', { from: recovery, storeSecret });
    }
    return this.addKept('Resource', engine().psmdbManifest(this._settings, {
      declared: engine().declaredBy(this._settings, waivers),
      users: this.managedUsers,
      storeSecret,
      serviceAccount: backup && this.addIdentity(),
    }));
  }

  private addCommunity({ waivers = [] }: MongoReplicaSetProps): ApiObject {
    const { platform, dumps, recovery } = this._settings;
    shareManifest(this, 'Access-ServiceAccount', kept(engine().communityAccount(this.namespace)));
    for (const manifest of engine().communityAccess(this._settings)) this.addKept(`Access-${manifest.kind}`, manifest);
    const { METRICS_USER, metricsSecret, communityMetricsUser, DUMP_USER, dumpSecret, dumpUser } = engine();
    if (platform.monitoring) this.addOwnUser('MetricsUser', METRICS_USER, metricsSecret(this.name), communityMetricsUser(this.name));
    if (dumps) this.addOwnUser('DumpUser', DUMP_USER, dumpSecret(this.name), dumpUser(this.name));
    if (recovery) {
      if (recovery.verification.enabled) this.managedUsers.push(engine().communityVerifierUser(this._settings, recovery));
      this.recovery = new (engine().CommunityRecovery)(this, 'Recovery', recovery);
    }
    // the operator makes none
    const budget = disruptionBudget({ name: this.name, namespace: this.namespace, selector: engine().memberLabels(this._settings) });
    this.addKept('PodDisruptionBudget', budget);
    return this.addKept('Resource', engine().communityManifest(this._settings, {
      declared: engine().declaredBy(this._settings, waivers), users: this.managedUsers,
    }));
  }

  /** The identity that the pods enter the object store with; undefined where they have a key. */
  private addIdentity(): string | undefined {
    const annotations = this._settings.platform.backups?.credentials.serviceAccountAnnotations;
    if (!annotations) return undefined;
    const name = `${this.name}-mongod`;
    this.addKept('ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: this.namespace, annotations } });
    return name;
  }

  /** Without a secret store the operator makes them up, and the checklist says so. */
  private addSystemUsers(): void {
    const { secrets } = this._settings.platform;
    if (!secrets) {
      reserveName(this, 'Secret', this.namespace, engine().systemUsersSecret(this.name));
      return;
    }
    const keys = engine().systemUsersKeys(this._settings);
    const remote = Object.fromEntries(keys.map((user) => [user, { key: this.remoteKey(user), property: 'password' }]));
    this.addKept('SystemUsers', externalSecret({
      name: engine().systemUsersSecret(this.name),
      namespace: this.namespace,
      store: secrets,
      remote,
      template: engine().systemUsersTemplate(this._settings),
    }));
  }

  /** One of the library's own, whose password comes from the secret store. */
  private addOwnUser(id: string, user: string, name: string, entry: object): void {
    const { secrets } = this._settings.platform;
    if (!secrets) {
      refuse('platform.secrets', 'be given with MongoOperator.COMMUNITY and monitoring: the exporter logs in', undefined, 'give the platform `secrets`');
    }
    this.managedUsers.push(entry);
    this.addKept(id, externalSecret({
      name,
      namespace: this.namespace,
      store: secrets,
      remoteKey: this.remoteKey(user),
      properties: { password: 'password' },
      template: { username: user, password: '{{ .password }}' },
    }));
  }

  private addUser(user: UserSettings): void {
    const { secrets } = this._settings.platform;
    reserveName(this, 'MongoDB user', this.namespace, `${this.name}/${user.name}`, 'user');
    this.users.set(user.name, user);
    this.managedUsers.push(this.isPercona ? engine().psmdbUser(user) : engine().communityUser(user));
    if (!this.isPercona) ['login-scram-credentials', 'connection'].forEach((use) => reserveName(this, 'Secret', this.namespace, `${user.secretName}-${use}`, 'user'));
    if (user.given) return;
    if (!secrets) {
      refuse(`users.${user.name}.password`, 'be given where the platform has no secret store', undefined,
        'name a Secret with its password by SecretRef.of, or give the platform `secrets`');
    }
    this.addKept(`User-${user.name}`, externalSecret({
      name: user.secretName,
      namespace: this.namespace,
      store: secrets,
      remoteKey: this.remoteKey(user.name),
      properties: { password: 'password' },
      template: engine().connectionTemplate(this._settings, user),
    }));
  }

  /** Parts that are joined by a dash may give one key for two databases. */
  private remoteKey(user: string): string {
    const key = engine().remoteKeyOf(this._settings, user);
    if (!this._settings.recovery) reserveName(this, 'Remote secret', undefined, key);
    return key;
  }
}

/** The same user of another database. */
function userOf({ _settings }: MongoReplicaSet, { name, roles, given }: UserSettings): UserSettings {
  return userSettings('user', _settings, { name, roles: [...roles], password: given });
}

/** What makes a database, loaded with the first one: keeps the import of the library fast. */
function engine(): typeof import('./mongo-engine') {
  return require('./mongo-engine'); // eslint-disable-line @typescript-eslint/no-require-imports
}
