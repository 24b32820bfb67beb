import { execFile } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';
import { called } from './called';
import { describeWithTwoPostgres } from './installed';
import { POSTGRES_17_PROGRAMS } from './postgres-17-programs';
import { NOTHING_DONE, PhaseEnd, PostgresPhase, wayBackVariables } from './postgres-phase';
import { PostgresServer } from './postgres-server';
import { PsqlSession } from './psql-session';
import { Processes } from '../cluster/processes';

const PROGRAMS = join(__dirname, '../../programs');
/** As far as the target itself knows, something fills it. */
const SUBSCRIBED = 'CREATE SUBSCRIPTION move CONNECTION \'host=nobody\' PUBLICATION move WITH (connect = false)';
/** What is hard about a schema. */
const SCHEMA = `
  CREATE EXTENSION citext; CREATE SCHEMA "Odd Schema"; CREATE TYPE mood AS ENUM ('sad', 'it''s ok'); CREATE DOMAIN cents AS bigint CHECK (VALUE >= 0);
  CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note citext, m mood DEFAULT 'sad', c cents, twice bigint GENERATED ALWAYS AS (id * 2) STORED);
  CREATE TABLE a (id serial PRIMARY KEY, b_id int); CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b DEFERRABLE;
  CREATE TABLE events (at date, n int, PRIMARY KEY (at, n)) PARTITION BY RANGE (at); CREATE TABLE "Events 26" PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE TABLE "Odd Schema"."A ""quoted"" name" ("Ein Name" text PRIMARY KEY); CREATE INDEX ON orders (lower(note::text)) WHERE c > 0;
  CREATE VIEW seen AS SELECT o.id, o.note FROM orders o; CREATE MATERIALIZED VIEW sums AS SELECT count(*) AS n FROM orders;
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
  CREATE FUNCTION stop() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER theirs ON sql_drop EXECUTE FUNCTION stop();
  CREATE UNLOGGED TABLE cache (k text); CREATE PUBLICATION theirs; GRANT SELECT ON orders TO reader; ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO reader;
  COMMENT ON SCHEMA public IS 'ours'; COMMENT ON EXTENSION citext IS 'text'; CREATE TABLE nokey (a int); ALTER TABLE nokey REPLICA IDENTITY FULL;
  CREATE AGGREGATE total (bigint) (SFUNC = int8pl, STYPE = bigint); CREATE TYPE pair AS (a int, b text); CREATE POLICY p ON a USING (id > 0);
  CREATE TABLE states (s varchar(9) PRIMARY KEY DEFAULT 'new' CHECK (s IN ('new', 'old')), t text CHECK (t IN ('a', 'b')), c char(3) CHECK (c IN ('x', 'y')));
  CREATE VIEW old_states AS SELECT * FROM states WHERE s IN ('new', 'old'); CREATE INDEX ON states (t) WHERE s IN ('new', 'old'); CREATE POLICY q ON states USING (s IN ('new', 'old'));
  CREATE RULE kept AS ON DELETE TO states WHERE old.s IN ('new', 'old') DO INSTEAD NOTHING;`;

describeWithTwoPostgres('before the rows of a PostgreSQL database are copied', () => {
  const processes = new Processes();
  let source: PostgresServer;
  let target: PostgresServer;
  let database: string;
  let phase: PostgresPhase;
  let findings: string;
  let count = 0;

  beforeAll(async () => {
    source = await PostgresServer.make(processes, 'old');
    source.configure('wal_level = logical');
    target = await PostgresServer.make(processes, 'new', POSTGRES_17_PROGRAMS);
    target.configure('wal_level = logical');
    await Promise.all([source.start(), target.start()]);
    await Promise.all([source, target].map(async (server) => server.sql('CREATE ROLE app LOGIN; CREATE ROLE reader')));
  });
  beforeEach(async () => {
    database = `p${++count}`;
    await source.sql(`CREATE DATABASE ${database}`);
    await target.sql(`CREATE DATABASE ${database} OWNER app`);
    await target.sql('CREATE EXTENSION citext', database);
    await source.sql(SCHEMA, database);
    await promisify(execFile)('psql', ['-X', '-q', ...wayBackVariables(database), '-f', join(PROGRAMS, 'postgres-administrator.sql')], { env: { ...process.env, ...source.client('postgres'), PGDATABASE: database } });
    phase = new PostgresPhase(source, target, database);
    findings = JSON.stringify({ of: called('migration-assessed.mjs', 'assessedOf', phase.settings).returned, blocking: 0, findings: [] });
  });
  afterEach(() => phase.end());
  afterAll(() => processes.stop());

  const prepare = async (known: object = NOTHING_DONE): Promise<PhaseEnd> => phase.run('prepare', { findings, known });

  test('the schema is there whole, belongs to the owner, and the front leads to the source', async () => {
    findings = (await phase.run('assess')).more!.findings;
    expect(await prepare()).toMatchObject({
      words: '7 tables are published, and their schema is on the target; front leads to the source',
      objects: {
        'services/front': { spec: { selector: { 'cdk8s-databases.io/front-of': 'nobody' } } },
        'endpointslices/front-source': { endpoints: [{ addresses: ['10.0.0.9'] }], ports: [{ port: 5432 }] },
      },
    });
    expect(await target.sql('SELECT string_agg(DISTINCT pg_get_userbyid(relowner), \',\') FROM pg_class WHERE relnamespace IN (\'public\'::regnamespace, \'"Odd Schema"\'::regnamespace)', database)).toBe('app');
    expect(await target.sql('SELECT has_table_privilege(\'reader\', \'orders\', \'SELECT\')', database)).toBe('t');
    expect(await target.sql('SELECT (SELECT count(*) FROM pg_event_trigger), (SELECT string_agg(pubname, \',\') FROM pg_publication)', database)).toBe('0|move_back');
    expect(await target.sql('SELECT string_agg(tablename, \',\' ORDER BY tablename) FROM pg_publication_tables', database)).toBe(
      await source.sql('SELECT string_agg(tablename, \',\' ORDER BY tablename) FROM pg_publication_tables WHERE pubname = \'move\'', database));
  });

  test('done again it is the same, and it takes up what was left', async () => {
    const first = await prepare();
    expect(await prepare()).toEqual(first);
    await target.sql('DROP PUBLICATION move_back; DROP SCHEMA cdk8s_migration CASCADE', database);
    expect(await prepare()).toEqual(first);
  });

  test('a name of several machines is no source: one of them is stopped', async () => {
    phase.settings.front.addresses = ['10.0.0.8', '10.0.0.9'];
    expect((await prepare()).thrown).toMatch(/ is at several addresses \(10\.0\.0\.8, 10\.0\.0\.9\), and one machine is stopped: give the source the address of that one$/);
  });

  test('a schema that does not load leaves nothing', async () => {
    await source.sql('CREATE EXTENSION hstore; CREATE TABLE late (id int PRIMARY KEY, h hstore)', database);
    const { thrown } = await prepare();
    expect(thrown).toContain('type "public.hstore" does not exist');
    expect(await target.sql('SELECT count(*) FROM pg_class WHERE relnamespace = \'public\'::regnamespace AND relkind = \'r\'', database)).toBe('0');
    await target.sql('CREATE EXTENSION hstore', database);
    expect((await prepare()).words).toContain('8 tables are published');
  });

  test('another schema, and rows that nobody copied, are refused', async () => {
    await prepare();
    await target.sql('INSERT INTO "Odd Schema"."A ""quoted"" name" VALUES (1)', database);
    expect(await prepare()).toMatchObject({ verdict: 'refused', thrown: 'tables of the target hold rows, and no subscription fills them: "Odd Schema"."A ""quoted"" name"; empty them' });
    // those that were copied may be there
    await target.sql(SUBSCRIBED, database);
    expect((await prepare()).thrown).toBeUndefined();
    await target.sql('ALTER TABLE b ADD extra int; ALTER TYPE mood ADD VALUE \'new\'', database);
    expect(await prepare()).toMatchObject({
      verdict: 'refused',
      thrown: 'the target\'s database is not empty, and its schema is not the source\'s: type public.mood is e \'sad\', \'it\'\'s ok\' on the source, and e \'sad\', \'it\'\'s ok\', \'new\' on the target; column public.b.extra is not on the source; drop what is in it',
    });
  });

  test('an assessment that is missing, of something else or with what blocks is refused', async () => {
    expect((await phase.run('prepare')).thrown).toBe('there are no findings of an assessment: set the phase to assess');
    const blocked = { ...JSON.parse(findings), blocking: 1, findings: [{ id: 'x', level: 'blocking', words: 'the words', fix: 'The fix.' }] };
    expect((await phase.run('prepare', { findings: JSON.stringify(blocked) })).thrown).toBe('the assessment has 1 blocking findings, such as: the words. The fix. Then assess again');
    phase.settings.source.database = 'other';
    expect((await prepare()).thrown).toBe('the assessment is of another source, target, method or list of excluded tables: assess again');
  });

  test('a source that is stopped is refused', async () => {
    await source.sql('SELECT cdk8s_migration.stop_writes(\'1 s\')', database);
    expect((await prepare()).thrown).toBe('writes are stopped on the source: SELECT cdk8s_migration.allow_writes(); unless somebody else moves it');
    expect(await target.sql('SELECT count(*) FROM pg_class WHERE relnamespace = \'public\'::regnamespace AND relkind = \'r\'', database)).toBe('0');
  });

  test('what a policy, a view, a rule or a function says is looked at, as far as the versions print it alike', async () => {
    await prepare();
    await source.sql('ALTER POLICY p ON a TO reader; CREATE OR REPLACE VIEW seen AS SELECT o.id, o.note FROM orders o WHERE id > 1', database);
    expect((await prepare()).thrown).toContain('policy public.a.p is * t to reader (id > 0) on the source, and * t to public (id > 0) on the target; drop');
    // two databases of one server
    phase.end();
    await target.sql(`CREATE DATABASE ${database}_to OWNER app`);
    await target.sql('CREATE EXTENSION citext', `${database}_to`);
    await target.sql('CREATE ROLE cdk8s_migration; DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP EXTENSION IF EXISTS citext CASCADE; DROP PUBLICATION move_back; DROP SCHEMA cdk8s_migration, "Odd Schema" CASCADE', database);
    await target.sql(SCHEMA, database);
    await promisify(execFile)('psql', ['-X', '-q', ...wayBackVariables(database), '-f', join(PROGRAMS, 'postgres-administrator.sql')], { env: { ...process.env, ...target.client('postgres'), PGDATABASE: database } });
    phase = new PostgresPhase(target, target, database, {}, { TARGET_PGDATABASE: `${database}_to` });
    expect((await prepare()).thrown).toBeUndefined();
    expect((await prepare()).thrown).toBeUndefined();
    await target.sql('CREATE OR REPLACE VIEW seen AS SELECT o.id, o.note FROM orders o WHERE id > 1; CREATE RULE kept AS ON DELETE TO b DO INSTEAD NOTHING; CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS \'BEGIN RETURN OLD; END\'', database);
    const { thrown } = await prepare();
    expect(thrown).toContain('rule public.b.kept is not on the target; ');
    expect(thrown).toContain('words of the function public.touch() are others on the target; words of the rule public.b.kept is not on the target; words of the view public.seen are others on the target');
  });

  test('a switch is refused for what came since the assessment and is not replicated, and for a stop that is not its own', async () => {
    await prepare();
    phase.settings.subscription = { metadata: { namespace: 'database', name: 'move' } };
    phase.settings.limits = { lagBytes: 1, lagSeconds: 1 };
    const gates = async () => (await phase.run('switch')).thrown;
    const words = { unlogged: 'all tables are published: tables that are not published, and would be left behind: public.late', large: 'no large objects: 1 large objects are not replicated', stopped: 'source is written: writes are stopped on the source, and this migration did not do that' };
    const before = await gates();
    for (const found of Object.values(words)) expect(before).not.toContain(found);
    await source.sql('CREATE UNLOGGED TABLE late (k int PRIMARY KEY); SELECT lo_create(0); SELECT cdk8s_migration.stop_writes(\'1 s\')', database);
    const after = await gates();
    for (const found of Object.values(words)) expect(after).toContain(found);
  });

  test('a stop that is not the migration\'s is not opened', async () => {
    await prepare();
    phase.settings.subscription = { metadata: { namespace: 'database', name: 'move' } };
    await source.sql('SELECT cdk8s_migration.stop_writes(\'1 s\')', database);
    const others = /^writes are stopped on the source, and this migration did not do that: /;
    expect(await phase.run('replicate')).toMatchObject({ verdict: 'refused', thrown: expect.stringMatching(others) });
    // neither one that came after its own, nor one that came while nothing was stopped by it
    for (const move of [{ phase: 'switch', stoppedAt: '2026-03-24T10:00:00Z', stop: '1', caughtUp: '2026-03-24T10:00:01Z' }, { phase: 'switch' }]) {
      expect((await phase.run('replicate', { known: { ...NOTHING_DONE, move } })).thrown).toMatch(others);
      expect(await source.sql('SELECT cdk8s_migration.writes_stopped()', database)).toBe('t');
    }
  });

  test('the target is opened at once where somebody uses a table, and stopped again', async () => {
    await prepare();
    await target.sql(SUBSCRIBED, database);
    const asOwner = (statement: string) => target.sql(`SET SESSION AUTHORIZATION app; SET statement_timeout = '5s'; ${statement}`, database);
    await asOwner('SELECT cdk8s_migration.stop_writes(\'1 s\')');
    const holder = new PsqlSession(target, 'postgres', database);
    await holder.run('BEGIN; LOCK TABLE b IN SHARE UPDATE EXCLUSIVE MODE;');
    await asOwner('SELECT cdk8s_migration.allow_writes()');
    expect(await asOwner('INSERT INTO b VALUES (1); SELECT cdk8s_migration.writes_stopped(), (SELECT count(*) FROM pg_trigger WHERE tgname = \'cdk8s_migration_stop\')')).toBe('f|1');
    await holder.run('ROLLBACK;');
    holder.close();
    // what prepare brings again opens and stops nothing
    expect((await prepare()).thrown).toBeUndefined();
    expect(await asOwner('INSERT INTO b VALUES (2); SELECT cdk8s_migration.writes_stopped()')).toBe('f');
    expect(await asOwner('SELECT cdk8s_migration.stop_writes(\'1 s\'), cdk8s_migration.writes_stopped()')).toBe('0|t');
    await expect(asOwner('INSERT INTO b VALUES (3)')).rejects.toThrow('ERROR:  writes to public.b are stopped');
    expect((await prepare()).thrown).toBeUndefined();
    await expect(asOwner('INSERT INTO b VALUES (3)')).rejects.toThrow('ERROR:  writes to public.b are stopped');
  });

  test('the target can be stopped by its owner, and opened', async () => {
    await prepare();
    const asOwner = (statement: string) => target.sql(`SET SESSION AUTHORIZATION app; ${statement}`, database);
    expect(await asOwner('SELECT cdk8s_migration.stop_writes(\'1 s\'), cdk8s_migration.writes_stopped()')).toBe('0|t');
    await expect(target.sql('INSERT INTO b VALUES (1)', database)).rejects.toThrow('ERROR:  writes to public.b are stopped: this database moves to another server');
    await expect(asOwner('INSERT INTO "Events 26" VALUES (\'2026-02-02\', 1)')).rejects.toThrow('ERROR:  writes to public."Events 26" are stopped: this database moves to another server');
    await asOwner('SELECT cdk8s_migration.allow_writes()');
    expect(await asOwner('INSERT INTO b VALUES (1); SELECT cdk8s_migration.writes_stopped()')).toBe('f');
  });
});
