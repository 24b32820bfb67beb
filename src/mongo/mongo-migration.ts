import { Construct } from 'constructs';
import { oplogMebibytes } from './configuration-facts';
import { MONGO_PORT } from './endpoints-of';
import { LONGEST_ANNOTATION, requireDatabaseName } from './identifiers';
import { memberLabels } from './instance-labels';
import { frontUris, migrationClients } from './migration-clients';
import { LOADER, loaderName } from './migration-loader';
import { migrationWords } from './migration-words';
import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSet } from './mongo-replica-set';
import { MongoRole } from './mongo-role';
import { MongoSettings, UserSettings, userSettings } from './mongo-settings';
import { MigrationRequest, MigrationSide } from '../contracts/migration-side';
import { Right } from '../contracts/rehearsal';
import { dumpsName } from '../parts/dump-cron-job';
import { reserveName } from '../parts/manifest-object';
import { tcp } from '../parts/network-policy';
import { roomBytes } from '../parts/volume-room';
import { migrationCopy } from '../restore/migration-copy';
import { MigrationMethod } from '../values/migration-method';
import { refuse } from '../values/refusal';

export interface MongoMigrationProps {
  readonly database: MongoReplicaSet;
  readonly request: MigrationRequest;
}

/** What lets a migration into a MongoReplicaSet: who loads, the copy, and who may go where. */
export class MongoMigration extends Construct {
  public readonly side: MigrationSide;
  private readonly cluster: MongoReplicaSet;
  private readonly settings: MongoSettings;
  private readonly request: MigrationRequest;
  private readonly database: string;

  constructor(scope: Construct, id: string, { database, request }: MongoMigrationProps) {
    super(scope, id);
    this.cluster = database;
    this.settings = database._settings;
    this.request = request;
    this.requireMethod();
    this.database = this.databaseName();
    this.requireSource();
    this.requireCollections();
    reserveName(this, 'migration into database', database.namespace, `${database.name}/${this.database}`, 'target');

    this.cluster._allowFrom({ podSelector: { matchLabels: request.podLabels } });
    this.side = this.made(this.loader());
  }

  /** Percona ClusterSync for MongoDB replicates whole servers, and Percona's operator runs it from 1.23 on. */
  private requireMethod(): void {
    const { method } = this.request;
    if (method === MigrationMethod.DUMP) return;
    refuse('method', `be ${MigrationMethod.DUMP} into a MongoReplicaSet: nothing that its operators run follows one database of another server`, method, 'choose MigrationMethod.DUMP');
  }

  private databaseName(): string {
    const { databases } = this.settings;
    const name = this.request.database ?? this.settings.database;
    requireDatabaseName('database', name);
    if (!databases.includes(name)) refuse('database', `be one that users of the target may use (${databases.join(', ')})`, name, 'give a user of the target a role on it, or name it in its database');
    return name;
  }

  private requireSource(): void {
    const { source } = this.request;
    const { name, series } = this.settings;
    if (source._engine !== 'mongo') refuse('source', 'be a MongoDB database, as the target is', source._engine, 'make it by VmDatabase.mongo');
    if (Number(source.version ?? 0) > Number.parseInt(series, 10)) {
      refuse('target', `be at least of the source's version (MongoDB ${source.version})`, `${name} with MongoDB ${series}`, 'choose a newer version of the target: an older one may not take what the source has');
    }
    if (this.cluster.endpoints.members.some(({ host }) => host === source.host) || source.host === this.cluster.endpoints.seedList) {
      refuse('source', 'be another server than the target', source.host, 'give the name of the machine');
    }
  }

  /** MongoDB manual 8.0, Limits and Thresholds, Naming Restrictions. */
  private requireCollections(): void {
    this.request.excludedTables.forEach((collection, i) => {
      // eslint-disable-next-line no-control-regex
      if (/[$\u0000-\u001f]|^system\./.test(collection) || Buffer.byteLength(collection) > 255) {
        refuse(`excludedTables[${i}]`, 'be the name of a collection, without its database', collection, 'write for example "cache"');
      }
    });
  }

  /** A user of its own, with roles on this database alone. */
  private loader(): UserSettings {
    const name = loaderName(this.request.name);
    const longest = LONGEST_ANNOTATION - `${this.settings.name}-${LOADER}-hash`.length;
    if (this.settings.operator === MongoOperator.PERCONA && this.request.name.length > longest) {
      refuse('name', `be at most ${longest} characters for a target named "${this.settings.name}"`, this.request.name,
        `shorten one of them: the operator keeps a hash in the annotation percona.com/<target>-<name>${LOADER}-hash`);
    }
    const user = userSettings('name', this.settings, { name, roles: [MongoRole.readWrite(this.database), MongoRole.dbAdmin(this.database)] });
    if (this.cluster._userFor(user) !== user) refuse('name', `lead to a user that the target does not have: ${name}`, this.request.name, 'choose another name, or rename the user');
    return user;
  }

  private made(loader: UserSettings): MigrationSide {
    const { settings, request, database } = this;
    const { name, namespace, platform, operator, users, backup, dumps, dataMebibytes, configuration } = settings;
    const copy = migrationCopy(request, settings);
    return {
      engine: 'mongo',
      network: platform.network,
      monitoring: platform.monitoring,
      settings: {
        ...(copy ? { copy: copy.settings } : {}),
        target: {
          name,
          namespace,
          operator,
          database,
          roomBytes: roomBytes(dataMebibytes, oplogMebibytes(configuration, dataMebibytes)),
          users: users.map((user) => user.name),
          backedUp: backup !== undefined || dumps !== undefined,
          ...(dumps ? { dumps: dumpsName(name) } : {}),
        },
      },
      front: { uris: frontUris(request.source, settings, database) },
      clients: {
        ...migrationClients({ settings, request, database, loader, ca: this.cluster.ca }),
        scratch: copy?.scratch,
      },
      programs: copy ? ['mongo-copy.sh'] : [],
      rights: this.rights(),
      egress: [{ to: [{ podSelector: { matchLabels: memberLabels(settings) } }], ports: tcp(MONGO_PORT) }],
      runbook: migrationWords(request, settings),
    };
  }

  /** Before the clients are moved the target has to be healthy and backed up. */
  private rights(): Right[] {
    const { name, operator, backup, dumps } = this.settings;
    const read = (api: string, kind: string, of: string): Right => ({ api, kind, names: [of], verbs: ['get'] });
    if (operator === MongoOperator.PERCONA) {
      const api = 'psmdb.percona.com/v1';
      return [
        read(api, 'perconaservermongodbs', name),
        // the operator names each after its moment
        ...(backup ? [{ api, kind: 'perconaservermongodbbackups', verbs: ['list'] }] : []),
      ];
    }
    return [
      read('mongodbcommunity.mongodb.com/v1', 'mongodbcommunity', name),
      read('apps/v1', 'statefulsets', name),
      ...(dumps ? [read('batch/v1', 'cronjobs', dumpsName(name))] : []),
    ];
  }
}
