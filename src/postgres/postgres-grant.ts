import { Workload } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { POSTGRES_PORT } from './cnpg-network';
import { requireRoleName } from './identifiers';
import { passwordTemplate } from './password-template';
import type { PostgresCluster } from './postgres-cluster';
import { PoolerType } from './postgres-pooler';
import { RoleSettings, roleSettings } from './postgres-settings';
import { remoteKeyOf } from './remote-key';
import { Endpoint } from '../contracts/endpoint';
import { ConnectAccess, GrantConnectOptions } from '../contracts/grant-connect-options';
import { tcp } from '../parts/network-policy';
import { ClientSide, requireConnectable } from '../platform/client-side';
import { refuse } from '../values/refusal';

export interface PostgresGrantProps {
  readonly database: PostgresCluster;
  readonly workload: Workload;
  readonly options: GrantConnectOptions;
}

/** What lets one workload connect to one database. */
export class PostgresGrant extends Construct {
  private readonly database: PostgresCluster;
  private readonly options: GrantConnectOptions;
  private readonly access: ConnectAccess;

  constructor(scope: Construct, id: string, { database, workload, options }: PostgresGrantProps) {
    requireConnectable({ workload, prefix: options.prefix, firstVariable: 'PGHOST' });
    super(scope, id);
    this.database = database;
    this.options = options;
    this.access = options.access ?? ConnectAccess.READ_WRITE;
    const client = new ClientSide(this, 'Client', {
      database, platform: database._settings.platform, workload, prefix: options.prefix, firstVariable: 'PGHOST',
    });
    const endpoint = this.endpoint();
    const name = this.databaseName();
    const wanted = this.role();
    client.requireReach(wanted);

    const role = database._roleFor(wanted);
    this.requireSameRights(role, wanted);
    client.connect({
      ...role,
      remoteKey: () => remoteKeyOf(database._settings, role.name),
      template: passwordTemplate(database.name, role.name),
    }, this.variables(client.directory, endpoint, name, role));
    database._allowFrom(client.peer, options.pooled ? this.poolerType : undefined);
    if (options.clientPolicy !== false) client.letOut({ podLabels: this.serverLabels(), ports: tcp(POSTGRES_PORT) });
  }

  private get poolerType(): PoolerType {
    return this.access === ConnectAccess.READ_ONLY ? PoolerType.READ_ONLY : PoolerType.READ_WRITE;
  }

  private endpoint(): Endpoint {
    const { endpoints } = this.database;
    const readOnly = this.access === ConnectAccess.READ_ONLY;
    if (!this.options.pooled) {
      if (readOnly && this.database._settings.instances < 2) {
        refuse('access', 'be read-write where there are no replicas', this.access, 'give the database more instances');
      }
      return readOnly ? endpoints.readOnly : endpoints.readWrite;
    }
    const pooled = readOnly ? endpoints.pooledReadOnly : endpoints.pooledReadWrite;
    if (!pooled) refuse('pooled', `go with a pooler of type ${this.poolerType}, which the database has not`, true, 'declare one in poolers, or leave pooled out');
    return pooled;
  }

  private databaseName(): string {
    const { database, databases } = this.database._settings;
    const name = this.options.database ?? database;
    if (!databases.some((of) => of.name === name)) {
      refuse('database', `be one of ${databases.map((of) => of.name).join(', ')}`, name, 'declare it in databases');
    }
    return name;
  }

  private role(): RoleSettings {
    const { owner, roles, database, databases } = this.database._settings;
    const readOnly = this.access === ConnectAccess.READ_ONLY;
    const name = this.options.role ?? (readOnly ? `${database}_readonly` : owner.name);
    requireRoleName('role', name);
    if (readOnly && databases.some((of) => of.owner === name)) {
      refuse('role', 'not own a database when access is read-only', name, 'leave role out, or name one that only reads');
    }
    const declared = [owner, ...roles].find((role) => role.name === name);
    if (declared) return declared;
    if (databases.length > 1) {
      refuse('role', 'be declared in roles where there are several databases: what grantConnect gives one of its own (pg_read_all_data, pg_write_all_data) reaches '
        + 'all of them', name, 'declare it, and grant it in SQL what it needs');
    }
    const memberOf = readOnly ? ['pg_read_all_data'] : ['pg_read_all_data', 'pg_write_all_data'];
    return roleSettings('role', this.database.name, { name, memberOf });
  }

  /** A role that another grant has made keeps what it may. */
  private requireSameRights(role: RoleSettings, wanted: RoleSettings): void {
    if (role.memberOf.join() === wanted.memberOf.join()) return;
    refuse('role', `be another one: a grant that is not ${this.access} has made it`, role.name, 'leave role out, choose another one, or declare it in roles');
  }

  private variables(directory: string, endpoint: Endpoint, database: string, role: RoleSettings): Record<string, string> {
    return {
      PGHOST: endpoint.host,
      PGPORT: String(endpoint.port),
      PGDATABASE: database,
      PGUSER: role.name,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: `${directory}/ca/ca.crt`,
      PGPASSWORD_FILE: `${directory}/credentials/password`,
      // a Secret of somebody else's has no service file
      ...(role.given ? {} : { PGSERVICE: this.database.name, PGSERVICEFILE: `${directory}/credentials/pg_service.conf` }),
    };
  }

  private serverLabels(): Record<string, string> {
    const { name } = this.database;
    return this.options.pooled ? { 'cnpg.io/poolerName': `${name}-pooler-${this.poolerType}` } : { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' };
  }
}
