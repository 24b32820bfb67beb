import { Duration } from 'cdk8s';
import { SnapshotBackup } from '../../src';
import { judge } from '../../src/checklist/judge';
import { Manifests } from '../../src/checklist/manifests';
import { cnpgReader } from '../../src/postgres/cnpg-facts';
import { orders } from '../support/production';
import { written } from '../support/written';

const TODAY = new Date('2026-11-21T00:00:00Z');
const made = written(orders({ backup: { snapshots: SnapshotBackup.hot({ retention: Duration.days(30) }) } }).app);

type Spoil = (found: (kind: string, name: string) => any, remove: (kind: string, name: string) => void) => void;

/** What the two rules say when the backups in the store are no more and something else is spoiled. */
function said(spoil: Spoil): Record<string, string> {
  let all: any[] = structuredClone(made);
  const is = (kind: string, name: string) => (of: any) => of.kind === kind && of.metadata.name === name;
  const remove = (kind: string, name: string) => { all = all.filter((of) => !is(kind, name)(of)); };
  remove('ScheduledBackup', 'orders-backups');
  spoil((kind, name) => all.find(is(kind, name)), remove);
  const { results } = judge(cnpgReader.read(all.find(is('Cluster', 'orders')), new Manifests(all)), TODAY);
  return Object.fromEntries(results.filter(({ rule }) => ['backup-scheduled', 'retention-30-days'].includes(rule.id))
    .map(({ rule, outcome, found }) => [rule.id, `${outcome}: ${found}`]));
}

const SCHEDULE = /^.*schedule "orders-snapshots" \(0 \d+ 1\d \* \* \*\)/;
const scheduled = (spoil: Spoil) => said(spoil)['backup-scheduled'].replace(SCHEDULE, (text) => text.replace(/\(.*\)/, '(…)'));
const kept = (spoil: Spoil) => said(spoil)['retention-30-days'];

test('what the writer wrote is read back', () => {
  const { backups } = cnpgReader.read(made.find(({ kind }) => kind === 'Cluster'), new Manifests(made));
  expect(backups.schedules.map(({ name, store, snapshots }) => [name, store, snapshots])).toEqual([
    ['orders-backups', 'orders-backups', undefined], ['orders-snapshots', 'VolumeSnapshotClass database-snapshots', true],
  ]);
  expect(backups.stores).toEqual([
    { name: 'orders-backups', path: 's3://acme-backups/shop/orders', retentionDays: 30 },
    { name: 'VolumeSnapshotClass database-snapshots', path: 'driver ebs.csi.aws.com', retentionDays: 30 },
  ]);
});

test.each<[string, Spoil, string]>([
  ['of a class that is there, with the log archived', () => undefined,
    'pass: schedule "orders-snapshots" (…) writes at least every 24 h to store "VolumeSnapshotClass database-snapshots" (driver ebs.csi.aws.com)'],
  ['cold, without the log', (found) => { delete found('Cluster', 'orders').spec.plugins; found('ScheduledBackup', 'orders-snapshots').spec.online = false; },
    'pass: schedule "orders-snapshots" (…) writes at least every 24 h to store "VolumeSnapshotClass database-snapshots" (driver ebs.csi.aws.com)'],
  ['owned by a Backup that nobody owns', (found) => { found('Cluster', 'orders').spec.backup.volumeSnapshot.snapshotOwnerReference = 'backup'; },
    'pass: schedule "orders-snapshots" (…) writes at least every 24 h to store "VolumeSnapshotClass database-snapshots" (driver ebs.csi.aws.com)'],
  ['of the default class, which is there', (found) => {
    delete found('Cluster', 'orders').spec.backup.volumeSnapshot.className;
    found('VolumeSnapshotClass', 'database-snapshots').metadata.annotations = { 'snapshot.storage.kubernetes.io/is-default-class': 'true' };
  }, 'pass: schedule "orders-snapshots" (…) writes at least every 24 h to store "the default VolumeSnapshotClass" (driver ebs.csi.aws.com)'],
  ['hot, without the log', (found) => { delete found('Cluster', 'orders').spec.plugins; },
    'fail: schedule "orders-snapshots" (…): its hot snapshots cannot be restored without the log, which is not archived'],
  ['hot, which is the default, without the log', (found) => {
    delete found('Cluster', 'orders').spec.plugins;
    delete found('Cluster', 'orders').spec.backup.volumeSnapshot.online;
    delete found('ScheduledBackup', 'orders-snapshots').spec.online;
  }, 'fail: schedule "orders-snapshots" (…): its hot snapshots cannot be restored without the log, which is not archived'],
  ['that the Cluster says nothing of', (found) => { delete found('Cluster', 'orders').spec.backup; },
    'fail: schedule "orders-snapshots" (…): spec.backup.volumeSnapshot of the Cluster is missing, without which no snapshot is made'],
  ['owned by the Cluster', (found) => { found('Cluster', 'orders').spec.backup.volumeSnapshot.snapshotOwnerReference = 'cluster'; },
    'fail: schedule "orders-snapshots" (…): its snapshots belong to the Cluster and are deleted with it'],
  ['owned by Backups that the Cluster owns', (found) => {
    found('Cluster', 'orders').spec.backup.volumeSnapshot.snapshotOwnerReference = 'backup';
    found('ScheduledBackup', 'orders-snapshots').spec.backupOwnerReference = 'cluster';
  }, 'fail: schedule "orders-snapshots" (…): its snapshots belong to the Cluster and are deleted with it'],
  ['suspended', (found) => { found('ScheduledBackup', 'orders-snapshots').spec.suspend = true; }, 'fail: schedule "orders-snapshots" (…) is suspended'],
  ['of a class that is not in the input', (_, remove) => remove('VolumeSnapshotClass', 'database-snapshots'),
    'unknown: VolumeSnapshotClass database-snapshots, with which snapshots of Cluster orders are made, is not in the input; add it.'],
  ['of the default class, which is not in the input', (found) => { delete found('Cluster', 'orders').spec.backup.volumeSnapshot.className; },
    'unknown: the default VolumeSnapshotClass, with which snapshots of Cluster orders are made, is not in the input; add it.'],
])('snapshots alone are a backup or not: %s', (_, spoil, found) => {
  expect(scheduled(spoil)).toBe(found);
});

test.each<[string, Spoil, string]>([
  ['as long as the CronJob says', () => undefined, 'pass: store "VolumeSnapshotClass database-snapshots" keeps backups for 30 days'],
  ['for less', (found) => { container(found).args = ['--cluster=orders', '--retention-days=7']; },
    'fail: store "VolumeSnapshotClass database-snapshots" keeps backups for 7 days, less than 30'],
  ['nobody knows how long without one', (_, remove) => remove('CronJob', 'orders-snapshots'),
    'unknown: How long snapshots of Cluster orders are kept is not in the input: CloudNativePG deletes none. Use backup.snapshots of PostgresCluster, or waive the rule and say what deletes them'],
  ['nobody knows how long with another database\'s', (found) => { found('CronJob', 'orders-snapshots').metadata.labels['cdk8s-databases.io/prunes-snapshots-of'] = 'orders-v2'; },
    'unknown: How long snapshots of Cluster orders are kept is not in the input: CloudNativePG deletes none. Use backup.snapshots of PostgresCluster, or waive the rule and say what deletes them'],
  ['nobody knows how long with one that is suspended', (found) => { found('CronJob', 'orders-snapshots').spec.suspend = true; },
    'unknown: How long snapshots of Cluster orders are kept is not certain: CronJob orders-snapshots is suspended'],
  ['nobody knows how long with one that only tells', (found) => { container(found).args.push('--dry-run'); },
    'unknown: How long snapshots of Cluster orders are kept is not certain: CronJob orders-snapshots only tells what it would delete'],
  ['nobody knows how long with one that does not say it', (found) => { container(found).args = []; },
    'unknown: How long snapshots of Cluster orders are kept is not certain: CronJob orders-snapshots has no --retention-days'],
])('snapshots alone are kept %s', (_, spoil, found) => {
  expect(kept(spoil)).toBe(found);
});

test('snapshots that are kept for less than the backups in the store are no finding', () => {
  const all = written(orders({ backup: { snapshots: SnapshotBackup.hot({ retention: Duration.days(3) }) } }).app);
  const { results } = judge(cnpgReader.read(all.find(({ kind }) => kind === 'Cluster'), new Manifests(all)), TODAY);
  expect(results.find(({ rule }) => rule.id === 'retention-30-days')).toMatchObject({ outcome: 'pass', found: 'store "orders-backups" keeps backups for 30 days' });
});

function container(found: (kind: string, name: string) => any): any {
  return found('CronJob', 'orders-snapshots').spec.jobTemplate.spec.template.spec.containers[0];
}
