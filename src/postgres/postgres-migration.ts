import { Construct } from 'constructs';
import { serverNameOf } from './archive-settings';
import { objectStoreName } from './cnpg-backup';
import {
  addServerNames, externalSource, keepSlots, primaryLabels, slotsSurvive, sqlNameOf, subscriptionManifest, wayBackName, wayBackService,
} from './cnpg-migration';
import { POSTGRES_PORT } from './cnpg-network';
import { requireExcludedTables } from './excluded-tables';
import { requireDatabaseName } from './identifiers';
import { migrationClients } from './migration-clients';
import { migrationWords } from './migration-words';
import { parameterMebibytes } from './parameter-units';
import type { PostgresCluster } from './postgres-cluster';
import { PostgresSettings, RoleSettings, roleSettings } from './postgres-settings';
import { MigrationRequest, MigrationSide } from '../contracts/migration-side';
import { Right } from '../contracts/rehearsal';
import { addManifest, reserveName } from '../parts/manifest-object';
import { tcp, toAddresses } from '../parts/network-policy';
import { serviceNames } from '../parts/service-names';
import { roomBytes } from '../parts/volume-room';
import { migrationCopy } from '../restore/migration-copy';
import { MigrationMethod } from '../values/migration-method';
import { MigrationPhase } from '../values/migration-phase';
import { refuse } from '../values/refusal';

const MEBIBYTE = 1024 * 1024;

export interface PostgresMigrationProps {
  readonly database: PostgresCluster;
  readonly request: MigrationRequest;
}

/** What lets a migration into a Cluster: names, the source, the way back, and who may go where. */
export class PostgresMigration extends Construct {
  public readonly side: MigrationSide;
  private readonly cluster: PostgresCluster;
  private readonly settings: PostgresSettings;
  private readonly request: MigrationRequest;
  private readonly database: string;

  constructor(scope: Construct, id: string, { database, request }: PostgresMigrationProps) {
    super(scope, id);
    this.cluster = database;
    this.settings = database._settings;
    this.request = request;
    this.database = this.databaseName();
    this.requireSource();
    requireExcludedTables(request.excludedTables);
    reserveName(this, 'migration into database', database.namespace, `${database.name}/${this.database}`, 'target');
    reserveName(this, 'Subscription', database.namespace, request.name);

    this.addNames();
    this.letIn();
    // the assessment changes nothing
    const isPrepared = request.phase !== MigrationPhase.ASSESS && request.method === MigrationMethod.LOGICAL_REPLICATION;
    if (isPrepared) this.addSource();
    const wayBack = isPrepared ? this.addWayBack() : undefined;
    this.side = this.made(wayBack);
  }

  private databaseName(): string {
    const { database, databases } = this.settings;
    const name = this.request.database ?? database;
    requireDatabaseName('database', name);
    if (!databases.some((of) => of.name === name)) {
      refuse('database', `be one of ${databases.map((of) => of.name).join(', ')}`, name, 'declare it in databases of the target');
    }
    return name;
  }

  private requireSource(): void {
    const { source, wayBack } = this.request;
    const { name, major } = this.settings;
    if (source._engine !== 'postgres') refuse('source', 'be a PostgreSQL database, as the target is', source._engine, 'make it by VmDatabase.postgres');
    if (Number(source.version ?? 0) > major) {
      refuse('target', `be at least of the source's version (PostgreSQL ${source.version})`, `${name} with PostgreSQL ${major}`, 'choose a newer version of the target: an older one may not take what the source has');
    }
    const own = this.ownNames();
    if (own.includes(source.host)) refuse('source', 'be another server than the target', source.host, 'give the name of the machine');
    if (wayBack && own.includes(wayBack.host)) {
      refuse('wayBack.host', 'be the name of the load balancer, which the machine resolves', wayBack.host, 'give its DNS name: a Service\'s is known in the Kubernetes cluster alone');
    }
  }

  /** Names by which the target and the front are reached. */
  private ownNames(): string[] {
    const { name, namespace, poolers, platform: { network } } = this.settings;
    const services = [...['rw', 'ro', 'r'].map((role) => `${name}-${role}`), ...poolers.map((pooler) => pooler.name), this.request.front];
    return services.flatMap((service) => serviceNames(service, namespace, network.clusterDomain));
  }

  /** The front leads to both servers, so that both certificates carry it. */
  private addNames(): void {
    const { front, wayBack } = this.request;
    const { namespace, platform: { network } } = this.settings;
    const names = [...serviceNames(front, namespace, network.clusterDomain), ...(wayBack ? [wayBack.host] : [])];
    addServerNames(this.cluster._written.get('Resource')!, this.cluster._written.get('Certificate'), names);
  }

  private letIn(): void {
    this.cluster._allowFrom({ podSelector: { matchLabels: this.request.podLabels } }, undefined);
  }

  private addSource(): void {
    const { name, source } = this.request;
    const { spec } = this.cluster._written.get('Resource')!;
    spec.externalClusters = [...spec.externalClusters ?? [], externalSource(name, source)];
    this.cluster._written.get('NetworkPolicy')!.spec.egress.push(toAddresses(source.addresses, tcp(source.port)));
  }

  private addWayBack(): RoleSettings | undefined {
    const { name, source, wayBack } = this.request;
    if (!wayBack) return undefined;
    const role = {
      ...roleSettings('name', this.settings.name, {
      // who goes back ends the sessions of clients, and has to see them
        name: wayBackName(name), memberOf: ['pg_monitor', 'pg_signal_backend'], password: wayBack.credentials,
      }),
      replicates: true,
    };
    if (this.cluster._roleFor(role) !== role) refuse('name', `lead to a role that the target does not have: ${role.name}`, name, 'choose another name, or rename the role');
    addManifest(this, 'WayBack', wayBackService(this.settings, this.request, wayBack));
    source.addresses.forEach((cidr) => this.cluster._allowFrom({ ipBlock: { cidr } }, undefined));
    if (slotsSurvive(this.settings)) keepSlots(this.cluster._written.get('Resource')!);
    return role;
  }

  private made(wayBack: RoleSettings | undefined): MigrationSide {
    const { settings, request, database } = this;
    const { name, namespace, platform: { network, backups }, databases, monitoring } = settings;
    const { owner, extensions } = databases.find((of) => of.name === database)!;
    const roles = [settings.owner, ...settings.roles];
    const copy = migrationCopy(request, settings);
    return {
      engine: 'postgres',
      network,
      monitoring,
      // replication has another switch: postgres-switch.mjs
      program: copy && `postgres-dump-${request.phase}.mjs`,
      settings: {
        sqlName: sqlNameOf(request.name),
        ...(copy ? { copy: copy.settings } : {}),
        target: {
          name,
          namespace,
          host: this.cluster.endpoints.readWrite.host,
          port: POSTGRES_PORT,
          database,
          owner,
          extensions,
          roomBytes: roomBytes(settings.dataMebibytes),
          roles: roles.map((role) => role.name),
          // where its backups are seen; undefined without any
          ...(backups ? { objectStore: objectStoreName(name), serverName: serverNameOf(settings) } : {}),
          // whether the slot of the way back is made to outlive a failover
          slotsSurvive: slotsSurvive(settings),
        },
        subscription: subscriptionManifest(settings, request, database),
      },
      front: { service: { port: POSTGRES_PORT, portName: 'postgresql', toTarget: primaryLabels(name) } },
      clients: {
        ...migrationClients({ settings, request, database, ca: this.cluster.ca, owner: roles.find((role) => role.name === owner)!, wayBack }),
        scratch: copy?.scratch,
      },
      programs: copy ? ['postgres-copy.sh'] : ['postgres-schema.sh', 'postgres-target.sql', 'postgres-way-back.sh'],
      rights: this.rights(),
      egress: [{ to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' } } }], ports: tcp(POSTGRES_PORT) }],
      wayBackHeldBytes: wayBack && this.heldBytes(),
      replicationRole: wayBack?.name,
      runbook: migrationWords({ settings, request, database, ca: this.cluster.ca }),
    };
  }

  /** Half of what a slot may hold back before the server cuts it off. */
  private heldBytes(): number {
    const kept = parameterMebibytes(this.settings.parameters.max_slot_wal_keep_size);
    return Math.floor((kept === undefined || kept < 0 ? this.settings.walMebibytes : kept) / 2) * MEBIBYTE;
  }

  /** The Subscription is the Jobs' from the copy on; before, nothing of the operator's changes. */
  private rights(): Right[] {
    const { name, platform: { backups } } = this.settings;
    const { phase, method, name: migration } = this.request;
    const read = (api: string, kind: string, of: string): Right => ({ api, kind, names: [of], verbs: ['get'] });
    const subscriptions = { api: 'postgresql.cnpg.io/v1', kind: 'subscriptions' };
    const streams = method === MigrationMethod.LOGICAL_REPLICATION && ![MigrationPhase.ASSESS, MigrationPhase.PREPARE].includes(phase);
    return [
      read('postgresql.cnpg.io/v1', 'clusters', name),
      ...(backups ? [read('barmancloud.cnpg.io/v1', 'objectstores', objectStoreName(name))] : []),
      ...(streams ? [{ ...subscriptions, verbs: ['create'] }, { ...subscriptions, names: [migration], verbs: ['get', 'delete'] }] : []),
    ];
  }
}
