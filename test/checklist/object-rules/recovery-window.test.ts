import { violations } from './violations';
import { recoveryWindow } from '../../../src/checklist/object-rules/recovery-window';

const EPOCH = process.env.SOURCE_DATE_EPOCH;
beforeAll(() => { process.env.SOURCE_DATE_EPOCH = String(Date.parse('2026-06-30T12:00:00Z') / 1000); });
afterAll(() => { if (EPOCH === undefined) delete process.env.SOURCE_DATE_EPOCH; else process.env.SOURCE_DATE_EPOCH = EPOCH; });

const restored = (targetTime: string, annotations = '') => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders, annotations: {${annotations}} }
spec: { bootstrap: { recovery: { source: origin, recoveryTarget: { targetTime: "${targetTime}" } } } }
`;
const KEEPS_30 = 'cdk8s-databases.io/restored: \'{ "from": "shop/orders", "retentionDays": 30 }\'';
const AT = 'Cluster orders spec.bootstrap.recovery.recoveryTarget.targetTime:';

test.each([
  ['is still to come', '2026-06-30T12:00:01Z', '', 'restores to 2026-06-30T12:00:01Z, which is still to come'],
  ['is still to come elsewhere on earth', '2026-06-30T11:30:00-01:00', '', 'restores to 2026-06-30T11:30:00-01:00, which is still to come'],
  ['has no zone', '2026-06-30 11:00:00', '', 'restores to "2026-06-30 11:00:00", which has no zone and is taken for UTC'],
  ['has no zone, but a fraction', '2026-06-30T11:00:00.5', '', 'restores to "2026-06-30T11:00:00.5", which has no zone and is taken for UTC'],
  ['is before all that is kept', '2026-05-31T11:59:59Z', KEEPS_30, 'restores to 2026-05-31T11:59:59Z, before the 30 days that the archive keeps (since 2026-05-31)'],
])('a moment that %s is no moment to restore to', (_, time, annotations, found) => {
  expect(violations(recoveryWindow, restored(time, annotations))).toEqual([`${AT} ${found}`]);
});

test.each([
  ['now', '2026-06-30T12:00:00Z', KEEPS_30],
  ['the first moment that is kept', '2026-05-31T12:00:00Z', KEEPS_30],
  ['a moment as PostgreSQL writes it', '2026-06-30 10:00:00.123456+00', KEEPS_30],
  ['an old moment of a Cluster that does not say what its archive keeps', '2024-01-01T00:00:00Z', ''],
])('%s is right', (_, time, annotations) => {
  expect(violations(recoveryWindow, restored(time, annotations))).toEqual([]);
});

test.each([
  ['to the newest moment', '{ recovery: { source: origin } }'],
  ['to a place in the log', '{ recovery: { source: origin, recoveryTarget: { targetLSN: "0/3000028" } } }'],
  ['of nothing', '{ initdb: { database: app } }'],
])('a restore %s is no matter', (_, bootstrap) => {
  expect(violations(recoveryWindow, `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders }
spec: { bootstrap: ${bootstrap} }
`)).toEqual([]);
});

describe('a restore from a snapshot', () => {
  const from = (name: string, target: string, annotations = KEEPS_30) => `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders, annotations: {${annotations}} }
spec: { bootstrap: { recovery: { source: origin, recoveryTarget: {${target}}, volumeSnapshots: { storage: { kind: VolumeSnapshot, name: ${name} } } } } }
`;

  test.each([['to the newest moment', ''], ['to a place in the log', 'targetLSN: "0/3000028"']])('%s finds no log when it is older than what is kept', (_, target) => {
    expect(violations(recoveryWindow, from('orders-snapshots-20260501010000', target))).toEqual([
      'Cluster orders spec.bootstrap.recovery.volumeSnapshots.storage.name: replays the log on snapshot "orders-snapshots-20260501010000", from before the 30 days '
      + 'that the archive keeps: without that log targetImmediate, the end of the snapshot\'s backup, is all that it can bring back',
    ]);
  });

  test.each([
    ['that is young enough', 'orders-snapshots-20260601010000', '', KEEPS_30],
    ['that is restored as it is', 'orders-snapshots-20240101010000', 'targetImmediate: true', KEEPS_30],
    ['by a name without a time', 'before-migration', '', KEEPS_30],
    ['of an archive that does not say what it keeps', 'orders-snapshots-20240101010000', '', ''],
  ])('%s is right', (_, name, target, annotations) => {
    expect(violations(recoveryWindow, from(name, target, annotations))).toEqual([]);
  });
});
