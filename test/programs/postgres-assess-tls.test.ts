import { execFile } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';
import { describeWithTwoPostgres } from './installed';
import { POSTGRES_17_PROGRAMS } from './postgres-17-programs';
import { PostgresPhase } from './postgres-phase';
import { Processes } from '../cluster/processes';
import { MigrationServer } from '../migration-run/server-pair';

const SCRIPT = join(__dirname, '../../programs/postgres-administrator.sql');

describeWithTwoPostgres('certificates of a PostgreSQL database that moves', () => {
  const processes = new Processes();
  afterAll(() => processes.stop());

  test('a name by which clients will connect has to be in both', async () => {
    const source = await MigrationServer.make(processes, 'old', ['localhost']);
    const target = await MigrationServer.make(processes, 'new', ['localhost', 'front.database.svc'], POSTGRES_17_PROGRAMS);
    await source.sql('CREATE DATABASE app');
    await target.sql('CREATE ROLE app LOGIN PASSWORD \'secret\'');
    await target.sql('CREATE DATABASE app OWNER app');
    await promisify(execFile)('psql', ['-X', '-q', '-f', SCRIPT], { env: { ...process.env, ...source.server.client('postgres'), PGDATABASE: 'app' } });
    await source.sql('ALTER ROLE cdk8s_migration PASSWORD \'secret\'');
    const phase = new PostgresPhase(source.server, target.server, 'app', {}, Object.fromEntries(Object.entries({ SOURCE: source, TARGET: target }).flatMap(([prefix, server]) => [
      [`${prefix}_PGHOST`, 'localhost'], [`${prefix}_PGPORT`, String(server.port)], [`${prefix}_PGPASSWORD`, 'secret'], [`${prefix}_PGSSLMODE`, 'verify-full'],
      [`${prefix}_PGSSLROOTCERT`, server.certificate],
    ])));
    const { more } = await phase.run('assess');
    phase.end();
    const { findings } = JSON.parse(more!.findings);
    expect(findings.filter(({ id }: { id: string }) => /front|encrypted/.test(id))).toEqual([{
      id: 'source-front-names',
      level: 'blocking',
      words: 'the certificate of the source does not serve 1 of 1 names by which clients will connect',
      fix: 'Give the source a certificate with these names, too.',
      count: 1,
      objects: [expect.stringContaining('server certificate for "localhost" does not match host name "front.database.svc"')],
    }]);
  });
});
