import { Workload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { connectionTemplate, readPreference } from './connection-template';
import { MONGO_PORT } from './endpoints-of';
import { memberLabels } from './instance-labels';
import type { MongoReplicaSet } from './mongo-replica-set';
import { MongoRole } from './mongo-role';
import { onlyReads, UserSettings, userSettings } from './mongo-settings';
import { remoteKeyOf } from './remote-key';
import { ConnectAccess, GrantConnectOptions } from '../contracts/grant-connect-options';
import { tcp } from '../parts/network-policy';
import { ClientSide, requireConnectable } from '../platform/client-side';
import { refuse } from '../values/refusal';

export interface MongoGrantProps {
  readonly database: MongoReplicaSet;
  readonly workload: Workload;
  readonly options: GrantConnectOptions;
}

const FIRST_VARIABLE = 'MONGODB_HOSTS';

/** What lets one workload connect to one database. */
export class MongoGrant extends Construct {
  private readonly database: MongoReplicaSet;
  private readonly options: GrantConnectOptions;
  private readonly isReadOnly: boolean;

  constructor(scope: Construct, id: string, { database, workload, options }: MongoGrantProps) {
    requireConnectable({ workload, prefix: options.prefix, firstVariable: FIRST_VARIABLE });
    super(scope, id);
    this.database = database;
    this.options = options;
    this.isReadOnly = options.access === ConnectAccess.READ_ONLY;
    if (options.pooled) {
      refuse('pooled', 'be left out: drivers of MongoDB pool their connections themselves', true, 'set the driver\'s maxPoolSize');
    }
    const settings = database._settings;
    const client = new ClientSide(this, 'Client', {
      database, platform: settings.platform, workload, prefix: options.prefix, firstVariable: FIRST_VARIABLE,
    });
    const name = this.databaseName();
    const wanted = this.user(name);
    client.requireReach(wanted);

    const user = database._userFor(wanted);
    this.requireRights(user, name);
    client.connect(
      { ...user, remoteKey: () => remoteKeyOf(settings, user.name), template: connectionTemplate(settings, user) },
      this.variables(client.directory, name, user),
    );
    database._allowFrom(client.peer);
    if (options.clientPolicy !== false) client.letOut({ podLabels: memberLabels(settings), ports: tcp(MONGO_PORT) });
  }

  private databaseName(): string {
    const { database, databases } = this.database._settings;
    const name = this.options.database ?? database;
    if (!databases.includes(name)) refuse('database', `be one of ${databases.join(', ')}`, name, 'declare a user that has a role on it');
    return name;
  }

  private user(database: string): UserSettings {
    const name = this.options.role ?? (this.isReadOnly ? `${database}_readonly` : database);
    const declared = this.database._settings.users.find((user) => user.name === name);
    if (declared) return declared;
    const role = this.isReadOnly ? MongoRole.read(database) : MongoRole.readWrite(database);
    return userSettings('role', this.database._settings, { name, roles: [role] });
  }

  /** A declared user, or one that another grant has made, keeps what it may. */
  private requireRights(user: UserSettings, database: string): void {
    const here = user.roles.filter((role) => role.database === database);
    if (here.length === 0) refuse('role', `have a role on ${database}`, user.name, 'leave role out, or give the user one in users');
    if (this.isReadOnly && !onlyReads(user)) {
      refuse('role', 'only read when access is read-only', user.name, 'leave role out, or name one that only reads');
    }
    if (!this.isReadOnly && !here.some(({ name }) => name === 'readWrite')) {
      refuse('role', 'be one that writes when access is read-write', user.name, 'leave role out, or set access: ConnectAccess.READ_ONLY');
    }
  }

  private variables(directory: string, database: string, user: UserSettings): Record<string, string> {
    const { members, replicaSet } = this.database.endpoints;
    return {
      MONGODB_HOSTS: members.map(({ host, port }) => `${host}:${port}`).join(','),
      MONGODB_REPLICA_SET: replicaSet,
      MONGODB_DATABASE: database,
      MONGODB_AUTH_SOURCE: 'admin',
      MONGODB_USER: user.name,
      MONGODB_PASSWORD_FILE: `${directory}/credentials/password`,
      MONGODB_TLS_CA_FILE: `${directory}/ca/ca.crt`,
      MONGODB_READ_PREFERENCE: readPreference(user),
      MONGODB_WRITE_CONCERN: 'majority',
      // a Secret of somebody else's has no connection string
      ...(user.given ? {} : { MONGODB_URI_FILE: `${directory}/credentials/uri` }),
    };
  }
}
