import { Duration, Size } from 'cdk8s';
import { Objectives, ObjectivesOptions, PostgresClusterProps, SynchronousReplication, Waiver, Workload } from '../../src';
import { judge } from '../../src/checklist/judge';
import { Manifests } from '../../src/checklist/manifests';
import { cnpgReader } from '../../src/postgres/cnpg-facts';
import { orders } from '../support/production';
import { failedRules, findings, theOne, written } from '../support/written';

const WORKLOAD = Workload.of({ dataSize: Size.gibibytes(70), iops: 5000, logPerDay: Size.gibibytes(20) });
const TODAY = new Date('2026-11-28T00:00:00Z');

function promised(of: Partial<ObjectivesOptions>, more: Partial<PostgresClusterProps> = {}) {
  const objectives = Objectives.of({ recoveryPoint: Duration.minutes(15), recoveryTime: Duration.hours(4), ...of });
  return orders({ workload: WORKLOAD, objectives, ...more });
}

/** What the report says of the two rules. */
function said(of: Partial<ObjectivesOptions>, more: Partial<PostgresClusterProps> = {}): string[] {
  const manifests = written(promised(of, more).app);
  const cluster = manifests.find(({ kind }) => kind === 'Cluster')!;
  const { results } = judge(cnpgReader.read(cluster, new Manifests(manifests)), TODAY);
  return results.filter(({ rule }) => rule.id.endsWith('-objective')).map(({ outcome, found }) => `${outcome}: ${found}`);
}

const COPY = 'copy of 70 GiB at 10 MiB/s: 2 h';
const LOG = 'replay of 21.7 GiB of log, written in 26 h, at 10 MiB/s: 37 min';
const REPLICA = 'copy to a replica, which commits wait for, at 100 MiB/s: 12 min';
const POINT = 'pass: recovery point 5 min 10 s when the volumes are lost (archive_timeout: 5 min; the last segment on its way: 10 s), within the objective of 15 min; '
  + 'the loss of the primary alone loses nothing that was acknowledged';

test('what holds passes the synth, and the report shows the arithmetic', () => {
  expect(findings(promised({}).app)).toEqual([]);
  expect(said({})).toEqual([
    POINT,
    `pass: recovery time 2 h 51 min from backups of "orders-backups" (${COPY}; ${LOG}; ${REPLICA}; start: 2 min), within the objective of 4 h`,
  ]);
});

test('what cannot hold fails the synth with the same arithmetic', () => {
  const { app } = promised({ recoveryTime: Duration.hours(1) });
  expect(failedRules(app)).toEqual(['recovery-time-objective']);
  const [finding] = findings(app);
  expect(finding).toMatch(/^recovery-time-objective: recovery time 2 h 51 min .*, more than the objective of 1 h\. Back up more often /);
  expect(finding).toContain(`(${COPY}; ${LOG}; ${REPLICA}; start: 2 min)`);
});

test('what was measured takes the place of what is assumed', () => {
  const measured = { recoveryTime: Duration.hours(1), restoreThroughput: Size.mebibytes(60), replayThroughput: Size.mebibytes(25) };
  expect(said(measured)[1]).toBe('pass: recovery time 48 min from backups of "orders-backups" (copy of 70 GiB at 60 MiB/s as measured: 20 min; '
    + `replay of 20.3 GiB of log, written in 24 h 20 min, at 25 MiB/s as measured: 14 min; ${REPLICA}; start: 2 min), within the objective of 1 h`);
});

test('without backups nothing holds', () => {
  const { app } = orders({ workload: WORKLOAD, objectives: promisedOnly() }, { backups: undefined });
  expect(findings(app).filter((finding) => /^recovery-/.test(finding)).map((finding) => finding.split('. ')[0])).toEqual([
    'recovery-point-objective: nothing is backed up, so that nothing brings the data back',
    'recovery-time-objective: nothing is backed up, so that nothing brings the data back',
  ]);
});

test('without a declared workload the time is unknown, which fails the synth and says what to declare', () => {
  const [finding] = findings(promised({}, { workload: Workload.of({ dataSize: Size.gibibytes(70), iops: 5000 }) }).app);
  expect(finding).toMatch(/^recovery-time-objective: recovery time of at least 2 h 14 min .* until it is declared how much log is written in a day \(workload: logPerDay, /);
});

test('an archive_timeout of 0 leaves the point without a bound', () => {
  expect(said({}, { parameters: { archive_timeout: '0' } })[0])
    .toBe('fail: recovery point without a bound: archive_timeout is 0, and a segment of the log goes to the archive only when it is full, which is no promise of 15 min');
});

test('the two recovery points are told apart: replication decides the one, the archive the other', () => {
  expect(said({}, { replication: SynchronousReplication.none() })[0])
    .toBe(POINT.replace('loses nothing that was acknowledged', 'loses what the replicas do not have yet'));
});

test('a waiver lets a promise stand that cannot be kept', () => {
  const waivers = ['failover-drill', 'restore-drill', 'recovery-time-objective'].map((rule) => Waiver.of({ rule, reason: 'measured next quarter' }));
  expect(findings(promised({ recoveryTime: Duration.minutes(1) }, { waivers }).app)).toEqual([]);
});

test('nothing is written where nothing is promised', () => {
  expect(Object.keys(theOne(orders().app, 'Cluster', 'orders').metadata.annotations)).not.toContain('cdk8s-databases.io/objectives');
});

function promisedOnly(): Objectives {
  return Objectives.of({ recoveryPoint: Duration.minutes(15), recoveryTime: Duration.hours(4) });
}
