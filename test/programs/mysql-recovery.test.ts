import { called } from './called';

const RECOVERY = { source: { namespace: 'shop', name: 'carts' }, to: { kind: 'time', value: '2026-03-24T10:30:00.75Z' } };
const LATEST = { ...RECOVERY, to: { kind: 'latest' } };

interface Given {
  readonly [field: string]: unknown;
}

function backup(day: string, status: Given = {}, metadata: Given = {}): object {
  const destination = `s3://acme/shop/carts/backups/carts-${day}-03:00:00-full`;
  return { metadata, spec: { pxcCluster: 'carts' }, status: { state: 'Succeeded', destination, completed: `${day}T03:20:00Z`, s3: { bucket: 'acme' }, ...status } };
}

/** The id of the backup that is taken, and up to when is restored; or the words of the refusal. */
function chosen(backups: object[], recovery: object = RECOVERY): [string, string] | string {
  const { returned, thrown } = called('mysql-recovery.mjs', 'chosen', backups, recovery);
  return thrown ?? [returned.backup.id, returned.newest];
}

const NOT_READY = (words: string) => ({ conditions: [{ type: 'PITRReady', status: 'False', reason: 'BinlogGapDetected', message: words }] });
const [BEFORE, NIGHT, NEXT] = [backup('2026-03-23'), backup('2026-03-24'), backup('2026-03-25', { latestRestorableTime: '2026-03-25T09:00:00Z' })];

describe('the backup that a restore starts from', () => {
  test('is the last one that ended before the moment, in whatever order they are listed', () => {
    expect(chosen([NEXT, BEFORE, NIGHT])).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T10:30:00.000Z']);
  });

  test('is the newest for the newest, which reaches as far as was uploaded', () => {
    expect(chosen([NIGHT, NEXT, BEFORE], LATEST)).toEqual(['carts-2026-03-25-03:00:00-full', '2026-03-25T09:00:00.000Z']);
  });

  test('reaches to its own end where the operator has not told how far the log goes, or tells of a time before it', () => {
    expect(chosen([NIGHT], LATEST)).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T03:20:00.000Z']);
    expect(chosen([NIGHT, backup('2026-03-23', { latestRestorableTime: '2026-03-24T02:00:00Z' })], LATEST)).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T03:20:00.000Z']);
  });

  test('is the one that is named, and its end where no log is replayed', () => {
    expect(chosen([BEFORE, NIGHT, NEXT], { ...RECOVERY, from: 'carts-2026-03-23-03:00:00-full' })).toEqual(['carts-2026-03-23-03:00:00-full', '2026-03-24T10:30:00.000Z']);
    expect(chosen([BEFORE, NIGHT], { ...RECOVERY, to: { kind: 'immediate' }, from: 'carts-2026-03-23-03:00:00-full' })).toEqual(['carts-2026-03-23-03:00:00-full', '2026-03-23T03:20:00.000Z']);
  });

  test('ended before the moment: one that began before it is too new', () => {
    expect(chosen([BEFORE, backup('2026-03-24', { completed: '2026-03-24T10:30:01Z' }), NEXT])).toEqual(['carts-2026-03-23-03:00:00-full', '2026-03-24T10:30:00.000Z']);
  });

  test.each<[string, object]>([
    ['failed', backup('2026-03-24', { state: 'Failed' })],
    ['runs', backup('2026-03-24', { state: 'Running', completed: undefined })],
    ['is being deleted', backup('2026-03-24', {}, { deletionTimestamp: '2026-03-26T00:00:00Z' })],
    ['lies on a volume', backup('2026-03-24', { destination: 'pvc/xb-carts', s3: undefined })],
  ])('is none that %s', (_, unusable) => {
    expect(chosen([BEFORE, unusable, NEXT])).toEqual(['carts-2026-03-23-03:00:00-full', '2026-03-24T10:30:00.000Z']);
  });

  test('is told to be missing, with those that there are', () => {
    expect(chosen([])).toBe('there is no backup of shop/carts that ended before 2026-03-24T10:30:00Z; there is none at all');
    expect(chosen([], LATEST)).toBe('there is no backup of shop/carts; there is none at all');
    expect(chosen([NEXT])).toBe('there is no backup of shop/carts that ended before 2026-03-24T10:30:00Z; there are: carts-2026-03-25-03:00:00-full (ended 2026-03-25T03:20:00Z)');
    expect(chosen([NIGHT, NEXT], { ...LATEST, from: 'carts-2026-01-01-03:00:00-full' }))
      .toBe('there is no backup carts-2026-01-01-03:00:00-full of shop/carts; there are: carts-2026-03-24-03:00:00-full (ended 2026-03-24T03:20:00Z), '
        + 'carts-2026-03-25-03:00:00-full (ended 2026-03-25T03:20:00Z)');
  });
});

describe('the log', () => {
  const WAYS = '; give that moment or an earlier one, RecoveryPoint.latest, or carts-2026-03-24-03:00:00-full alone by RecoveryPoint.immediate with BaseBackup.id';

  test('has to reach to the moment', () => {
    expect(chosen([NIGHT])).toBe('2026-03-24T10:30:00Z is not covered: the binary log of shop/carts is uploaded up to a moment that nobody tells yet' + WAYS);
    expect(chosen([backup('2026-03-24', { latestRestorableTime: '2026-03-24T10:29:59Z' })]))
      .toBe('2026-03-24T10:30:00Z is not covered: the binary log of shop/carts is uploaded up to 2026-03-24T10:29:59Z' + WAYS);
    expect(chosen([backup('2026-03-24', { latestRestorableTime: '2026-03-24T10:30:00Z' })])).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T10:30:00.000Z']);
  });

  const gap = (id: string, words: string) => `a part of the binary log of shop/carts is lost after backup ${id}: ${words}. What can be restored is what comes before it, `
    + `at least ${id} alone by RecoveryPoint.immediate with BaseBackup.id, and what comes after the next backup`;

  test('has no gap between the backup and the moment: none that is older replays over it', () => {
    const broken = backup('2026-03-24', NOT_READY('Binlog with GTID set a:5 not found'));
    expect(chosen([BEFORE, broken, NEXT])).toBe(gap('carts-2026-03-24-03:00:00-full', 'Binlog with GTID set a:5 not found'));
    expect(chosen([BEFORE, broken, NEXT], { ...RECOVERY, from: 'carts-2026-03-23-03:00:00-full' })).toBe(gap('carts-2026-03-24-03:00:00-full', 'Binlog with GTID set a:5 not found'));
    expect(chosen([BEFORE, broken], LATEST)).toBe(gap('carts-2026-03-24-03:00:00-full', 'Binlog with GTID set a:5 not found'));
  });

  test('may have one before the backup, or after the moment', () => {
    expect(chosen([backup('2026-03-23', NOT_READY('x')), NIGHT, NEXT])).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T10:30:00.000Z']);
    expect(chosen([NIGHT, backup('2026-03-25', { ...NOT_READY('x'), latestRestorableTime: '2026-03-25T09:00:00Z' })])).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T10:30:00.000Z']);
  });

  test('is not asked for where a backup alone is restored', () => {
    const broken = backup('2026-03-24', NOT_READY('x'));
    expect(chosen([broken], { ...RECOVERY, to: { kind: 'immediate' }, from: 'carts-2026-03-24-03:00:00-full' })).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T03:20:00.000Z']);
  });
});

test.each([
  [undefined, 'running', 'the operator has not looked at it'],
  [{ state: 'Starting' }, 'running', 'Starting'],
  [{ state: 'Starting Cluster', comments: 'x' }, 'running', 'Starting Cluster: x'],
  [{ state: 'Succeeded' }, 'succeeded', 'Succeeded'],
  [{ state: 'Failed', comments: 'x' }, 'failed', 'Failed: x. PerconaXtraDBCluster carts-0324 may stay paused, with a part of the data or none: it is not to be used. '
    + 'Give the restore another name, and remove that one: kubectl -n shop delete pxc carts-0324'],
])('a Restore whose status is %j is %s', (status, state, words) => {
  expect(called('mysql-recovery.mjs', 'outcome', { metadata: { namespace: 'shop' }, spec: { pxcCluster: 'carts-0324' }, status }).returned).toEqual({ state, words });
});
