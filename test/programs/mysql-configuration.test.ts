import { describeWithMySql } from './installed';
import { MySqlServer } from './mysql-server';
import { autotuned } from '../../src/mysql/autotune';
import { EVERYTHING, READING, ROWS } from '../../src/mysql/mysql-privileges';
import { mySqlParameters } from '../../src/mysql/parameters';
import { InstanceSize } from '../../src/mysql/tuning';
import { Processes } from '../cluster/processes';

/** What only Percona XtraDB Cluster knows: no such server is to be had here. */
const GALERA = ['wsrep_applier_threads', 'wsrep_provider_options'];

const SIZES: Array<[string, InstanceSize]> = [
  ['the smallest', { memoryMebibytes: 1024, cpuMillis: 250, dataMebibytes: 4096, cacheMebibytes: 128 }],
  ['one of 8 GiB', { memoryMebibytes: 8192, cpuMillis: 2000, dataMebibytes: 102_400, iops: 6000, logMebibytesPerDay: 10_240, cacheMebibytes: 1024 }],
  ['one of 256 GiB', { memoryMebibytes: 262_144, cpuMillis: 64_000, dataMebibytes: 8_388_608, iops: 80_000, logMebibytesPerDay: 2_000_000, cacheMebibytes: 51_200 }],
];

/** Lines of `[mysqld]`: ours, and what the operator adds by the memory. */
function options(size: InstanceSize): string[] {
  const { bufferPoolBytes, chunkBytes } = autotuned(size.memoryMebibytes);
  const ours = Object.entries(mySqlParameters(size, {})).filter(([name]) => !GALERA.includes(name));
  const operators = [['innodb_buffer_pool_size', bufferPoolBytes], ...(chunkBytes === undefined ? [] : [['innodb_buffer_pool_chunk_size', chunkBytes]])];
  return [...ours, ...operators].map(([name, value]) => `${name}=${value}`);
}

describeWithMySql('MySQL with the parameters that are derived', () => {
  const processes = new Processes();
  afterAll(() => processes.stop());

  test.each(SIZES)('of %s takes all of them and corrects none', async (name, size) => {
    const { accepted, said } = await MySqlServer.judgement(processes, name.replace(/ /g, '-'), ['log_bin', ...options(size)]);
    expect([accepted, said]).toEqual([true, '']);
  });

  test('would turn an option away that it does not know', async () => {
    expect(await MySqlServer.judgement(processes, 'unknown', ['innodb_iocapacity=1'])).toEqual({
      accepted: false, said: expect.stringContaining('unknown variable \'innodb_iocapacity=1\''),
    });
  });
});

describeWithMySql('users as the operator makes them', () => {
  const processes = new Processes();
  let server: MySqlServer;

  beforeAll(async () => {
    server = await MySqlServer.make(processes, 'server', options(SIZES[0][1]));
    await server.sql('CREATE DATABASE carts; CREATE DATABASE other; CREATE TABLE carts.items (id INT PRIMARY KEY); CREATE TABLE other.items (id INT PRIMARY KEY)');
    for (const [user, privileges] of [['reader', READING], ['writer', ROWS], ['owner', EVERYTHING]] as const) {
      await server.sql(`CREATE USER '${user}'@'%' IDENTIFIED BY 'secret'; GRANT ${privileges.join(', ')} ON carts.* TO '${user}'@'%'`);
    }
  });
  afterAll(() => processes.stop());

  const as = (user: string, statement: string) => server.sql(statement, user, 'secret');

  test('read with READING, and change nothing', async () => {
    expect(await as('reader', 'SELECT count(*) FROM carts.items')).toBe('0');
    await expect(as('reader', 'INSERT INTO carts.items VALUES (1)')).rejects.toThrow(/INSERT command denied/);
  });

  test('change rows with ROWS, and no tables', async () => {
    await as('writer', 'INSERT INTO carts.items VALUES (1); UPDATE carts.items SET id = 2; DELETE FROM carts.items');
    await expect(as('writer', 'DROP TABLE carts.items')).rejects.toThrow(/DROP command denied/);
    await expect(as('writer', 'CREATE TABLE carts.more (id INT)')).rejects.toThrow(/CREATE command denied/);
  });

  test.each(['reader', 'writer', 'owner'])('see no other database: %s', async (user) => {
    await expect(as(user, 'SELECT * FROM other.items')).rejects.toThrow(/command denied/);
    await expect(as(user, 'CREATE USER another')).rejects.toThrow(/Access denied/);
  });

  test('have with EVERYTHING what MySQL shows as all privileges', async () => {
    expect(await server.sql('SHOW GRANTS FOR \'owner\'@\'%\'')).toContain('GRANT ALL PRIVILEGES ON `carts`.* TO');
  });

  test('reach a database whose name differs where theirs has "_": such names are refused', async () => {
    await server.sql('CREATE DATABASE a_b; CREATE DATABASE acb; CREATE TABLE acb.items (id INT); GRANT SELECT ON a_b.* TO \'reader\'@\'%\'');
    expect(await as('reader', 'SELECT count(*) FROM acb.items')).toBe('0');
  });
});
