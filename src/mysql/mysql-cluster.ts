import { ApiObject } from 'cdk8s';
import { Workload as KubernetesWorkload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { MySqlArchiveSettings } from './archive-settings';
import { declaredBy } from './declared';
import { MySqlClusterProps } from './mysql-cluster-props';
import { MySqlEndpoints } from './mysql-endpoints';
import type { MySqlRecovery } from './mysql-recovery';
import { MySqlSettings, mySqlSettings } from './mysql-settings';
import type { MySqlUsers } from './mysql-users';
import type { NetworkPolicies } from './network-policies';
import { UserSettings } from './user-settings';
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
import { kept } from '../parts/kept';
import { addManifest, reserveName } from '../parts/manifest-object';
import { useNamespace } from '../parts/namespace-use';
import { namespaceOf } from '../platform/namespace-of';
import { requireOneDrill } from '../restore/failover-drill-settings';
import { requireOneRestoreDrill } from '../restore/one-restore-drill';
import { isRehearsed } from '../restore/rehearsed-by-default';
import { RestoreDrill } from '../restore/restore-drill';
import { SecretKeyRef } from '../values/secret-key-ref';
import { SecretRef } from '../values/secret-ref';

interface RestoredMySql extends Restored {
  readonly database: MySqlCluster;
}

/**
 * A MySQL database fit for production: replicated by Galera, spread, backed up, watched, encrypted and isolated. It is Percona XtraDB Cluster, run by
 * Percona's operator 1.20. What the production checklist finds missing fails the synth.
 *
 * The operator's PerconaXtraDBCluster is the child `Resource`: `ApiObject.of(database).addJsonPatch(…)` changes what no prop does, and the checklist
 * judges the result.
 */
export class MySqlCluster extends Construct implements IDatabase, IFailsOver, IMigratable, IRestorable, IRestorableInPlace {
  /**
   * Makes a new database from an archive.
   * @internal
   */
  public static _restoreFrom(archive: MySqlArchiveSettings, scope: Construct, id: string, options: RestoreOptions): RestoredMySql {
    const database = new MySqlCluster(scope, id, engine().restoredProps(archive, options.namespace ?? archive.settings.namespace, options));
    return { database, runbook: database.recovery!.runbook };
  }

  /** Name of the database in Kubernetes. */
  public readonly name: string;
  /** Namespace that it lives in. */
  public readonly namespace: string;
  /** Where it answers. */
  public readonly endpoints: MySqlEndpoints;
  /** The CA that signed the server certificate, in the database's namespace: what a client verifies with `VERIFY_IDENTITY`. */
  public readonly ca: SecretKeyRef;
  /** @internal */
  public readonly _settings: MySqlSettings;
  /** What stays when the code goes, by its id: written as it is when the app is synthesized, so that a migration can still add to it. */
  private readonly written = new Map<string, Manifest>();
  private readonly isKept: boolean;
  private readonly users: MySqlUsers;
  private readonly policies: NetworkPolicies;
  private readonly props: MySqlClusterProps;
  private readonly restored: MySqlCluster[] = [];
  private readonly recovery?: MySqlRecovery;
  private readonly restoreDrills = new Map<string, string>();
  private failoverDrill?: Construct;

  /**
   * Makes the database and everything that belongs to it.
   * @throws when a prop cannot be: the message names the prop, what it must be, what it got and what to do
   */
  constructor(scope: Construct, id: string, props: MySqlClusterProps) {
    super(scope, id);
    this.props = props;
    const settings = this._settings = mySqlSettings(props, namespaceOf(this, props.namespace));
    // what is not for production may go with its pull request
    this.isKept = !(props.waivers ?? []).some((waiver) => waiver.rule === NOT_FOR_PRODUCTION);
    this.name = settings.name;
    this.namespace = settings.namespace;
    this.endpoints = engine().endpointsOf(settings);
    this.ca = SecretKeyRef.of(this.caSecretName(), 'ca.crt');
    settings.platform._perconaNamespace(settings.namespace);
    useNamespace(this, settings.namespace, 'databases');
    engine().reserveOperatorNames(this, settings);

    // who it is and who may log in, first: the operator makes what it does not find
    this.addCertificate();
    this.users = new (engine().MySqlUsers)(this, settings, this.addKept.bind(this));
    this.users.addSystemUsers();
    settings.users.forEach((user) => this.users.add(user));

    // what the operator runs
    const resource = this.addCluster(props);

    // from where
    this.policies = new (engine().NetworkPolicies)(settings, this.addKept.bind(this));
    if (settings.recovery) this.recovery = new (engine().MySqlRecovery)(this, 'Recovery', settings.recovery);

    // how we know that it is well
    const { monitoring } = settings.platform;
    if (monitoring) engine().addMonitoring(this, settings, monitoring);

    // and that it comes back
    if (isRehearsed(props, () => engine().canBeDrilled(props, settings))) {
      new RestoreDrill(this, 'RestoreDrill', { source: this, ...props.restoreDrill?.options });
    }

    enforceChecklist(this, resource, engine().pxcReader);
  }

  /**
   * The Secret with `username` and `password` of a user.
   * @param user name of the user; default is the first one
   * @throws when the database has no such user
   */
  public secret(user?: string): SecretRef {
    return this.users.secretOf(user);
  }

  /**
   * Lets a workload connect through the proxy: user, password as a mounted file, CA, `VERIFY_IDENTITY`, and NetworkPolicies on both sides. Its containers
   * get MYSQL_HOST, MYSQL_TCP_PORT, MYSQL_DATABASE, MYSQL_USER, MYSQL_PASSWORD_FILE, MYSQL_SSL_MODE, MYSQL_SSL_CA and MYSQL_OPTION_FILE; `role` is the user's
   * name: by default that of the database where there is such a user, otherwise `<database>_readwrite`; for read-only `<database>_readonly`. One that the
   * database does not have is made: it may read rows of one database, and with read-write change them. All containers that the workload has by now get it.
   * @param workload a Deployment, StatefulSet, Job or the like of cdk8s-plus
   * @throws when the workload has no containers or uses the same variables already, or when Secret or CA cannot reach the workload's namespace
   */
  public grantConnect(workload: KubernetesWorkload, options: GrantConnectOptions = {}): void {
    new (engine().MySqlGrant)(this, `Grant-${workload.node.addr}${options.prefix ?? ''}`, { database: this, workload, options });
  }

  /**
   * The user of a grant; made when the database does not have it yet.
   * @internal
   */
  public _userFor(user: UserSettings): UserSettings {
    const found = this.users.find(user.name);
    if (found) return found;
    const { replica } = this._settings;
    const wanted = replica?.follows ? engine().userOfSource(replica, user) : user;
    this.users.add(wanted);
    // clients that move to a restored database find their user there
    this.restored.forEach((database) => database._userFor(engine().userOf(database.name, wanted)));
    return wanted;
  }

  /**
   * Lets the instances of a replica in.
   * @internal
   */
  public _allowReplica(peer: object, port: number): void {
    this.policies.allowReplica(peer, port);
  }

  /**
   * Makes a new database from the backups of this one.
   * @internal
   */
  public _restore(scope: Construct, id: string, options: RestoreOptions): Restored {
    const restored = MySqlCluster._restoreFrom(engine().archiveSettings(this.props, this._settings), scope, id, options);
    this.restored.push(restored.database);
    this.users.all.forEach((user) => restored.database._userFor(engine().userOf(restored.database.name, user)));
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
    return new (engine().MySqlRehearsal)(scope, id, { archive: engine().archiveSettings(this.props, this._settings), options }).rehearsal;
  }

  /**
   * Lets pods with these labels look at it, as a user that reads.
   * @internal
   */
  public _verify(labels: Record<string, string>): void {
    const { verifierUser, verifierEntry, MYSQL_PORT } = engine();
    reserveName(this, 'MySQL user', this.namespace, `${this.name}/${verifierUser(this.name)}`, 'role');
    this.users.entries.push(verifierEntry(this._settings));
    this._allowFrom({ podSelector: { matchLabels: labels } }, MYSQL_PORT);
  }

  /**
   * What others have to leave to the operator.
   * @internal
   */
  public _operated(): OperatedObjects {
    return { ...engine().OPERATED, backedUp: this._settings.platform.backups !== undefined };
  }

  /**
   * Has its operator put a backup over it.
   * @internal
   */
  public _restoreInPlace(scope: Construct, id: string, options: InPlaceRestoreOptions): string {
    return engine().restoreInPlace(scope, id, this._settings, options);
  }

  /**
   * Adds what rehearses the failover.
   * @internal
   */
  public _rehearseFailover(scope: Construct, id: string, rehearsal: FailoverRehearsal): void {
    requireOneDrill(this.name, this.failoverDrill);
    this.failoverDrill = new (engine().MySqlFailoverDrill)(scope, id, { database: this, rehearsal });
  }

  /**
   * Lets a migration in.
   * @internal
   */
  public _migrateInto(scope: Construct, id: string, request: MigrationRequest): MigrationSide {
    return new (engine().MySqlMigration)(scope, id, { database: this, request }).side;
  }

  /**
   * Adds names to the certificate that servers and proxies show.
   * @internal
   */
  public _addServerNames(names: readonly string[]): void {
    engine().addServerNames(this.written.get('Resource')!, this.written.get('Certificate'), names);
  }

  /**
   * Has the operator make a user that no client gets.
   * @internal
   */
  public _allowUser(user: object): void {
    this.users.entries.push(user);
  }

  /**
   * Lets pods in, to the proxies.
   * @internal
   */
  public _allowFrom(peer: object, port: number): void {
    this.policies.allowFrom(peer, port);
  }

  /** Without an issuer each of the operator's two Secrets may have a CA of its own: clients see the internal one behind HAProxy. */
  private caSecretName(): string {
    const { platform: { issuer }, proxy } = this._settings;
    return issuer || proxy.component === 'proxysql' ? engine().serverSecretName(this.name) : `${this.name}-ssl-internal`;
  }

  /** What the database lives on stays when its code goes. */
  private addKept(id: string, manifest: Manifest, prop?: string): ApiObject {
    this.written.set(id, manifest);
    return addManifest(this, id, this.isKept ? kept(manifest) : manifest, prop);
  }

  private addCertificate(): void {
    const { issuer } = this._settings.platform;
    if (issuer) this.addKept('Certificate', engine().mySqlCertificate(this._settings, issuer));
  }

  private addCluster(props: MySqlClusterProps): ApiObject {
    const settings = this._settings;
    return this.addKept('Resource', engine().clusterManifest(settings, {
      storeSecret: settings.platform._perconaNamespace(settings.namespace).perconaCredentials(),
      declared: declaredBy(settings, props.waivers ?? []),
      users: this.users.entries,
    }));
  }
}

/** What makes a database, loaded with the first one: keeps the import of the library fast. */
function engine(): typeof import('./pxc-engine') {
  return require('./pxc-engine'); // eslint-disable-line @typescript-eslint/no-require-imports
}
