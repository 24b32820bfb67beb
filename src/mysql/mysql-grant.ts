import { Workload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { requireUserName } from './identifiers';
import type { MySqlCluster } from './mysql-cluster';
import { READING, ROWS } from './mysql-privileges';
import { passwordTemplate } from './password-template';
import { componentLabels } from './pxc-names';
import { MYSQL_PORT, REPLICAS_PORT } from './pxc-network';
import { remoteKeyOf } from './remote-key';
import { UserSettings, userSettings } from './user-settings';
import { Endpoint } from '../contracts/endpoint';
import { ConnectAccess, GrantConnectOptions } from '../contracts/grant-connect-options';
import { Port, tcp } from '../parts/network-policy';
import { ClientSide, requireConnectable } from '../platform/client-side';
import { refuse } from '../values/refusal';

export interface MySqlGrantProps {
  readonly database: MySqlCluster;
  readonly workload: Workload;
  readonly options: GrantConnectOptions;
}

/** What lets one workload connect to one database. */
export class MySqlGrant extends Construct {
  private readonly database: MySqlCluster;
  private readonly options: GrantConnectOptions;
  private readonly isReadOnly: boolean;

  constructor(scope: Construct, id: string, { database, workload, options }: MySqlGrantProps) {
    requireConnectable({ workload, prefix: options.prefix, firstVariable: 'MYSQL_HOST' });
    super(scope, id);
    this.database = database;
    this.options = options;
    this.isReadOnly = options.access === ConnectAccess.READ_ONLY;
    if (options.pooled) refuse('pooled', 'be left out for MySQL', true, 'every client goes through the proxy already');
    const { platform, replica } = database._settings;
    if (replica?.follows && !this.isReadOnly) {
      refuse('access', 'be ConnectAccess.READ_ONLY at a replica of another site', options.access, 'let it write at the source');
    }
    const client = new ClientSide(this, 'Client', { database, platform, workload, prefix: options.prefix, firstVariable: 'MYSQL_HOST' });
    const endpoint = this.endpoint();
    const name = this.databaseName();
    const wanted = this.user(name);
    client.requireReach(wanted);

    const user = database._userFor(wanted);
    this.requireSameRights(user, wanted);
    client.connect({
      ...user,
      remoteKey: () => remoteKeyOf(database._settings, user.name),
      template: passwordTemplate(user.name),
    }, this.variables(client.directory, endpoint, name, user));
    database._allowFrom(client.peer, this.serverPort);
    if (options.clientPolicy !== false) client.letOut({ podLabels: this.serverLabels(), ports: this.clientPorts() });
  }

  private get hasReplicas(): boolean {
    return this.isReadOnly && this.database._settings.proxy.component === 'haproxy';
  }

  private get serverPort(): number {
    return this.hasReplicas ? REPLICAS_PORT : MYSQL_PORT;
  }

  /** Of the Service, and of the pods, where the policy is applied after address translation. */
  private clientPorts(): Port[] {
    return tcp(...new Set([MYSQL_PORT, this.serverPort]));
  }

  private endpoint(): Endpoint {
    const { endpoints } = this.database;
    if (!this.isReadOnly) return endpoints.readWrite;
    if (this.database._settings.instances < 2) {
      refuse('access', 'be read-write where there are no replicas', this.options.access, 'give the database more instances');
    }
    return endpoints.readOnly;
  }

  private databaseName(): string {
    const { databases } = this.database._settings;
    const name = this.options.database ?? databases[0];
    if (!databases.includes(name)) refuse('database', `be one of ${databases.join(', ')}`, name, 'declare it in databases');
    return name;
  }

  private user(database: string): UserSettings {
    const { users, databases } = this.database._settings;
    // not just anybody who may use the database: that may be who deploys its schema
    const readWrite = users.some(({ name }) => name === database) ? database : `${database}_readwrite`;
    const name = this.options.role ?? (this.isReadOnly ? `${database}_readonly` : readWrite);
    requireUserName('role', name);
    const declared = users.find((user) => user.name === name);
    if (!declared) {
      return userSettings('role', this.database.name, { name, databases: [database], privileges: this.isReadOnly ? READING : ROWS }, databases);
    }
    if (!declared.databases.includes(database)) refuse('role', `be a user of database ${database}`, name, 'add the database to the user\'s databases, or choose another user');
    if (this.isReadOnly && declared.privileges.some((privilege) => !READING.includes(privilege))) {
      refuse('role', 'only read when access is read-only', name, 'leave role out, or name one with the privileges SELECT and SHOW VIEW');
    }
    return declared;
  }

  /** A user that another grant has made keeps what it may. */
  private requireSameRights(user: UserSettings, wanted: UserSettings): void {
    if (user.privileges.join() === wanted.privileges.join() && user.databases.join() === wanted.databases.join()) return;
    refuse('role', `be another one: a grant of other access or another database has made it (${user.privileges.join(', ')} on ${user.databases.join(', ')})`, user.name,
      'leave role out, choose another one, or declare it in users');
  }

  private variables(directory: string, endpoint: Endpoint, database: string, user: UserSettings): Record<string, string> {
    return {
      MYSQL_HOST: endpoint.host,
      MYSQL_TCP_PORT: String(endpoint.port),
      MYSQL_DATABASE: database,
      MYSQL_USER: user.name,
      MYSQL_PASSWORD_FILE: `${directory}/credentials/password`,
      MYSQL_SSL_MODE: 'VERIFY_IDENTITY',
      MYSQL_SSL_CA: `${directory}/ca/ca.crt`,
      // a Secret of somebody else's has no option file
      ...(user.given ? {} : { MYSQL_OPTION_FILE: `${directory}/credentials/my.cnf` }),
    };
  }

  private serverLabels(): Record<string, string> {
    const { name, _settings: { proxy } } = this.database;
    return componentLabels(name, proxy.component);
  }
}
