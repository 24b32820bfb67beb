import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { figure } from './figures';
import { judge, LedgerVerdict } from './ledger';
import { Migration, MigrationOptions } from './migration';
import { PsqlSession } from './psql-session';
import { MigrationServer, ServerPair } from './server-pair';
import { WriteLoad } from './write-load';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

const ADMINISTRATOR = join(__dirname, '..', '..', 'programs', 'postgres-administrator.sql');
/** Size of the biggest table. */
const MEGABYTES = Number(process.env.TEST_MIGRATION_MEGABYTES ?? 50);

/** A database on two servers, with a migration from the one to the other and clients that write. */
export class Scene {
  /** @param number makes names that no other scene of the pair has */
  public static async set(
    pair: ServerPair, number: number, options: Partial<MigrationOptions> & { readonly megabytes?: number } = {},
  ): Promise<Scene> {
    const { megabytes = MEGABYTES, ...given } = options;
    const database = `shop${number}`;
    const passwords = { migration: secret(), app: 'the applications\' own', back: secret() };
    for (const server of [pair.source, pair.target]) await role(server, 'app', passwords.app);
    await role(pair.target, 'reporting', secret());
    await role(pair.target, 'move_back', passwords.back, 'LOGIN REPLICATION');
    await pair.target.sql('GRANT pg_monitor, pg_signal_backend TO move_back');
    for (const server of [pair.source, pair.target]) {
      await server.clear();
      await server.sql(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await server.sql(`CREATE DATABASE ${database} OWNER app`);
    }
    await pair.source.psqlFile(join(__dirname, 'shop.sql'), database, { role: 'app', megabytes: String(megabytes) });
    const migration = await Migration.make(Kubernetes.fromEnvironment(), {
      name: `database-${number}`, pair, sourceDatabase: database, targetDatabase: database, passwords, ...given,
    });
    await pair.source.psqlFile(ADMINISTRATOR, database, migration.administratorVariables);
    // the administrator gives it by \password
    await role(pair.source, 'cdk8s_migration', passwords.migration);
    return new Scene(pair, database, migration);
  }

  public load?: WriteLoad;
  private readonly sessions: PsqlSession[] = [];

  private constructor(public readonly pair: ServerPair, public readonly database: string, public readonly migration: Migration) {}

  /** Clients begin to write; those of before are at an end. */
  public write(): WriteLoad {
    this.load = new WriteLoad(this.migration.front, this.migration.client, 4, this.load?.ledger);
    return this.load;
  }

  /** Waits until the other server has all that the leading one has; false when nothing follows that one. */
  public async caughtUp(leading: MigrationServer): Promise<boolean> {
    const slots = `FROM pg_replication_slots WHERE database = '${this.database}' AND slot_type = 'logical' AND NOT temporary AND slot_name IN ('move', 'move_back')`;
    if (await leading.sql(`SELECT count(*) ${slots}`) !== '1') return false;
    const place = await leading.sql('SELECT pg_current_wal_lsn()');
    await until(`the follower of the ${leading.name}`, async () => await leading.sql(`SELECT count(*) ${slots} AND confirmed_flush_lsn >= '${place}'`) === '1', { seconds: 60 });
    return true;
  }

  /** A session of an application that lives on. */
  public session(): PsqlSession {
    const session = new PsqlSession({ ...this.migration.client, PGPORT: String(this.pair.source.port) });
    this.sessions.push(session);
    return session;
  }

  /** The password that the migration knows. */
  public async passwordBack(): Promise<void> {
    await role(this.pair.source, 'cdk8s_migration', this.migration.options.passwords.migration);
  }

  public ask(server: MigrationServer): (query: string) => Promise<string> {
    return (query) => server.sql(query, this.database);
  }

  /** What a server has of the clients' writes; what is wrong with it fails the test. */
  public async verdict(scenario: string, server: MigrationServer): Promise<LedgerVerdict> {
    const verdict = await this.verdictQuietly(server);
    figure(scenario, `acknowledged writes, of which missing or doubled on the ${server.name}`, `${verdict.acknowledged}, ${verdict.wrong.length}`);
    return verdict;
  }

  /** The same, for a test that has a line of its own. */
  public async verdictQuietly(server: MigrationServer): Promise<LedgerVerdict> {
    return judge(this.load!, this.ask(server));
  }

  public async end(): Promise<void> {
    this.sessions.forEach((session) => session.close());
    await this.load?.stop();
    await this.migration.unwatch();
    await this.migration.stop();
  }
}

function secret(): string {
  // with what a connection string and a shell would trip over
  return `${randomBytes(9).toString('base64')}\\ ' "$`;
}

async function role(server: MigrationServer, name: string, password: string, attributes = 'LOGIN'): Promise<void> {
  const known = await server.sql(`SELECT count(*) FROM pg_roles WHERE rolname = '${name}'`);
  if (known === '0') await server.sql(`CREATE ROLE ${name} ${attributes}`);
  await server.sql(`ALTER ROLE ${name} PASSWORD '${password.replaceAll("'", "''")}'`);
}
