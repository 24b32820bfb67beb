import { Manifest, Manifests } from '../../../src/checklist/manifests';
import { readDrills } from '../../../src/checklist/readers/drills';

function cronJob(annotations: Record<string, string>, spec: object = {}): Manifest {
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'rehearsal', namespace: 'drills', annotations }, spec: { schedule: '5 4 * * 3', ...spec } };
}

function drillsOf(...manifests: Manifest[]) {
  return readDrills(new Manifests(manifests), { namespace: 'shop', name: 'orders' });
}

const RESTORE = { 'cdk8s-databases.io/restore-drill': 'shop/orders' };
const NONE = { restore: [], failover: [], lapsed: { restore: [], failover: [] } };

test('a CronJob in any namespace rehearses what its annotation says, of the database that it names', () => {
  expect(drillsOf(cronJob(RESTORE))).toEqual({ ...NONE, restore: ['drills/rehearsal'] });
  expect(drillsOf(cronJob({ 'cdk8s-databases.io/failover-drill': 'shop/orders' }))).toEqual({ ...NONE, failover: ['drills/rehearsal'] });
});

test('a CronJob without a namespace lies in default', () => {
  const { metadata: { namespace, ...metadata }, ...rest } = cronJob(RESTORE);
  expect(drillsOf({ ...rest, metadata })).toEqual({ ...NONE, restore: ['default/rehearsal'] });
});

test.each([
  ['of another database', cronJob({ 'cdk8s-databases.io/restore-drill': 'shop/payments' })],
  ['of a database of this name elsewhere', cronJob({ 'cdk8s-databases.io/restore-drill': 'web/orders' })],
  ['that says nothing of drills', cronJob({})],
])('a CronJob %s is no drill of this one', (_, manifest) => {
  expect(drillsOf(manifest)).toEqual(NONE);
});

test.each([
  ['once a quarter', '0 3 1 */3 *'],
  ['every month, as a macro', '@monthly'],
  ['on a weekday by name', '30 2 * * SUN'],
])('a drill may run %s', (_, schedule) => {
  expect(drillsOf(cronJob(RESTORE, { schedule })).restore).toEqual(['drills/rehearsal']);
});

test.each([
  ['is suspended', { suspend: true }, 'CronJob drills/rehearsal is suspended'],
  ['runs twice a year', { schedule: '0 3 1 1,7 *' }, 'CronJob drills/rehearsal runs less often than once a quarter (0 3 1 1,7 *)'],
  ['never runs', { schedule: '0 3 31 2 *' }, 'CronJob drills/rehearsal has a schedule that never comes true ("0 3 31 2 *")'],
  ['has no schedule', { schedule: undefined }, 'CronJob drills/rehearsal has a schedule that never comes true (undefined)'],
])('a drill that %s is none, with the reason', (_, spec, why) => {
  expect(drillsOf(cronJob(RESTORE, spec))).toEqual({ ...NONE, lapsed: { restore: [why], failover: [] } });
});
