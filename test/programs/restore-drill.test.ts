import { DrillCluster } from './drill-cluster';
import { Ended, RunningProgram } from './running-program';
import { folder } from '../support/folder';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE);
const record = (message: string) => ({ level: 'info', logger: 'postgres', msg: 'record', record: { error_severity: 'LOG', message } });

/** As old as that when the log was made, and as much older as the time since; all is told in whole seconds. */
const about = (seconds: number) => ({
  asymmetricMatch: (found: number) => found >= seconds - 1 && found <= seconds + 1 + (Date.now() - begun) / 1000,
});
let begun: number;

/** The line of a base backup that ended so many minutes ago. */
const backup = (minutes: number) => ({ level: 'info', msg: 'Target backup found', backup: { backup_id: '20261128T104205', end_time_iso: at(-minutes).toISOString() } });
/** The line of a last transaction of so many minutes ago. */
const transaction = (minutes: number) => record(`last completed transaction was at log time ${at(-minutes).toISOString().replace('T', ' ').replace('Z', '+00')}`);
const FAILED_SEGMENT = { level: 'warning', msg: 'Failed restoring WAL file (Postgres might retry)', walName: '000000010000000000000005', error: 'connectivity failure' };

let cluster: DrillCluster;
afterEach(async () => cluster.stop());

const DRILL = {
  name: 'orders-restore-drill',
  namespace: 'shop-drills',
  source: 'shop/orders',
  engine: 'postgres',
  objects: [{ api: 'postgresql.cnpg.io/v1', kind: 'clusters', manifest: { kind: 'Cluster', metadata: { name: 'orders-restore-drill' } } }],
  verification: [{ api: 'batch/v1', kind: 'jobs', manifest: { kind: 'Job', metadata: { name: 'orders-restore-drill-verify' } } }],
  remains: [],
  recoveryTimeSeconds: 50,
  recoveryPointSeconds: 15 * 60,
  cleaningSeconds: 5,
};

/** Runs the drill on a recovery whose log is this. */
async function drill(lines: object[], set: (of: DrillCluster) => void = () => undefined): Promise<Ended & { result: any }> {
  begun = Date.now();
  const directory = folder({ 'drill.json': JSON.stringify(DRILL) });
  cluster = new DrillCluster(directory, lines);
  set(cluster);
  await cluster.start();
  const ended = await new RunningProgram(process.execPath, 'restore-drill.mjs', [directory], {
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: String(cluster.port),
    KUBERNETES_ACCOUNT: cluster.account,
    POD_NAME: 'orders-restore-drill-1-abcde',
    POD_UID: 'of-the-pod',
    JOB_NAME: 'orders-restore-drill-1',
    JOB_UID: 'of-the-job',
  }).end();
  expect([...cluster.made.keys()]).toEqual([]);
  return { ...ended, result: JSON.parse(ended.lastLine) };
}

test('what came back young enough passes', async () => {
  const { code, result } = await drill([backup(600), transaction(3)]);
  expect([code, result]).toMatchObject([0, { verdict: 'passed', words: 'verified', backup: '20261128T104205', recoveryPointSeconds: about(180), recoveryPointObjectiveSeconds: 900 }]);
});

describe('how much was restored is known only from a log that was read until its container ended', () => {
  test('a stream that ends in good order before that is read again: what follows counts', async () => {
    const { code, result } = await drill([backup(600), transaction(3)], (of) => of.streams['full-recovery'].unshift({ lines: [backup(600)], ends: 'early' }));
    expect([code, result]).toMatchObject([0, { recoveryPointSeconds: about(180), recoveryPointObjectiveSeconds: 900 }]);
  });

  test('a stream that breaks is, too', async () => {
    const { code, result } = await drill([backup(600), transaction(3)], (of) => of.streams['full-recovery'].unshift({ lines: [backup(600)], ends: 'broken' }));
    expect([code, result]).toMatchObject([0, { recoveryPointSeconds: about(180) }]);
  });

  test('a segment that failed after the plugin\'s stream had ended is trouble', async () => {
    const { code, result } = await drill([backup(600), transaction(3)], (of) => {
      of.streams['plugin-barman-cloud'] = [{ lines: [], ends: 'early' }, { lines: [FAILED_SEGMENT], ends: 'container' }];
    });
    expect([code, result.reason, result.words]).toEqual([22, 'store-not-reachable',
      'the log could not be read to its end, so that only a part was restored: Failed restoring WAL file (Postgres might retry): connectivity failure']);
  });

  test('a pod that the operator removes at once has ended with its streams', async () => {
    const { code } = await drill([backup(600), transaction(3)], (of) => { of.podThen = 'goes'; });
    expect(code).toBe(0);
  });

  test('a pod that goes while a stream is broken passes nothing', async () => {
    const { code, result } = await drill([backup(600), transaction(3)], (of) => {
      of.streams['plugin-barman-cloud'] = [{ lines: [], ends: 'broken' }];
      of.podKilledAfter = { stream: 1, milliseconds: 4000 };
    });
    expect([code, result.reason, result.words]).toEqual([2, 'log-not-read', 'the recovery\'s log could not be read to its end, so that it is not known how much was restored: plugin-barman-cloud']);
  });

  test('a pod that goes long after its stream had ended passes nothing', async () => {
    const { code, result } = await drill([backup(600), transaction(3)], (of) => {
      of.streams['plugin-barman-cloud'] = [{ lines: [], ends: 'early' }, { lines: [], ends: 'broken' }];
      of.podKilledAfter = { stream: 2, milliseconds: 5000 };
    });
    expect([code, result.reason]).toEqual([2, 'log-not-read']);
  });
});

describe('the age of what came back', () => {
  test('is that of its last transaction', async () => {
    const { code, result } = await drill([backup(600), transaction(20)]);
    expect([code, result.reason, result.words]).toEqual([25, 'backup-stale', expect.stringMatching(/^the newest that could be restored is of .*, 120\d s before the drill began, and not of 900 s before it at most \(backup 20261128T104205\)$/)]);
  });

  test('is nothing where it was written after the drill had begun', async () => {
    const { code, result } = await drill([backup(600), transaction(-0.5)]);
    expect([code, result.recoveryPointSeconds]).toEqual([0, 0]);
  });

  test('is not known where the clocks differ', async () => {
    const { code, result } = await drill([backup(600), transaction(-30)]);
    expect([code, result.reason, result.words]).toEqual([25, 'backup-stale', expect.stringMatching(
      /^the newest that could be restored is of .*, 1[78]\d\d s after the time of this drill's clock: the clock of its node is behind, or the database's was ahead, and how old it is is not known$/)]);
    expect(result).not.toHaveProperty('recoveryPointSeconds');
  });
});
