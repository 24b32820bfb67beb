import { readFileSync } from 'fs';
import { describeWithTwoPostgres } from './installed';
import { ReplicatingServers } from './replicating-servers';
import { Processes } from '../cluster/processes';
import { until } from '../cluster/until';

/** What PostgreSQL says of a transaction that it could not apply (ALTER SUBSCRIPTION … SKIP). */
const REFUSED = /ERROR: {2}cannot truncate a table referenced in a foreign key constraint[^]*?finished at ([0-9A-F]+\/[0-9A-F]+)/;

describeWithTwoPostgres('a TRUNCATE while the target follows', () => {
  const processes = new Processes();
  let servers: ReplicatingServers;
  beforeAll(async () => {
    servers = await ReplicatingServers.make(processes);
    await servers.onBoth('CREATE TABLE people (id int PRIMARY KEY); CREATE TABLE visits (id int PRIMARY KEY, person int REFERENCES people) PARTITION BY RANGE (id);'
      + 'CREATE TABLE visits_old PARTITION OF visits FOR VALUES FROM (0) TO (10); CREATE TABLE visits_new PARTITION OF visits DEFAULT');
    await servers.source.sql('INSERT INTO people VALUES (1), (2); INSERT INTO visits SELECT i, 1 FROM generate_series(1, 20) i');
    // as the administrator's script names them
    await servers.replicate('ONLY people, ONLY visits_old, ONLY visits_new');
  });
  afterAll(async () => processes.stop());

  const onTarget = () => servers.target.sql('SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM visits)');

  test('of one partition arrives', async () => {
    await servers.source.sql('TRUNCATE visits_old');
    await servers.caughtUp();
    expect(await onTarget()).toBe('2|11');
  });

  test('of a partitioned table with what it refers to stops the replication, which goes on as MigrationLagHigh says', async () => {
    await servers.source.sql('TRUNCATE visits, people');
    const lsn = await until('the refusal', async () => REFUSED.exec(readFileSync(processes.log('target-1'), 'utf8'))?.[1], { seconds: 60 });
    expect(await onTarget()).toBe('2|11');
    await servers.target.sql('SET session_replication_role = replica; TRUNCATE visits, people');
    await servers.target.sql(`ALTER SUBSCRIPTION move SKIP (lsn = '${lsn}')`);
    await servers.source.sql('INSERT INTO people VALUES (3); INSERT INTO visits VALUES (30, 3)');
    await servers.caughtUp();
    expect(await onTarget()).toBe('1|1');
  });
});
