import { called } from './called';

const JUDGEMENT = 'failover-judgement.mjs';
const POSTGRES = 'postgres-failover.mjs';
const HEALTHY = {
  metadata: { name: 'orders', annotations: { 'cnpg.io/fencedInstances': '[]' } },
  spec: { instances: 3 },
  status: {
    phase: 'Cluster in healthy state',
    readyInstances: 3,
    currentPrimary: 'orders-1',
    targetPrimary: 'orders-1',
    conditions: [{ type: 'ContinuousArchiving', status: 'True', message: 'Continuous archiving is working' }],
  },
};

function ailing({ annotations, spec, status }: { annotations?: object; spec?: object; status?: object }): object {
  return { metadata: { ...HEALTHY.metadata, annotations }, spec: { ...HEALTHY.spec, ...spec }, status: { ...HEALTHY.status, ...status } };
}

test.each<[string, unknown]>([
  ['that lacks nothing', HEALTHY],
  ['whose last backup failed', ailing({ status: { conditions: [...HEALTHY.status.conditions, { type: 'LastBackupSucceeded', status: 'False', reason: 'LastBackupFailed' }] } })],
])('a database %s may be failed over', (_, cluster) => {
  expect(called(POSTGRES, 'requireHealthy', cluster, 'orders')).toEqual({ returned: null });
});

test.each<[string, unknown, string, string]>([
  ['that there is not', undefined, 'unhealthy', 'refused: there is no Cluster orders'],
  ['of one instance', ailing({ spec: { instances: 1 } }), 'too-few-instances', 'refused: orders has 1 instance, and nothing to fail over to'],
  ['that was just made', { ...HEALTHY, status: undefined }, 'unhealthy', 'refused: orders is not fully healthy: its phase is "undefined"'],
  ['that is hibernated', ailing({ annotations: { 'cnpg.io/hibernation': 'on' } }), 'unhealthy', 'refused: orders is not fully healthy: it is hibernated'],
  ['that the operator leaves alone', ailing({ annotations: { 'cnpg.io/reconciliationLoop': 'disabled' } }), 'unhealthy',
    'refused: orders is not fully healthy: the operator is told to leave it alone (annotation cnpg.io/reconciliationLoop)'],
  ['with a fenced instance', ailing({ annotations: { 'cnpg.io/fencedInstances': '["orders-2"]' } }), 'unhealthy',
    'refused: orders is not fully healthy: instances are fenced (["orders-2"])'],
  ['in a switchover', ailing({ status: { targetPrimary: 'orders-2' } }), 'unhealthy',
    'refused: orders is not fully healthy: a switchover is under way, from orders-1 to orders-2'],
  ['that waits for somebody', ailing({ status: { phase: 'Waiting for user action', phaseReason: 'manual switchover' } }), 'unhealthy',
    'refused: orders is not fully healthy: its phase is "Waiting for user action" (manual switchover)'],
  ['that lacks an instance', ailing({ status: { readyInstances: 2 } }), 'unhealthy', 'refused: orders is not fully healthy: 2 of 3 instances are ready'],
  ['whose log is not archived', ailing({ status: { conditions: [{ type: 'ContinuousArchiving', status: 'False', message: 'exit status 4' }] } }), 'unhealthy',
    'refused: orders is not fully healthy: its log is not archived (exit status 4)'],
  ['that never archived', ailing({ status: { conditions: [] } }), 'unhealthy',
    'refused: orders is not fully healthy: its log is not archived (no condition ContinuousArchiving)'],
  ['while it is backed up', ailing({ status: { conditions: [...HEALTHY.status.conditions, { type: 'LastBackupSucceeded', status: 'False', reason: 'BackupStarted', lastTransitionTime: '2026-03-24T03:00:00Z' }] } }),
    'backup-running', 'refused: a backup of orders runs, since 2026-03-24T03:00:00Z'],
])('a database %s is left alone', (_, cluster, verdict, words) => {
  expect(called(POSTGRES, 'requireHealthy', cluster, 'orders')).toEqual({ verdict, thrown: words });
});

describe('the last backup', () => {
  const OF = { objectStore: 'orders-backups', serverName: 'orders-pg17', backupSeconds: 90_000 };
  const NOW = Date.parse('2026-03-25T10:00:00Z');
  const store = (lastSuccessfulBackupTime?: string) => ({ status: { serverRecoveryWindow: { 'orders-pg17': { lastSuccessfulBackupTime }, 'orders-pg16': { lastSuccessfulBackupTime: '2026-03-25T09:00:00Z' } } } });

  test('may be as old as the schedule lets it', () => {
    expect(called(POSTGRES, 'requireBackup', store('2026-03-24T09:00:00Z'), OF, NOW)).toEqual({ returned: null });
  });

  test.each<[string, unknown, string]>([
    ['that is older', store('2026-03-24T08:59:59Z'), 'refused: the last backup of orders-pg17 is 90001 s old, more than 90000 s (2026-03-24T08:59:59Z)'],
    ['of another version', store(), 'refused: ObjectStore orders-backups knows no backup of orders-pg17'],
    ['in no store', undefined, 'refused: ObjectStore orders-backups knows no backup of orders-pg17'],
  ])('%s refuses the drill', (_, found, words) => {
    expect(called(POSTGRES, 'requireBackup', found, OF, NOW)).toEqual({ verdict: 'stale-backup', thrown: words });
  });
});

describe('what the probe wrote', () => {
  test('is read but for the line that is still being written', () => {
    expect(called(JUDGEMENT, 'readWrites', '1 10.5\n2 10.75\n3 1').returned).toEqual([{ number: '1', seconds: 10.5 }, { number: '2', seconds: 10.75 }]);
  });

  test.each<[string, number[], number, number]>([
    ['between two writes around the failure', [90, 99, 105, 106], 106, 6],
    ['after the failure, and not before it', [10, 99, 100.5, 103, 104], 104, 2.5],
    ['to the end where nobody wrote any more', [90, 99], 160, 61],
  ])('was interrupted for the longest time %s', (_, times, endedAt, seconds) => {
    const writes = times.map((at, i) => ({ number: String(i + 1), seconds: at }));
    expect(called(JUDGEMENT, 'unavailability', writes, 100, endedAt).returned).toBe(seconds);
  });

  test('is lost where it was acknowledged and is not there, and not where it is there without an answer', () => {
    const writes = ['1', '2', '4'].map((number) => ({ number, seconds: 0 }));
    expect(called(JUDGEMENT, 'lostWrites', writes, '1\n3\n4\n').returned).toBe(1);
  });
});

test.each<[string, object, string, string]>([
  ['as it should', {}, 'passed', 'failed over from orders-1 to orders-2: no write for 12.5 s, healthy again after 40 s, 0 acknowledged writes lost'],
  ['with lost writes, whatever else', { lostWrites: 2, to: 'orders-1', healthyAgainSeconds: undefined }, 'writes-lost', '2 acknowledged writes are lost after the failover from orders-1 to orders-1'],
  ['not at all', { to: 'orders-1', healthyAgainSeconds: undefined, unavailabilitySeconds: 600 }, 'no-failover', 'no other instance took over: orders-1 is the primary still, 600 s after it was to go'],
  ['and did not recover', { healthyAgainSeconds: undefined, ailing: '2 of 3 instances are ready' }, 'not-healthy-again',
    'not fully healthy again within 600 s after the failover from orders-1 to orders-2: 2 of 3 instances are ready'],
  ['slower than it may', { unavailabilitySeconds: 60.1 }, 'unavailable-too-long',
    'unavailable for longer than 60 s in the failover from orders-1 to orders-2: no write for 60.1 s, healthy again after 40 s, 0 acknowledged writes lost'],
])('a database that failed over %s is told apart', (_, found, verdict, words) => {
  const sound = { lostWrites: 0, from: 'orders-1', to: 'orders-2', healthyAgainSeconds: 40, unavailabilitySeconds: 12.5 };
  expect(called(JUDGEMENT, 'judge', { ...sound, ...found }, { unavailabilitySeconds: 60, healthySeconds: 600 })).toEqual({ verdict, returned: words });
});
