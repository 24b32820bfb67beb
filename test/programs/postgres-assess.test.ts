import { execFile } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';
import { describeWithTwoPostgres } from './installed';
import { POSTGRES_17_PROGRAMS } from './postgres-17-programs';
import { PostgresPhase, wayBackVariables } from './postgres-phase';
import { PostgresServer } from './postgres-server';
import { Processes } from '../cluster/processes';

const PROGRAMS = join(__dirname, '../../programs');

describeWithTwoPostgres('what is seen before a PostgreSQL database moves', () => {
  const processes = new Processes();
  let source: PostgresServer;
  let target: PostgresServer;
  let count = 0;
  const open: PostgresPhase[] = [];

  beforeAll(async () => {
    source = await PostgresServer.make(processes, 'old');
    source.configure('wal_level = logical', 'max_prepared_transactions = 5');
    target = await PostgresServer.make(processes, 'new', POSTGRES_17_PROGRAMS);
    target.configure('wal_level = logical');
    await Promise.all([source.start(), target.start()]);
    await source.sql('CREATE ROLE app LOGIN');
    await target.sql('CREATE ROLE app LOGIN');
  });
  afterEach(() => open.splice(0).forEach((phase) => phase.end()));
  afterAll(() => processes.stop());

  /** Findings about a source with these things in it. */
  async function findings(statements: string, { settings = {}, script = true, onTarget = '', way = wayBackVariables }: { settings?: Record<string, unknown>; script?: boolean; onTarget?: string; way?: (database: string) => string[] } = {}): Promise<any> {
    const database = `a${++count}`;
    await source.sql(`CREATE DATABASE ${database}`);
    await target.sql(`CREATE DATABASE ${database} OWNER app`);
    await source.sql(`CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders SELECT i, 'note' FROM generate_series(1, 100) i; ${statements}`, database);
    if (onTarget) await target.sql(onTarget, database);
    if (script) {
      await promisify(execFile)('psql', ['-X', '-q', ...way(database), '-f', join(PROGRAMS, 'postgres-administrator.sql')], { env: { ...process.env, ...source.client('postgres'), PGDATABASE: database } });
    }
    const phase = new PostgresPhase(source, target, database, settings, script ? {} : { SOURCE_PGUSER: 'app' });
    open.push(phase);
    const end = await phase.run('assess');
    if (end.thrown) throw new Error(end.thrown);
    const found = JSON.parse(end.more!.findings);
    return { words: end.words, report: end.more!.report, of: Object.fromEntries(found.findings.map((finding: any) => [finding.id, `${finding.level}: ${finding.words}`])), all: found.findings };
  }

  test('a database with nothing special in it has nothing that blocks', async () => {
    const { words, of, report } = await findings('');
    expect(Object.values(of).filter((text: any) => text.startsWith('blocking'))).toEqual([]);
    expect(words).toMatch(/^0 blocking and \d+ advisory findings$/);
    expect(report).toContain('Nothing: the phase prepare may begin.');
    expect(report).toContain('| public.orders | ');
  });

  test('what stands in the way is found, and what somebody should know', async () => {
    await source.sql('CREATE ROLE reader');
    const { of, all } = await findings(`
      CREATE TABLE nokey (a int); CREATE TABLE j (a json); ALTER TABLE j REPLICA IDENTITY FULL; CREATE TABLE f (a int); ALTER TABLE f REPLICA IDENTITY FULL;
      CREATE UNLOGGED TABLE u (a int PRIMARY KEY); SELECT lo_create(0); CREATE EXTENSION citext; GRANT SELECT ON orders TO reader;
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON f FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE f ENABLE ALWAYS TRIGGER t;
      CREATE TABLE s (id int PRIMARY KEY, o regclass); ALTER TABLE s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE TABLE parted (id int PRIMARY KEY REFERENCES orders) PARTITION BY RANGE (id);
      CREATE EXTENSION file_fdw; CREATE SERVER s FOREIGN DATA WRAPPER file_fdw; CREATE FOREIGN TABLE x (a int) SERVER s OPTIONS (filename '/dev/null');
      CREATE RULE r AS ON DELETE TO orders DO ALSO SELECT 1;
      CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION e();
      CREATE PUBLICATION p; ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO PUBLIC;
      CREATE SUBSCRIPTION theirs CONNECTION 'host=nobody' PUBLICATION p WITH (connect = false); ALTER SUBSCRIPTION theirs ENABLE`);
    expect(of).toMatchObject({
      'replica-identity': 'blocking: 1 tables have no key that names their rows',
      'rows-not-comparable': 'blocking: 1 tables without a key have columns whose values cannot be compared',
      'whole-rows': 'advisory: 2 tables are replicated by whole rows, each change of which reads the table on the target',
      'unlogged': 'blocking: 1 unlogged tables are not replicated',
      'large-objects': 'blocking: 1 large objects are not replicated',
      'extensions-missing': 'blocking: the target\'s database lacks 2 extensions',
      'roles-missing': 'blocking: grants and policies name 1 roles that the target does not have',
      'firing-triggers': 'blocking: 1 triggers would fire again for each row that is replicated',
      'forced-row-security': 'blocking: row security of 1 tables hides rows from their owner, too, so that they cannot be compared',
      'materialized-views': 'advisory: 1 materialized views come without rows',
      'foreign-tables': 'advisory: 1 foreign tables keep their rows elsewhere',
      'partitions-referring': 'advisory: 1 partitioned tables have foreign keys: a TRUNCATE of them with what they refer to stops the replication for good',
      'rules': 'advisory: 1 rules do not apply to rows that are replicated',
      'event-triggers': 'advisory: 1 event triggers are not carried over',
      'subscriptions': 'blocking: 1 subscriptions write into the source, and would do so after the write stop',
      'oids': 'advisory: 1 columns keep oids or names of objects',
      'publications': 'advisory: 1 publications are not carried over',
      'default-privileges': 'advisory: default privileges of 1 roles are not carried over',
      'way-back': 'advisory: whether the source reaches the target for the way back cannot be seen before the switch, whose gates prove it',
    });
    expect(all.find(({ id }: any) => id === 'replica-identity').objects).toEqual(['public.nokey']);
    const levels = all.map(({ level }: any) => level);
    expect(levels).toEqual([...levels].sort((a, b) => b.localeCompare(a)));
  });

  test('settings that change what statements write are told, and no value that may be a secret', async () => {
    const { of, all } = await findings('DO $$ BEGIN EXECUTE format(\'ALTER DATABASE %I SET timezone = \'\'Asia/Seoul\'\'; ALTER DATABASE %1$I SET app.jwt_key = \'\'hidden\'\'; ALTER ROLE app IN DATABASE %1$I SET search_path = other\', current_database()); END $$');
    expect(of['session-defaults']).toBe('advisory: sessions begin with 1 other settings, by which statements may read and write other values');
    expect(all.find(({ id }: any) => id === 'session-defaults').objects[0]).toMatch(/^TimeZone \(Asia\/Seoul, and \S+ on the target\)$/);
    expect(all.find(({ id }: any) => id === 'own-settings').objects).toEqual(['TimeZone of the database', 'app.jwt_key of the database', 'search_path of role app']);
    expect(JSON.stringify(all)).not.toContain('hidden');
  });

  test('a source that is stopped already is told', async () => {
    await findings('');
    const database = `a${count}`;
    await source.sql('SELECT cdk8s_migration.stop_writes(\'1 s\')', database);
    const phase = new PostgresPhase(source, target, database);
    open.push(phase);
    const again = JSON.parse((await phase.run('assess')).more!.findings).findings;
    expect(again.find(({ id }: any) => id === 'source-stopped')).toEqual({
      id: 'source-stopped', level: 'blocking', words: 'writes are stopped on the source already', fix: 'SELECT cdk8s_migration.allow_writes(); on the source, unless somebody else moves it.', count: 0, objects: [],
    });
  });

  test('a volume of the target that would be filled blocks, without what is excluded', async () => {
    await findings('CREATE TABLE cache AS SELECT repeat(\'x\', 1000) AS a FROM generate_series(1, 5000)');
    const [phase] = open;
    const filled = async (roomBytes: number) => {
      phase.settings.target.roomBytes = roomBytes;
      return JSON.parse((await phase.run('assess')).more!.findings).findings.find(({ id }: any) => id === 'target-volume');
    };
    const others = Number(await target.sql(`SELECT sum(pg_database_size(oid)) FROM pg_database WHERE datname <> 'a${count}'`));
    expect(await filled(2 * others)).toBeUndefined();
    expect(await filled(others + 1024)).toMatchObject({ level: 'advisory', words: expect.stringMatching(/^tables and indexes take about \d\d KiB, and the target's volume has room for \d+ KiB$/) });
    expect(await filled(1024)).toMatchObject({ level: 'blocking', words: expect.stringMatching(/^tables and indexes take about \d\d KiB, and the target's volume has room for 0 KiB$/) });
  });

  test('rows that would refer to excluded ones block', async () => {
    const tables = 'CREATE TABLE "Parent" (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY REFERENCES "Parent"); CREATE TABLE self (id int PRIMARY KEY REFERENCES self)';
    const { all } = await findings(tables, { settings: { excludedTables: ['public."Parent"', 'public.self'] } });
    expect(all.filter(({ level }: any) => level === 'blocking').map(({ id, objects }: any) => [id, objects])).toEqual([['excluded-parents', ['public.child to public."Parent"']]]);
    const parted = 'CREATE TABLE log (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE log_1 PARTITION OF log FOR VALUES IN (1); CREATE TABLE a (id int PRIMARY KEY REFERENCES log_1); CREATE TABLE b (id int PRIMARY KEY REFERENCES log)';
    const orphaned = async (...excludedTables: string[]) => (await findings(parted, { settings: { excludedTables } })).all.find(({ id }: any) => id === 'excluded-parents')?.objects;
    expect(await orphaned('public.log')).toEqual(['public.a to public.log_1', 'public.b to public.log']);
    expect(await orphaned('public.log_1')).toEqual(['public.a to public.log_1', 'public.b to public.log']);
    expect(await orphaned('public.a', 'public.b')).toBeUndefined();
    const { of } = await findings(tables, { settings: { excludedTables: ['public.Parent', 'public.child'] } });
    expect(of).not.toHaveProperty('excluded-parents');
  });

  test('what is excluded is not asked for a key, and a dump needs none', async () => {
    expect((await findings('CREATE UNLOGGED TABLE cache (a int)')).of).not.toHaveProperty('unlogged');
    const { of } = await findings('CREATE TABLE nokey (a int); SELECT lo_create(0)', { settings: { method: 'dump' } });
    expect(of['replica-identity']).toBeUndefined();
    expect(of['large-objects']).toBe('advisory: 1 large objects: no trigger stops writes to them');
  });

  test('without the administrator\'s script that is said, by whatever role looks', async () => {
    expect((await findings('', { script: false })).of['administrator-script']).toBe('blocking: the administrator\'s script has not been run');
  });

  test('a way back that the administrator did not name, or named otherwise, blocks, with what he has to run', async () => {
    const finding = ({ all }: any) => all.find(({ id }: any) => id === 'way-back-named');
    const fix = (database: string) => `Have a superuser of the source run psql -d ${database} -v role=cdk8s_migration -v back_name=move_back -v back_host=back.example.com -v back_port=5432 `
      + `-v back_database=${database} -v back_user=move_back -v back_root=/etc/ssl/certs/orders.pem -f postgres-administrator.sql.`;
    expect(finding(await findings('', { way: () => [] }))).toEqual({
      id: 'way-back-named', level: 'blocking', words: 'the administrator named no way back on the source', fix: fix(`a${count}`), count: 0, objects: [],
    });
    expect(finding(await findings('', { way: (database) => wayBackVariables(database).map((word) => word.replace('5432', '6432')) }))).toEqual({
      id: 'way-back-named',
      level: 'blocking',
      count: 0,
      objects: [],
      fix: fix(`a${count}`),
      words: `the administrator named another way back on the source: move_back leads to back.example.com:6432/a${count} as move_back with /etc/ssl/certs/orders.pem`,
    });
    expect(finding(await findings('', { way: () => [], settings: { wayBack: null } }))).toBeUndefined();
  });

  test('a target that is not empty is refused', async () => {
    expect((await findings('', { onTarget: 'CREATE TABLE theirs (a int)' })).of['target-not-empty']).toBe('blocking: the target\'s database is not empty: 1 objects');
  });

  test('names objects, and no more than twenty', async () => {
    const { all } = await findings(Array.from({ length: 25 }, (_, i) => `CREATE TABLE n${i} (a int)`).join('; '));
    const found = all.find(({ id }: any) => id === 'replica-identity');
    expect(found.count).toBe(25);
    expect(found.objects).toHaveLength(20);
    expect(found.objects[0]).toBe('public.n0');
  });
});
