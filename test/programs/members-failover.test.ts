import { called } from './called';

const MODULE = 'members-failover.mjs';
const writes = (...hosts: Array<string | undefined>) => hosts.map((host, i) => ({ number: String(i + 1), seconds: 100 + i, ...(host && { host }) }));

describe('the primary', () => {
  test('is who acknowledged last', () => {
    expect(called(MODULE, 'writerOf', 'carts', writes('carts-pxc-1', 'carts-pxc-0'), 102)).toEqual({ returned: 'carts-pxc-0' });
  });

  test('is not known before the first write', () => {
    expect(called(MODULE, 'writerOf', 'carts', [], 102)).toEqual({ returned: null });
  });

  test.each<[string, unknown, number, string]>([
    ['the last write is too long ago', writes('carts-pxc-0'), 106, 'refused: carts is not fully healthy: no write was acknowledged for 6 s'],
    ['nobody says who it is', writes('carts-pxc-0', undefined), 102, 'refused: carts is not fully healthy: nobody says who acknowledges writes'],
  ])('is none where %s', (_, of, now, words) => {
    expect(called(MODULE, 'writerOf', 'carts', of, now)).toEqual({ thrown: words, verdict: 'unhealthy' });
  });
});

test.each<[string, unknown, string]>([
  ['who acknowledged after it', writes('carts-pxc-0', 'carts-pxc-2'), 'carts-pxc-2'],
  ['who acknowledged in between, where the first one has its place again', writes('carts-pxc-0', 'carts-pxc-2', 'carts-pxc-0'), 'carts-pxc-2'],
  ['nobody else, where none other did', writes('carts-pxc-0', 'carts-pxc-0'), 'carts-pxc-0'],
  ['nobody else, where others did before', writes('carts-pxc-2', 'carts-pxc-0', 'carts-pxc-0'), 'carts-pxc-0'],
  ['nobody else, where it is not known', writes('carts-pxc-0', undefined), 'carts-pxc-0'],
])('took over is %s', (_, of, host) => {
  expect(called(MODULE, 'successorOf', {}, { from: 'carts-pxc-0', failedAt: 100 }, of)).toEqual({ returned: host });
});

describe('fully healthy is', () => {
  const pxc = (status: object, spec: object = {}) => ({
    metadata: { generation: 4 },
    spec: { pxc: { size: 3 }, ...spec },
    status: { state: 'ready', observedGeneration: 4, size: 6, ready: 6, pxc: { size: 3, ready: 3 }, ...status },
  });
  test.each<[string, unknown, string | null]>([
    ['', pxc({}), null],
    ['that is paused', pxc({}, { pause: true }), 'it is paused'],
    ['whose operator looks away', pxc({ observedGeneration: 3 }), 'the operator has not seen its last change'],
    ['that was just made', { ...pxc({}), status: undefined }, 'the operator has not seen its last change'],
    ['that is no cluster any more', pxc({ state: 'error', message: ['pxc: not enough nodes'] }), 'its state is "error" (pxc: not enough nodes)'],
    ['that lacks an instance', pxc({ pxc: { size: 3, ready: 2 } }), '2 of 3 instances are ready'],
    ['that lacks a proxy', pxc({ ready: 5 }), '5 of 6 pods are ready'],
  ])('a PerconaXtraDBCluster %s', (_, cluster, words) => {
    expect(called('mysql-failover.mjs', 'ailment', cluster)).toEqual({ returned: words });
  });

  const MEMBERS = { a: { stateStr: 'PRIMARY' }, b: { stateStr: 'SECONDARY' }, c: { stateStr: 'SECONDARY' } };
  const psmdb = (status: object, spec: object = {}, rs0: object = {}) => ({
    metadata: { generation: 4 },
    spec: { replsets: [{ name: 'rs0', size: 3 }], ...spec },
    status: { state: 'ready', observedGeneration: 4, size: 3, ready: 3, replsets: { rs0: { ready: 3, members: MEMBERS, ...rs0 } }, ...status },
  });
  test.each<[string, unknown, string | null]>([
    ['', psmdb({}), null],
    ['that is paused', psmdb({}, { pause: true }), 'it is paused'],
    ['that the operator leaves alone', psmdb({}, { unmanaged: true }), 'the operator is told to leave it alone (spec.unmanaged)'],
    ['whose operator looks away', psmdb({ observedGeneration: 3 }), 'the operator has not seen its last change'],
    ['that was just made', { ...psmdb({}), status: undefined }, 'the operator has not seen its last change'],
    ['that is initializing', psmdb({ state: 'initializing', message: 'Error: dial' }), 'its state is "initializing" (Error: dial)'],
    ['that lacks an instance', psmdb({}, {}, { ready: 2 }), '2 of 3 instances are ready'],
    ['that copies an instance anew', psmdb({}, {}, { members: { ...MEMBERS, c: { stateStr: 'STARTUP2' } } }), 'member c is STARTUP2'],
    ['that an instance has not joined', psmdb({}, {}, { members: { a: MEMBERS.a, b: MEMBERS.b } }), '2 of 3 instances are members'],
  ])('a PerconaServerMongoDB %s', (_, cluster, words) => {
    expect(called('psmdb-failover.mjs', 'ailment', cluster)).toEqual({ returned: words });
  });

  test.each<[string, unknown, string | null]>([
    ['', { phase: 'Running', currentMongoDBMembers: 3 }, null],
    ['that is pending', { phase: 'Pending', message: 'not yet ready' }, 'its phase is "Pending" (not yet ready)'],
    ['that was just made', undefined, 'its phase is "undefined"'],
    ['that grows', { phase: 'Running', currentMongoDBMembers: 1 }, '1 of 3 instances are members'],
  ])('a MongoDBCommunity %s', (_, status, words) => {
    expect(called('community-failover.mjs', 'ailment', { spec: { members: 3 }, status })).toEqual({ returned: words });
  });

  const HOUR = 3_600_000;
  const at = (hour: number) => new Date(hour * HOUR).toISOString();
  const dumps = (status?: object) => ({ metadata: { name: 'sessions-dumps' }, status });
  test.each<[string, unknown, object]>([
    ['', dumps({ lastSuccessfulTime: at(75) }), { returned: at(75) }],
    ['whose last run failed', dumps({ lastScheduleTime: at(99), lastSuccessfulTime: at(75) }), { returned: at(75) }],
    ['that is too old', dumps({ lastSuccessfulTime: at(74) }), { thrown: `refused: the last backup of sessions is 93600 s old, more than 90000 s (${at(74)})`, verdict: 'stale-backup' }],
    ['that never succeeded', dumps({ lastScheduleTime: at(99) }), { thrown: 'refused: there is no backup of sessions', verdict: 'stale-backup' }],
    ['that never ran', dumps(), { thrown: 'refused: there is no backup of sessions', verdict: 'stale-backup' }],
    ['that runs', dumps({ active: [{ name: 'sessions-dumps-29' }], lastSuccessfulTime: at(99) }), { thrown: 'refused: a backup of sessions runs (sessions-dumps-29)', verdict: 'backup-running' }],
    ['that nobody makes', undefined, { thrown: 'refused: there is no CronJob sessions-dumps, which makes the backups of sessions', verdict: 'stale-backup' }],
  ])('with a dump %s', (_, cronJob, given) => {
    expect(called('community-failover.mjs', 'requireDump', 'sessions', 'sessions-dumps', cronJob, 25 * 3600, 100 * HOUR)).toEqual(given);
  });

  const set = (status: object) => ({
    metadata: { generation: 2 }, status: { observedGeneration: 2, readyReplicas: 3, updatedReplicas: 3, ...status },
  });
  test.each<[string, unknown, string | null]>([
    ['', set({}), null],
    ['that there is not', undefined, 'there is no StatefulSet of it'],
    ['that has just changed', set({ observedGeneration: 1 }), 'its StatefulSet has just changed'],
    ['that lacks a pod', set({ readyReplicas: 2 }), '2 of 3 instances are ready'],
    ['that is being updated', set({ updatedReplicas: 1 }), '1 of 3 instances are of the last change'],
  ])('its StatefulSet %s', (_, of, words) => {
    expect(called('community-failover.mjs', 'ailmentOfPods', of, { spec: { members: 3 } })).toEqual({ returned: words });
  });
});
