import { Construct } from 'constructs';
import { migrationClients } from './migration-clients';
import { migrationWords } from './migration-words';
import type { MySqlCluster } from './mysql-cluster';
import { MySqlSettings } from './mysql-settings';
import { clientServices, componentLabels } from './pxc-names';
import { MYSQL_PORT } from './pxc-network';
import { keptLogMebibytes } from './pxc-parameter-facts';
import { MigrationRequest, MigrationSide } from '../contracts/migration-side';
import { Right } from '../contracts/rehearsal';
import { reserveName } from '../parts/manifest-object';
import { tcp } from '../parts/network-policy';
import { serviceNames } from '../parts/service-names';
import { roomBytes } from '../parts/volume-room';
import { migrationCopy } from '../restore/migration-copy';
import { MigrationMethod } from '../values/migration-method';
import { refuse } from '../values/refusal';

export interface MySqlMigrationProps {
  readonly database: MySqlCluster;
  readonly request: MigrationRequest;
}

/** What lets a migration into a MySqlCluster: names, the copy, and who may go where. */
export class MySqlMigration extends Construct {
  public readonly side: MigrationSide;
  private readonly cluster: MySqlCluster;
  private readonly settings: MySqlSettings;
  private readonly request: MigrationRequest;
  private readonly database: string;

  constructor(scope: Construct, id: string, { database, request }: MySqlMigrationProps) {
    super(scope, id);
    this.cluster = database;
    this.settings = database._settings;
    this.request = request;
    this.requireMethod();
    this.database = this.databaseName();
    this.requireSource();
    this.requireTables();
    reserveName(this, 'migration into database', database.namespace, `${database.name}/${this.database}`, 'target');

    this.cluster._addServerNames(serviceNames(request.front, database.namespace, this.settings.platform.network.clusterDomain));
    this.cluster._allowFrom({ podSelector: { matchLabels: request.podLabels } }, MYSQL_PORT);
    this.side = this.made();
  }

  /** A channel brings the users of the source, too, and begins at a physical copy whose GTIDs every instance knows (MySQL 8.4 manual, 19.1.3.5). */
  private requireMethod(): void {
    const { method, target } = { method: this.request.method, target: this.settings.name };
    if (method === MigrationMethod.DUMP) return;
    refuse('method', `be ${MigrationMethod.DUMP} into a MySqlCluster: a replication channel follows a whole server from a physical copy of it on, and not one database`, method,
      `choose MigrationMethod.DUMP for ${target}`);
  }

  private databaseName(): string {
    const { databases } = this.settings;
    const name = this.request.database ?? databases[0];
    if (!databases.includes(name)) refuse('database', `be one of ${databases.join(', ')}`, name, 'declare it in databases of the target');
    return name;
  }

  private requireSource(): void {
    const { source } = this.request;
    const { name, series, replica, proxy } = this.settings;
    if (source._engine !== 'mysql') refuse('source', 'be a MySQL database, as the target is', source._engine, 'make it by VmDatabase.mysql');
    if (proxy.component === 'proxysql') {
      // it reads on one instance what it writes on another, and reuses connections (build/proxysql_add_pxc_nodes.sh, 1.20)
      refuse('target', 'be behind HAProxy, which leads all to one instance', `${name} behind ProxySQL`, 'set proxy: MySqlProxy.haproxy(), and change it after the migration');
    }
    if (replica?.follows) refuse('target', 'take writes: a replica of another site takes none', name, 'migrate into what it follows');
    if (source.version !== undefined && isNewer(source.version, series)) {
      refuse('target', `be at least of the source's version (MySQL ${source.version})`, `${name} with MySQL ${series}`, 'choose a newer version of the target: an older one may not take what the source has');
    }
    if (this.ownNames().includes(source.host)) refuse('source', 'be another server than the target', source.host, 'give the name of the machine');
  }

  /** Names of tables hold what they like, but for a NUL, at most 64 characters, and end in no space (MySQL 8.4 manual, 11.2). */
  private requireTables(): void {
    this.request.excludedTables.forEach((table, i) => {
      // eslint-disable-next-line no-control-regex
      if ([...table].length > 64 || /[\u0000-\u001f\u007f]| $/.test(table)) {
        refuse(`excludedTables[${i}]`, 'be the name of a table, without its database and without quotes', table, 'write for example "cache"');
      }
    });
  }

  /** Names by which the target and the front are reached. */
  private ownNames(): string[] {
    const { name, namespace, proxy, platform: { network } } = this.settings;
    return [...clientServices(name, proxy.component), `${name}-pxc`, this.request.front].flatMap((service) => serviceNames(service, namespace, network.clusterDomain));
  }

  private made(): MigrationSide {
    const { settings, request, database } = this;
    const { name, namespace, platform, proxy, series, users, dataMebibytes, parameters } = settings;
    const copy = migrationCopy(request, settings);
    const { host, port } = this.cluster.endpoints.readWrite;
    const proxies = componentLabels(name, proxy.component);
    return {
      engine: 'mysql',
      network: platform.network,
      monitoring: platform.monitoring,
      settings: {
        ...(copy ? { copy: copy.settings } : {}),
        target: {
          name,
          namespace,
          host,
          port,
          database,
          version: series,
          roomBytes: roomBytes(dataMebibytes, keptLogMebibytes(parameters)),
          users: users.map((user) => user.name),
          backedUp: platform.backups !== undefined,
        },
      },
      front: { service: { port: MYSQL_PORT, portName: 'mysql', toTarget: proxies } },
      clients: {
        ...migrationClients({ settings, request, database, ca: this.cluster.ca }),
        // a value of 200 MiB took mysqldump 989 MiB, and mysql 884 MiB (9.7); so many may be on their way
        ...(copy ? { memory: `${copy.settings.jobs + 1}Gi`, scratch: copy.scratch } : {}),
      },
      programs: ['mysql-connection.sh', 'mysql-copy.sh'],
      rights: this.rights(),
      egress: [{ to: [{ podSelector: { matchLabels: proxies } }], ports: tcp(MYSQL_PORT) }],
      runbook: migrationWords(request, settings),
    };
  }

  /** Before the clients are moved the target has to be healthy and backed up. */
  private rights(): Right[] {
    const api = 'pxc.percona.com/v1';
    return [
      { api, kind: 'perconaxtradbclusters', names: [this.settings.name], verbs: ['get'] },
      // the operator names each after its moment
      ...(this.settings.platform.backups ? [{ api, kind: 'perconaxtradbclusterbackups', verbs: ['list'] }] : []),
    ];
  }
}

function isNewer(source: string, target: string): boolean {
  const [[major, minor], [targetMajor, targetMinor]] = [source, target].map((version) => version.split('.').map(Number));
  return major > targetMajor || (major === targetMajor && minor > targetMinor);
}
