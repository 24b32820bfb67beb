import { ApiObject } from 'cdk8s';
import { Workload as KubernetesWorkload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { MySqlArchiveSettings } from './archive-settings';
import { declaredBy } from './declared';
import { MySqlClusterProps } from './mysql-cluster-props';
import { MySqlEndpoints } from './mysql-endpoints';
import type { MySqlRecovery } from './mysql-recovery';
import { MySqlSettings, mySqlSettings } from './mysql-settings';
import { UserSettings } from './user-settings';
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
import { externalSecret } from '../parts/external-secret';
import { kept } from '../parts/kept';
import { addManifest, reserveName } from '../parts/manifest-object';
import { useNamespace } from '../parts/namespace-use';
import { namespaceOf } from '../platform/namespace-of';
import { requireOneDrill } from '../restore/failover-drill-settings';
import { requireOneRestoreDrill } from '../restore/one-restore-drill';
import { RestoreDrill } from '../restore/restore-drill';
import { refuse } from '../values/refusal';
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
export class MySqlCluster extends Construct implements IDatabase, IFailsOver, IRestorable, IRestorableInPlace {
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
  private readonly isKept: boolean;
  private readonly users = new Map<string, UserSettings>();
  private readonly customUsers: object[] = [];
  private readonly clients: object[] = [];
  private readonly replicas: object[] = [];
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
    this.addSystemUsers();
    settings.users.forEach((user) => this.addUser(user));

    // what the operator runs
    const resource = this.addCluster(props);

    // from where
    this.addPolicies();
    if (settings.recovery) this.recovery = new (engine().MySqlRecovery)(this, 'Recovery', settings.recovery);

    // how we know that it is well
    const { monitoring } = settings.platform;
    if (monitoring) engine().addMonitoring(this, settings, monitoring);

    // and that it comes back
    if (this.isRehearsed()) new RestoreDrill(this, 'RestoreDrill', { source: this, ...props.restoreDrill?.options });

    enforceChecklist(this, resource, engine().pxcReader);
  }

  /**
   * The Secret with `username` and `password` of a user.
   * @param user name of the user; default is the first one
   * @throws when the database has no such user
   */
  public secret(user?: string): SecretRef {
    const name = user ?? this._settings.users[0].name;
    const found = this.users.get(name);
    if (!found) refuse('user', `be one of ${[...this.users.keys()].join(', ')}`, name, 'declare it in users, or let grantConnect make it');
    return found.given ?? SecretRef.of(found.secretName);
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
    const found = this.users.get(user.name);
    if (found) return found;
    const { replica } = this._settings;
    const wanted = replica?.follows ? engine().userOfSource(replica, user) : user;
    this.addUser(wanted);
    // clients that move to a restored database find their user there
    this.restored.forEach((database) => database._userFor(engine().userOf(database.name, wanted)));
    return wanted;
  }

  /**
   * Lets the instances of a replica in.
   * @internal
   */
  public _allowReplica(peer: object, port: number): void {
    this.replicas.push({ from: [peer], ports: [{ port, protocol: 'TCP' }] });
  }

  /**
   * Makes a new database from the backups of this one.
   * @internal
   */
  public _restore(scope: Construct, id: string, options: RestoreOptions): Restored {
    const restored = MySqlCluster._restoreFrom(engine().archiveSettings(this.props, this._settings), scope, id, options);
    this.restored.push(restored.database);
    this.users.forEach((user) => restored.database._userFor(engine().userOf(restored.database.name, user)));
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
    this.customUsers.push(verifierEntry(this._settings));
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
   * Has the operator make a user that no client gets.
   * @internal
   */
  public _allowUser(user: object): void {
    this.customUsers.push(user);
  }

  /**
   * Lets pods in, to the proxies.
   * @internal
   */
  public _allowFrom(peer: object, port: number): void {
    this.clients.push({ from: [peer], ports: [{ port, protocol: 'TCP' }] });
  }

  /** Without an issuer each of the operator's two Secrets may have a CA of its own: clients see the internal one behind HAProxy. */
  private caSecretName(): string {
    const { platform: { issuer }, proxy } = this._settings;
    return issuer || proxy.component === 'proxysql' ? engine().serverSecretName(this.name) : `${this.name}-ssl-internal`;
  }

  /** What the database lives on stays when its code goes. */
  private addKept(id: string, manifest: Manifest, prop?: string): ApiObject {
    return addManifest(this, id, this.isKept ? kept(manifest) : manifest, prop);
  }

  /** By default where it can be, unless the checklist is not to ask for it. */
  private isRehearsed(): boolean {
    const { restoreDrill: plan, waivers = [] } = this.props;
    if (plan) return plan.enabled;
    if (!this._settings.platform.backups || waivers.some(({ rule }) => rule === 'restore-drill' || rule === NOT_FOR_PRODUCTION)) return false;
    const archive = engine().archiveSettings(this.props, this._settings);
    return this._settings.platform._createsNamespaces && engine().drillObstacle(archive, false) === undefined;
  }

  private addCertificate(): void {
    const { issuer } = this._settings.platform;
    if (issuer) this.addKept('Certificate', engine().mySqlCertificate(this._settings, issuer));
  }

  private addSystemUsers(): void {
    const { systemUsers, platform: { secrets } } = this._settings;
    if (systemUsers) return;
    if (!secrets) {
      refuse('systemUsers', 'be given where the platform has no secret store', undefined,
        'name a Secret with all of root, xtrabackup, monitor, proxyadmin, operator and replication by SecretRef.of, or give the platform `secrets`');
    }
    Object.values(engine().systemKeys(this._settings)).forEach((key) => this.reserveKey(key));
    reserveName(this, 'Secret', this.namespace, engine().systemSecretName(this.name));
    this.addKept('SystemUsers', engine().systemUsers(this._settings, secrets));
  }

  private addUser(user: UserSettings): void {
    const { secrets } = this._settings.platform;
    reserveName(this, 'MySQL user', this.namespace, `${this.name}/${user.name}`, 'role');
    this.users.set(user.name, user);
    this.customUsers.push(engine().customUser(user));
    if (user.given) return;
    if (!secrets) {
      refuse(`users.${user.name}.password`, 'be given where the platform has no secret store', undefined,
        'name a Secret with the key `password` by SecretRef.of, or give the platform `secrets`');
    }
    const remoteKey = engine().remoteKeyOf(this._settings, user.name);
    this.reserveKey(remoteKey);
    this.addKept(`User-${user.name}`, externalSecret({
      name: user.secretName,
      namespace: this.namespace,
      store: secrets,
      remoteKey,
      properties: { password: 'password' },
      template: engine().passwordTemplate(user.name),
    }));
  }

  /** Parts that are joined by a dash may give one key for two databases; a replica and a restore have their source's. */
  private reserveKey(key: string): void {
    if (!this._settings.replica && !this._settings.recovery) reserveName(this, 'Remote secret', undefined, key);
  }

  private addCluster(props: MySqlClusterProps): ApiObject {
    const settings = this._settings;
    return this.addKept('Resource', engine().clusterManifest(settings, {
      storeSecret: settings.platform._perconaNamespace(settings.namespace).perconaCredentials(),
      declared: declaredBy(settings, props.waivers ?? []),
      users: this.customUsers,
    }));
  }

  private addPolicies(): void {
    const [instances, backups] = [engine().instancesPolicy(this._settings), engine().backupsPolicy(this._settings)];
    this.addKept('NetworkPolicy', engine().clusterPolicy(this._settings));
    if (instances) this.addKept('NetworkPolicy-instances', instances);
    this.addKept('NetworkPolicy-proxy', engine().proxyPolicy(this._settings, this.clients));
    if (backups) this.addKept('NetworkPolicy-backups', backups);
    this.addSites();
  }

  /** Between this site and the other one. */
  private addSites(): void {
    const { replica } = this._settings;
    const sites = engine().sitesPolicy(this._settings, this.replicas);
    if (sites) this.addKept('NetworkPolicy-sites', sites);
    if (!replica?.follows || replica.addresses.length > 0) return;
    replica.database!._allowReplica(engine().instancesAt(this.name, this.namespace), engine().MYSQL_PORT);
  }
}

/** What makes a database, loaded with the first one: keeps the import of the library fast. */
function engine(): typeof import('./pxc-engine') {
  return require('./pxc-engine'); // eslint-disable-line @typescript-eslint/no-require-imports
}
