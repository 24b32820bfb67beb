import { writeFileSync } from 'fs';
import { hostname } from 'os';
import { join } from 'path';
import { generate } from 'selfsigned';
import { describeWithMySql } from './installed';
import { MySqlServer } from './mysql-server';
import { MySqlSourceHost } from '../../src';
import { freePorts, Processes } from '../cluster/processes';
import { until } from '../cluster/until';
import { replicaOfHosts } from '../mysql/sites';
import { theOne } from '../support/written';

const SECONDS = 60;
const PASSWORD = 'of-the-user-replication';

// the operator's statements: StartReplication, AddReplicationSource and EnableReadonly in pkg/pxc/queries/queries.go, 1.20.0
describeWithMySql('MySQL with the channel that is written', () => {
  const processes = new Processes();
  let source: MySqlServer;
  let replica: MySqlServer;
  let port: number;

  beforeAll(async () => {
    await certify(hostname());
    ({ port } = await freePorts('port'));
    source = await MySqlServer.make(processes, 'source', [...common(1), `port=${port}`, 'bind_address=127.0.0.1', 'require_secure_transport=ON',
      ...['ca', 'cert', 'key'].map((what) => `ssl_${what}=${file(what === 'key' ? 'key' : 'crt')}`)]);
    replica = await MySqlServer.make(processes, 'replica', common(2));
    await source.sql(`CREATE USER replication IDENTIFIED BY '${PASSWORD}'; GRANT REPLICATION SLAVE ON *.* TO replication`);
    // as a replica that was filled: it has what the source had
    await replica.sql('RESET BINARY LOGS AND GTIDS');
    await replica.sql(`SET GLOBAL gtid_purged = '${(await source.sql('SELECT @@global.gtid_executed')).replace(/\n/g, '')}'`);
  }, 300_000);

  afterAll(() => processes.stop());

  test('follows the source over TLS, whose certificate and name it verifies, while it is read-only', async () => {
    await replica.sql('SET GLOBAL READ_ONLY=1');
    await start('orders', hostname());
    await source.sql('CREATE DATABASE app; CREATE TABLE app.carts (id INT PRIMARY KEY); INSERT INTO app.carts VALUES (1), (2)');
    await until('the rows', async () => (await replica.sql('SELECT count(*) FROM app.carts').catch(() => '')) === '2', { seconds: SECONDS });
    expect(await of('orders', 'replication_connection_configuration', 'concat_ws(" ", ssl_allowed, ssl_verify_server_certificate, auto_position)')).toBe('YES YES 1');
  }, 120_000);

  test('says by the runbook\'s question when it has applied what it has received', async () => {
    await until('all of it', async () => (await replica.sql('SELECT GTID_SUBSET(received_transaction_set, @@global.gtid_executed) '
      + 'FROM performance_schema.replication_connection_status WHERE channel_name = \'orders\'')) === '1', { seconds: SECONDS });
  });

  test('does not follow a server under a name that its certificate has not', async () => {
    await start('by-address', '127.0.0.1');
    expect(await until('the refusal', async () => of('by-address', 'replication_connection_status', 'last_error_message'), { seconds: SECONDS })).toMatch(/certificate verif/i);
    await replica.sql('STOP REPLICA FOR CHANNEL "by-address"; RESET REPLICA ALL FOR CHANNEL "by-address"');
  }, 120_000);

  test('stops where the replica has made a database by itself: so it gets no users, for which the operator would make them', async () => {
    await replica.sql('CREATE DATABASE IF NOT EXISTS made_by_the_operator');
    await source.sql('CREATE DATABASE made_by_the_operator');
    expect(await until('the error', async () => of('orders', 'replication_applier_status_by_worker', 'max(last_error_message)'), { seconds: SECONDS })).toContain('database exists');
  });

  test.each([[0, false], [1, true], [100, true], [101, false]])('takes the weight %i: %s', async (weight, taken) => {
    const said = await replica.sql(`SELECT asynchronous_connection_failover_add_source('weights-${weight}', 'a.example.com', 3306, null, ${weight})`)
      .then(() => true, () => false);
    expect(said).toBe(taken);
  });

  test('takes a channel of 64 characters, and none of 65', async () => {
    const add = (channel: string) => replica.sql(`SELECT asynchronous_connection_failover_add_source('${channel}', 'a.example.com', 3306, null, 50)`).then(() => true, () => false);
    expect([await add('a'.repeat(64)), await add('a'.repeat(65))]).toEqual([true, false]);
  });

  /** As the operator does it with the channel of the manifest; the CA lies elsewhere here. */
  async function start(channel: string, host: string): Promise<void> {
    // an address is refused by us, too
    const hosts = [host === hostname() ? MySqlSourceHost.of(host, { port }) : { host, port, weight: 100 } as MySqlSourceHost];
    const { configuration, sourcesList: [first] } = theOne(replicaOfHosts({ channel, hosts }).app, 'PerconaXtraDBCluster', 'carts').spec.pxc.replicationChannels[0];
    await replica.sql(`SELECT asynchronous_connection_failover_add_source('${channel}', '${first.host}', ${first.port}, null, ${first.weight})`);
    await replica.sql(`CHANGE REPLICATION SOURCE TO SOURCE_USER='replication', SOURCE_PASSWORD='${PASSWORD}', SOURCE_HOST='${first.host}', SOURCE_PORT=${first.port},
      SOURCE_CONNECTION_AUTO_FAILOVER=1, SOURCE_AUTO_POSITION=1, SOURCE_RETRY_COUNT=${configuration.sourceRetryCount}, SOURCE_CONNECT_RETRY=${configuration.sourceConnectRetry},
      SOURCE_SSL=${Number(configuration.ssl)}, SOURCE_SSL_CA='${file('crt')}', SOURCE_SSL_VERIFY_SERVER_CERT=${Number(!configuration.sslSkipVerify)} FOR CHANNEL '${channel}'`);
    await replica.sql(`CHANGE REPLICATION SOURCE TO GET_SOURCE_PUBLIC_KEY=1 FOR CHANNEL '${channel}'; START REPLICA FOR CHANNEL '${channel}'`);
  }

  async function of(channel: string, table: string, what: string): Promise<string> {
    return replica.sql(`SELECT ${what} FROM performance_schema.${table} WHERE channel_name = '${channel}'`);
  }

  function common(id: number): string[] {
    return [`server_id=${id}`, 'log_bin', 'gtid_mode=ON', 'enforce_gtid_consistency=ON', 'skip_replica_start=ON', 'innodb_buffer_pool_size=64M'];
  }

  function file(ending: 'crt' | 'key'): string {
    return join(processes.folder, `source.${ending}`);
  }

  async function certify(name: string): Promise<void> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'source' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [{ name: 'basicConstraints', cA: true, critical: true }, { name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    });
    writeFileSync(file('crt'), cert);
    writeFileSync(file('key'), key, { mode: 0o600 });
  }
});
