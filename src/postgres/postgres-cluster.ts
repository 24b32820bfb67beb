import { ApiObject } from 'cdk8s';
import { Workload as KubernetesWorkload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { archiveSettings, PostgresArchiveSettings } from './archive-settings';
import { declaredBy } from './declared';
import { PostgresClusterProps } from './postgres-cluster-props';
import { PostgresEndpoints } from './postgres-endpoints';
import { PoolerType } from './postgres-pooler';
import type { PostgresRecovery } from './postgres-recovery';
import type { PostgresRoles } from './postgres-roles';
import { PostgresSettings, postgresSettings, RoleSettings, roleSettings } from './postgres-settings';
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
import { disruptionBudget } from '../parts/disruption-budget';
import { kept } from '../parts/kept';
import { addManifest } from '../parts/manifest-object';
import { useNamespace } from '../parts/namespace-use';
import { namespaceOf } from '../platform/namespace-of';
import { requireOneDrill } from '../restore/failover-drill-settings';
import { requireOneRestoreDrill } from '../restore/one-restore-drill';
import { isRehearsed } from '../restore/rehearsed-by-default';
import { RestoreDrill } from '../restore/restore-drill';
import { SecretKeyRef } from '../values/secret-key-ref';
import { SecretRef } from '../values/secret-ref';

interface RestoredPostgres extends Restored {
  readonly database: PostgresCluster;
}

/**
 * A PostgreSQL database fit for production: replicated, spread, backed up, watched, encrypted and isolated. It is run by CloudNativePG 1.30
 * with the Barman Cloud plugin 0.14. What the production checklist finds missing fails the synth.
 *
 * The operator's Cluster is the child `Resource`: `ApiObject.of(database).addJsonPatch(…)` changes what no prop does, and the checklist
 * judges the result.
 */
export class PostgresCluster extends Construct implements IDatabase, IRestorable, IFailsOver, IMigratable {
  /**
   * Makes a new database from an archive.
   * @internal
   */
  public static _restoreFrom(archive: PostgresArchiveSettings, scope: Construct, id: string, options: RestoreOptions): RestoredPostgres {
    const props = engine().restoredProps(archive, options.namespace ?? archive.settings.namespace, options);
    engine().requireIdentity(archive);
    const database = new PostgresCluster(scope, id, props);
    return { database, runbook: database.recovery!.runbook };
  }

  /** Name of the database in Kubernetes. */
  public readonly name: string;
  /** Namespace that it lives in. */
  public readonly namespace: string;
  /** Where it answers. */
  public readonly endpoints: PostgresEndpoints;
  /** The CA that signed the server certificate, in the database's namespace: what a client verifies with `verify-full`. */
  public readonly ca: SecretKeyRef;
  /** @internal */
  public readonly _settings: PostgresSettings;
  /**
   * What stays when the code goes, by its id: written as it is when the app is synthesized, so that a migration can still add to it.
   * @internal
   */
  public readonly _written = new Map<string, Manifest>();
  private readonly isKept: boolean;
  private readonly roles: PostgresRoles;
  private readonly clients = new Map<string, object[]>();
  private readonly props: PostgresClusterProps;
  private readonly restored: PostgresCluster[] = [];
  private readonly recovery?: PostgresRecovery;
  private readonly logins: string[];
  private failoverDrill?: Construct;
  private readonly restoreDrills = new Map<string, string>();

  /**
   * Makes the database and everything that belongs to it.
   * @throws when a prop cannot be: the message names the prop, what it must be, what it got and what to do
   */
  constructor(scope: Construct, id: string, props: PostgresClusterProps) {
    super(scope, id);
    this.props = props;
    const settings = this._settings = postgresSettings(props, namespaceOf(this, props.namespace));
    settings.tablespaces.forEach(({ storageClass }) => settings.platform._storageClass(storageClass));
    // what is not for production may go with its pull request
    this.isKept = !(props.waivers ?? []).some((waiver) => waiver.rule === NOT_FOR_PRODUCTION);
    this.name = settings.name;
    this.namespace = settings.namespace;
    this.endpoints = engine().endpointsOf(settings);
    this.ca = SecretKeyRef.of(settings.platform.issuer ? engine().serverSecretName(this.name) : `${this.name}-ca`, 'ca.crt');
    settings.platform._namespace(settings.namespace);
    useNamespace(this, settings.namespace, 'databases');

    this.logins = engine().logins(settings);
    engine().reserveOperatorNames(this, settings);

    this.roles = new (engine().PostgresRoles)(this, settings, this.addKept.bind(this));

    // what the operator runs
    const resource = this.addCluster(props);
    this.addDatabases();
    this.addBackups();
    this.addPoolers();

    // who may log in, and from where
    this.addCertificate();
    [settings.owner, ...settings.roles].forEach((role) => this.roles.add(role));
    this.addPolicies();
    if (settings.backup.dumps) new (engine().PostgresDumps)(this, 'Dumps', settings.backup.dumps);
    if (settings.recovery) this.recovery = new (engine().PostgresRecovery)(this, 'Recovery', settings.recovery);

    // how we know that it is well
    const { monitoring } = settings.platform;
    if (monitoring) engine().addMonitoring(this, settings, monitoring);

    // and that it comes back
    if (isRehearsed(props, () => this.canBeDrilled())) new RestoreDrill(this, 'RestoreDrill', { source: this, ...props.restoreDrill?.options });

    enforceChecklist(this, resource, engine().cnpgReader);
  }

  /**
   * The Secret with `username` and `password` of a role.
   * @param role name of the role; default is the owner of the first database
   * @throws when the database has no such role
   */
  public secret(role?: string): SecretRef {
    return this.roles.secretOf(role);
  }

  /**
   * Lets a workload connect: role, password as a mounted file, CA, `verify-full`, and NetworkPolicies on both sides.
   * All containers that the workload has by now get it.
   * @param workload a Deployment, StatefulSet, Job or the like of cdk8s-plus
   * @throws when the workload has no containers or uses the same variables already, when there is no such pooler, or when Secret or CA
   * cannot reach the workload's namespace
   */
  public grantConnect(workload: KubernetesWorkload, options: GrantConnectOptions = {}): void {
    new (engine().PostgresGrant)(this, `Grant-${workload.node.addr}${options.prefix ?? ''}`, { database: this, workload, options });
  }

  /**
   * The role of a grant; made when the database does not have it yet.
   * @internal
   */
  public _roleFor(role: RoleSettings): RoleSettings {
    const found = this.roles.find(role.name);
    if (found) return found;
    this.roles.add(role);
    // clients that move to a restored database find their role there
    this.restored.forEach((database) => database._roleFor(roleOf(database, role)));
    return role;
  }

  /**
   * Makes a new database from the backups of this one.
   * @internal
   */
  public _restore(scope: Construct, id: string, options: RestoreOptions): Restored {
    const restored = PostgresCluster._restoreFrom(archiveSettings(this.props, this._settings), scope, id, options);
    this.restored.push(restored.database);
    this.roles.all.forEach((role) => restored.database._roleFor(roleOf(restored.database, role)));
    return restored;
  }

  /**
   * Adds what rehearses the failover.
   * @internal
   */
  public _rehearseFailover(scope: Construct, id: string, rehearsal: FailoverRehearsal): void {
    requireOneDrill(this.name, this.failoverDrill);
    this.failoverDrill = new (engine().PostgresFailoverDrill)(scope, id, { database: this, rehearsal });
  }

  /**
   * Lets a migration in.
   * @internal
   */
  public _migrateInto(scope: Construct, id: string, request: MigrationRequest): MigrationSide {
    return new (engine().PostgresMigration)(scope, id, { database: this, request }).side;
  }

  /**
   * Lets a role in that has a certificate, by a line of pg_hba.conf.
   * @internal
   */
  public _allowLogin(line: string): void {
    this.logins.push(line);
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
    return new (engine().PostgresRehearsal)(scope, id, { archive: archiveSettings(this.props, this._settings), options }).rehearsal;
  }

  /**
   * What others have to leave to the operator.
   * @internal
   */
  public _operated(): OperatedObjects {
    return { ...engine().OPERATED, backedUp: this._settings.platform.backups !== undefined };
  }

  /**
   * Lets pods in, to the instances or to one pooler.
   * @internal
   */
  public _allowFrom(peer: object, pooler: PoolerType | undefined): void {
    this.clients.get(pooler ?? '')!.push({ from: [peer], ports: [{ port: engine().POSTGRES_PORT, protocol: 'TCP' }] });
  }

  /** What the database lives on stays when its code goes. */
  private addKept(id: string, manifest: Manifest, prop?: string): ApiObject {
    this._written.set(id, manifest);
    return addManifest(this, id, this.isKept ? kept(manifest) : manifest, prop);
  }

  private canBeDrilled(): boolean {
    return this._settings.platform.backups !== undefined && engine().drillObstacle(archiveSettings(this.props, this._settings), false) === undefined;
  }

  private addCluster(props: PostgresClusterProps): ApiObject {
    const { platform } = this._settings;
    return this.addKept('Resource', engine().clusterManifest(this._settings, {
      serverSecret: platform.issuer && engine().serverSecretName(this.name),
      objectStore: platform.backups && engine().objectStoreName(this.name),
      declared: declaredBy(this._settings, props.waivers ?? []),
      managedRoles: this.roles.entries,
      logins: this.logins,
    }));
  }

  /** Also of the first, which is made with the cluster: another name in `database` makes another database, and not clients that find none. */
  private addDatabases(): void {
    for (const of of this._settings.databases) this.addKept(`Database-${of.name}`, engine().databaseManifest(this, of), 'databases');
  }

  private addBackups(): void {
    const { backups } = this._settings.platform;
    if (!backups) return;
    this.addKept('ObjectStore', engine().objectStoreManifest(this._settings, backups));
    this.addKept('ScheduledBackup', engine().scheduledBackupManifest(this._settings));
    const { snapshots } = this._settings.backup;
    if (snapshots) new (engine().PostgresSnapshots)(this, 'Snapshots', snapshots);
  }

  private addPoolers(): void {
    for (const pooler of this._settings.poolers) {
      addManifest(this, `Pooler-${pooler.type}`, engine().poolerManifest(this._settings, pooler), 'poolers');
      // the operator makes no budget for poolers
      const selector = { 'cnpg.io/poolerName': pooler.name };
      if (pooler.instances > 1) addManifest(this, `PoolerBudget-${pooler.type}`, disruptionBudget({ name: pooler.name, namespace: this.namespace, selector }));
    }
  }

  private addCertificate(): void {
    const { issuer } = this._settings.platform;
    if (issuer) this.addKept('Certificate', engine().postgresCertificate(this._settings, issuer));
  }

  private addPolicies(): void {
    this.clients.set('', []);
    this.addKept('NetworkPolicy', engine().instancesPolicy(this._settings, this.clients.get('')!));
    for (const pooler of this._settings.poolers) {
      this.clients.set(pooler.type, []);
      addManifest(this, `NetworkPolicy-${pooler.type}`, engine().poolerPolicy(this._settings, pooler, this.clients.get(pooler.type)!));
    }
  }
}

/** The same role in another database. */
function roleOf({ name }: PostgresCluster, role: RoleSettings): RoleSettings {
  return roleSettings('role', name, { name: role.name, memberOf: [...role.memberOf], connectionLimit: role.connectionLimit, password: role.given });
}

/** What makes a database, loaded with the first one: keeps the import of the library fast. */
function engine(): typeof import('./cnpg-engine') {
  return require('./cnpg-engine'); // eslint-disable-line @typescript-eslint/no-require-imports
}
