import { mkdtempSync } from 'fs';
import { join } from 'path';
import { called } from './called';
import { describeWithMySql } from './installed';
import { HARD_CODE, HARD_ROWS, HARD_TABLES } from './mysql-hard-tables';
import { administer, CallsEnd, MySqlMigration } from './mysql-migration';
import { MySqlServer } from './mysql-server';
import { selfSigned } from '../cluster/certificate';
import { freePorts, Processes } from '../cluster/processes';

interface Finding {
  readonly id: string;
  readonly level: string;
  readonly words: string;
  readonly objects: string[];
}

interface Made {
  readonly settings?: object;
  readonly variables?: Record<string, string>;
  readonly administered?: boolean;
}

const FRONT = { service: 'front', slice: 'front-source', port: 3306, addresses: ['10.0.0.9'], toSource: { of: 'nobody' }, toTarget: { of: 'target' } };

function findingsOf(end: CallsEnd): Finding[] {
  if (!end.more) throw new Error(`it ended with ${end.thrown}`);
  return JSON.parse(end.more.findings).findings;
}

function blocking(end: CallsEnd): Record<string, string[]> {
  return Object.fromEntries(findingsOf(end).filter(({ level }) => level === 'blocking').map(({ id, objects }) => [id, objects]));
}

describe('the version of a source', () => {
  const settings = { target: { version: '8.4' } };
  test.each([
    ['11.8.3-MariaDB-0+deb13u1', ['source-mariadb']],
    ['5.5.5-10.11.19-MariaDB', ['source-mariadb']],
    ['5.7.44-log', ['source-version']],
    ['9.7.4-2', ['target-older']],
    ['8.4.8-8.1', []],
    ['8.0.11', ['source-version']],
    ['8.0.20-debug', []],
  ])('%s has the findings %j', (version, ids) => {
    expect(called('mysql-assess-findings.mjs', 'versionFindings', version, settings).returned.map(({ id }: Finding) => id)).toEqual(ids);
  });
});

describeWithMySql('the assessment of a MySQL database', () => {
  const processes = new Processes();
  const moves: MySqlMigration[] = [];
  const ports: Record<string, number> = {};
  let source: MySqlServer;
  let target: MySqlServer;
  let certificate: string;

  beforeAll(async () => {
    Object.assign(ports, await freePorts('source', 'target'));
    const pair = await selfSigned(mkdtempSync(join(processes.folder, 'tls-')));
    certificate = pair.certificate;
    const options = (server: string) => [`port=${ports[server]}`, 'bind_address=127.0.0.1', `ssl_cert=${pair.certificate}`, `ssl_key=${pair.key}`, `ssl_ca=${pair.certificate}`, 'log_bin=binlog'];
    [source, target] = await Promise.all([
      MySqlServer.make(processes, 'source', [...options('source'), 'server_id=1']),
      MySqlServer.make(processes, 'target', [...options('target'), 'server_id=2', 'max_allowed_packet=4M', 'default_time_zone=+02:00']),
    ]);
    await source.sql('CREATE USER app@\'%\'; GRANT ALL ON *.* TO app@\'%\'; CREATE USER old@\'%\' IDENTIFIED BY "x"');
  }, 240_000);
  afterEach(async () => {
    moves.splice(0).forEach((move) => move.end());
    if (await source.sql('SELECT @@read_only') === '1') await source.sql('CALL cdk8s_migration.allow_writes()');
    for (const server of [source, target]) await server.sql('DROP DATABASE IF EXISTS app; DROP DATABASE IF EXISTS cdk8s_migration; DROP DATABASE IF EXISTS other; DROP DATABASE IF EXISTS t; DROP USER IF EXISTS loader@localhost, app2@\'%\'');
  });
  afterAll(() => processes.stop());

  async function made(statements: string, { settings = {}, variables = {}, administered = true }: Made = {}): Promise<MySqlMigration> {
    await source.sql('CREATE DATABASE app');
    await target.sql('CREATE DATABASE app');
    await source.sql(`USE app; ${statements}`);
    if (administered) await administer(source, 'app');
    const tls = Object.fromEntries(['SOURCE', 'TARGET'].flatMap((server) => Object.entries({
      MYSQL_HOST: 'localhost', MYSQL_TCP_PORT: String(ports[server.toLowerCase()]), MYSQL_UNIX_PORT: join(processes.folder, `${server.toLowerCase()}.sock`), MYSQL_SSL_MODE: 'VERIFY_CA', MYSQL_SSL_CA: certificate,
    }).map(([name, value]) => [`${server}_${name}`, value])));
    const move = new MySqlMigration({
      source,
      target,
      database: 'app',
      variables: { ...tls, ...variables },
      settings: {
        source: { host: 'localhost', port: ports.source, database: 'app' }, target: { name: 'orders', namespace: 'database', host: 'localhost', port: ports.target, database: 'app', version: '9.7', users: ['app2'] }, ...settings,
      },
    });
    moves.push(move);
    return move;
  }

  test('of what is plain finds nothing that blocks, and prepare goes on from it', async () => {
    const move = await made('CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t VALUES (1, "a"); ANALYZE TABLE t', { settings: { front: { ...FRONT, dnsNames: ['localhost'] } } });
    const end = await move.phase('assess');
    expect(blocking(end)).toEqual({});
    expect(findingsOf(end).map(({ id }) => id)).toEqual(['whole-server', 'time-zone', 'users', 'one-way', 'ddl']);
    expect(end.more!.report).toContain('Nothing: the phase prepare may begin.');
    expect(end.more!.report).toMatch(/\| t \| 16 KiB \| 1 \|/);
    expect(end.steps).toEqual(['asking source and target', 'judged']);

    const prepared = await move.phase('prepare', { findings: end.more!.findings });
    expect(prepared.words).toBe('the target is empty, or holds what this migration copied; front leads to the source');
    expect(prepared.objects['endpointslices/front-source'].endpoints[0].addresses).toEqual(['10.0.0.9']);
    expect((await move.phase('prepare')).thrown).toBe('there are no findings of an assessment: set the phase to assess');
    await source.sql('CALL cdk8s_migration.stop_writes(1)');
    expect((await move.phase('prepare', { findings: end.more!.findings })).thrown).toBe('writes are stopped on the source: CALL cdk8s_migration.allow_writes(); unless somebody else moves it');
    expect(blocking(await move.phase('assess'))).toEqual({ 'source-stopped': [] });
    expect((await move.phase('confirm')).thrown).toBe('the Service front does not lead to the target');
  });

  test('finds what sessions begin with otherwise', async () => {
    const move = await made('CREATE TABLE t (id int PRIMARY KEY)');
    await source.sql('SET GLOBAL init_connect = \'SET NAMES latin1\', GLOBAL block_encryption_mode = \'aes-256-cbc\', GLOBAL group_concat_max_len = 2048');
    expect(findingsOf(await move.phase('assess')).find(({ id }) => id === 'session-defaults')).toMatchObject({
      level: 'advisory',
      objects: ['block_encryption_mode (aes-256-cbc, and aes-128-ecb on the target)', 'group_concat_max_len (2048, and 1024 on the target)', 'init_connect (SET NAMES latin1, and empty on the target)'],
    });
    await source.sql('SET GLOBAL init_connect = DEFAULT, GLOBAL block_encryption_mode = DEFAULT, GLOBAL group_concat_max_len = DEFAULT');
  });

  test('finds what stands in the way of a hard one', async () => {
    const move = await made(`${HARD_TABLES} ${HARD_ROWS} ${HARD_CODE}
      USE app; SET sql_mode = ''; CREATE TABLE keyless (a int); CREATE TABLE old_engine (id int PRIMARY KEY) ENGINE = MyISAM; CREATE TABLE encrypted (id int PRIMARY KEY);
      CREATE TABLE doomed (id int PRIMARY KEY); CREATE VIEW broken AS SELECT id FROM doomed; DROP TABLE doomed;
      CREATE DATABASE other; CREATE TABLE other.t (id int PRIMARY KEY); INSERT INTO other.t VALUES (1); CREATE TABLE led (id int PRIMARY KEY, FOREIGN KEY (id) REFERENCES other.t (id)); CREATE VIEW looking AS SELECT id FROM other.t;
      CREATE TABLESPACE own ADD DATAFILE 'own.ibd'; CREATE TABLE placed (id int PRIMARY KEY) TABLESPACE own`);
    await target.sql('CREATE TABLE app.there (id int PRIMARY KEY)');
    const end = await move.phase('assess');
    expect(blocking(end)).toEqual({
      'other-databases': ['other'],
      'keyless-tables': ['keyless'],
      'engines': ['old_engine (MyISAM)'],
      'definers': ['app@%'],
      'broken-views': ['broken'],
      'foreign-keys': ['led.led_ibfk_1'],
      'views-out': ['looking of other'],
      'tablespaces': ['app/placed'],
      'large-values': ['large (5.0 MiB)'],
      'target-not-empty': ['table there'],
    });
    const advisories = Object.fromEntries(findingsOf(end).filter(({ level }) => level === 'advisory').map(({ id, objects }) => [id, objects]));
    expect(advisories).toMatchObject({ documents: ['kinds.j', 'lines.payload', 'plain_kinds.j'], events: ['later', 'off ENABLE DO', 'tick'], users: ['app@%', 'old@%'] });
    await source.sql('USE app; DROP TABLE placed; DROP TABLESPACE own');
  });

  test('finds code that names other databases, by itself and not in texts', async () => {
    const move = await made(`CREATE DATABASE other; CREATE TABLE other.audit (id int); CREATE TABLE t (id int PRIMARY KEY);
      CREATE PROCEDURE reaches() SELECT 1 FROM \`other\`.audit;
      CREATE FUNCTION tells() RETURNS varchar(20) DETERMINISTIC RETURN 'see other.audit';
      CREATE PROCEDURE asks() SELECT another.id FROM t AS another;
      DELIMITER //
      CREATE PROCEDURE says() BEGIN /* once other.audit */ SELECT "other.audit", 1; -- don't ask other.audit
        SELECT 1 FROM other . audit WHERE 'x' = 'x'; END//
      DELIMITER ;
      CREATE DATABASE t; CREATE PROCEDURE own() SELECT t.id FROM t;
      CREATE TRIGGER kept AFTER INSERT ON t FOR EACH ROW INSERT INTO OTHER.audit VALUES (NEW.id)`);
    expect(blocking(await move.phase('assess'))).toEqual({ 'code-out': ['procedure reaches names other', 'procedure says names other', 'trigger kept names other'] });
  });

  test('finds rows that would refer to excluded ones', async () => {
    const tables = 'CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, FOREIGN KEY (id) REFERENCES parent (id)); CREATE TABLE t (id int PRIMARY KEY)';
    const move = await made(tables, { settings: { excludedTables: ['parent'] } });
    expect(blocking(await move.phase('assess'))).toEqual({ 'excluded-parents': ['child to parent'] });
    move.settings.excludedTables = ['parent', 'app.child'];
    expect(blocking(await move.phase('assess'))).toEqual({});
  });

  test('finds a volume of the target that a copy would fill with its binary log, or a second copy', async () => {
    const move = await made('CREATE TABLE t (id int PRIMARY KEY, v int, KEY (v)); INSERT INTO t VALUES (1, 1); CREATE TABLE cache (id int PRIMARY KEY, body longtext); INSERT INTO cache VALUES (1, REPEAT("x", 3000000))',
      { settings: { excludedTables: ['cache'] } });
    const told = async (roomBytes: number) => {
      move.settings.target.roomBytes = roomBytes;
      return findingsOf(await move.phase('assess')).filter(({ id }) => ['target-volume', 'binary-log-room'].includes(id)).map(({ level, words }) => `${level}: ${words}`);
    };
    // 16 KiB each for rows, index, and each time in the log
    const log = (room: number) => `advisory: with the binary log of two copies they take about 64 KiB, and the target's volume has room for ${room} KiB`;
    const rows = (room: number) => `rows and indexes take about 32 KiB, and the target's volume has room for ${room} KiB`;
    expect(await told(25 * 1024)).toEqual([`blocking: ${rows(25)}`, log(25)]);
    expect(await told(26 * 1024)).toEqual([`advisory: ${rows(26)}`, log(26)]);
    expect(await told(63 * 1024)).toEqual([log(63)]);
    expect(await told(64 * 1024)).toEqual([]);
    await target.sql('CREATE DATABASE other; CREATE TABLE other.t (id int PRIMARY KEY)');
    expect(await told(64 * 1024)).toEqual([log(48)]);
  });

  test('a definer that was dropped from the target since is noticed before anything is copied', async () => {
    const move = await made('CREATE TABLE t (id int PRIMARY KEY); CREATE DEFINER = old@\'%\' VIEW w AS SELECT id FROM t');
    expect((await move.calls(['copy', { last: false }])).thrown).toBe(
      'views, routines, triggers or events are defined by users that the target does not have, such as old@%: make them there, or give another definer on the source');
    expect(await target.sql('SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = \'app\'')).toBe('0');
  });

  test('finds that nobody could see which other databases are written', async () => {
    const blind = await MySqlServer.make(processes, 'blind', ['performance_schema=OFF']);
    await blind.sql('CREATE DATABASE app; CREATE TABLE app.t (id int PRIMARY KEY)');
    await administer(blind, 'app');
    await target.sql('CREATE DATABASE app');
    const move = new MySqlMigration({ source: blind, target, database: 'app' });
    moves.push(move);
    expect(blocking(await move.phase('assess'))).toMatchObject({ 'performance-schema': [] });
  });

  test('finds a user of the target that may not make what others define, and definers that are more than it', async () => {
    await target.sql('CREATE USER loader@localhost; GRANT ALL ON app.* TO loader@localhost; GRANT SELECT ON performance_schema.* TO loader@localhost; CREATE USER app2@\'%\'; GRANT SYSTEM_USER ON *.* TO app2@\'%\'');
    await source.sql('CREATE USER app2@\'%\'');
    const code = 'CREATE TABLE t (id int PRIMARY KEY); CREATE DEFINER = app2@\'%\' FUNCTION one() RETURNS int DETERMINISTIC RETURN 1; CREATE DEFINER = app2@\'%\' VIEW w AS SELECT 1';
    const move = await made(code, { variables: { TARGET_MYSQL_USER: 'loader', TARGET_MYSQL_HOST: '' } });
    expect(Object.keys(blocking(await move.phase('assess')))).toEqual(['definers-rights', 'binary-log']);
    await target.sql('GRANT SELECT ON mysql.* TO loader@localhost; GRANT SUPER ON *.* TO loader@localhost');
    expect(blocking(await move.phase('assess'))).toEqual({ 'definers-system': ['app2@%'] });
    await source.sql('DROP USER app2@\'%\'');
  });

  test('finds that the administrator has not been there, or that the certificate is another one\'s', async () => {
    const front = { settings: { front: { dnsNames: ['front.database.svc', 'localhost'] } } };
    const move = await made('CREATE TABLE t (id int PRIMARY KEY)', { administered: false });
    await source.sql('DROP USER IF EXISTS cdk8s_migration@\'%\'');
    const shut = await move.phase('assess');
    expect(findingsOf(shut)[0].words).toMatch(/^the source lets nobody in: ERROR 1045 \(28000\): Access denied for user 'cdk8s_migration'@/);
    await administer(source, 'app');
    const other = new MySqlMigration({
      source,
      target,
      database: 'app',
      settings: { ...move.settings, ...front.settings },
      variables: Object.fromEntries(['SOURCE', 'TARGET'].flatMap((server) => [[`${server}_MYSQL_SSL_CA`, certificate], [`${server}_MYSQL_SSL_MODE`, 'VERIFY_CA']])),
    });
    moves.push(other);
    const words = 'front.database.svc: Host: front.database.svc. is not in the cert\'s altnames: DNS:localhost, IP Address:127.0.0.1';
    expect(blocking(await other.phase('assess'))).toEqual({ 'source-front-names': [words], 'target-front-names': [words] });
  });
});
