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
function chosen(backups: object[], recovery: object = RECOVERY, restores: object[] = []): [string, string] | string {
  const { returned, thrown } = called('mysql-recovery.mjs', 'chosen', backups, recovery, restores);
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

  test('has no gap between the backup and the moment: the one that is noted on a backup without a time is taken for behind it, and for before the next one', () => {
    const gap = (id: string) => 'a part of the binary log of shop/carts is lost: Binlog with GTID set a:5 not found; give a moment before that, '
      + `a moment after the end of the next backup, or ${id} alone by RecoveryPoint.immediate with BaseBackup.id`;
    const broken = backup('2026-03-24', NOT_READY('Binlog with GTID set a:5 not found'));
    expect(chosen([BEFORE, broken, NEXT])).toBe(gap('carts-2026-03-24-03:00:00-full'));
    expect(chosen([BEFORE, broken, NEXT], { ...RECOVERY, from: 'carts-2026-03-23-03:00:00-full' })).toBe(gap('carts-2026-03-23-03:00:00-full'));
    expect(chosen([BEFORE, broken], LATEST)).toBe(gap('carts-2026-03-24-03:00:00-full'));
    expect(chosen([BEFORE, broken, NEXT], LATEST)).toEqual(['carts-2026-03-25-03:00:00-full', '2026-03-25T09:00:00.000Z']);
    expect(chosen([backup('2026-03-23', NOT_READY('x')), NIGHT, NEXT])).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T10:30:00.000Z']);
  });

  test('is not asked for where a backup alone is restored', () => {
    const broken = backup('2026-03-24', NOT_READY('x'));
    expect(chosen([broken], { ...RECOVERY, to: { kind: 'immediate' }, from: 'carts-2026-03-24-03:00:00-full' })).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T03:20:00.000Z']);
  });
});

/** Full backups went on every night while nothing was uploaded from noon of the 20th on; the operator noted it on the 24th. */
describe('a source that follows another database', () => {
  const source = { ...RECOVERY.source, follows: true };
  const uploaded = backup('2026-03-24', { latestRestorableTime: '2026-03-24T12:00:00Z' });

  test('is restored to the end of its last backup, because no log is replayed onto it', () => {
    expect(chosen([BEFORE, uploaded], { ...LATEST, source })).toEqual(['carts-2026-03-24-03:00:00-full', '2026-03-24T03:20:00.000Z']);
  });

  test('has no moment after a backup', () => {
    expect(chosen([BEFORE, uploaded], { ...RECOVERY, source })).toBe('shop/carts follows another database, whose log is not replayed onto its backups; restore what it follows to 2026-03-24T10:30:00Z, '
      + 'or this one by RecoveryPoint.latest to the end of its last backup');
  });
});

describe('a gap that was noted days after it began', () => {
  const id = (day: number) => `carts-2026-03-${day}-03:00:00-full`;
  const at = (value: string, from?: string) => ({ ...RECOVERY, to: { kind: 'time', value: `2026-03-${value}:00Z` }, from });
  const reaching = (day: number, time?: string, more: Given = {}) => backup(`2026-03-${day}`, { ...more, ...(time && { latestRestorableTime: `2026-03-${time}Z` }) });
  const noted = (time: string) => {
    const { conditions: [condition] } = NOT_READY('Binlog with GTID set a:5 not found');
    return { conditions: [{ ...condition, lastTransitionTime: `2026-03-${time}Z` }] };
  };
  const FLAGGED = reaching(24, '25T03:19:50', noted('24T08:00:00'));
  const DAYS = [reaching(19, '20T03:19:50'), reaching(20, '20T12:00:00'), reaching(21), reaching(22), reaching(23), FLAGGED];
  const AGAIN = reaching(25, '25T11:00:00');
  const gap = (from: number, next = `${id(25)} (2026-03-25T03:20:00Z)`) => 'a part of the binary log of shop/carts is lost between 2026-03-20T12:00:00Z and 2026-03-24T08:00:00Z: '
    + `Binlog with GTID set a:5 not found; give a moment up to 2026-03-20T12:00:00Z, a moment after the end of ${next}, or ${id(from)} alone by RecoveryPoint.immediate with BaseBackup.id`;

  test('begins where the last upload was told that no later backup tells of, and is not replayed over, from whichever backup', () => {
    expect(chosen([...DAYS, AGAIN], at('20T18:00'))).toBe(gap(20));
    expect(chosen([...DAYS, AGAIN], at('21T12:00'))).toBe(gap(21));
    expect(chosen([...DAYS, AGAIN], at('24T12:00', id(19)))).toBe(gap(19));
  });

  test('may have ended before a backup that ended before it was noted: nobody tells', () => {
    expect(chosen([...DAYS, AGAIN], at('22T12:00'))).toBe(gap(22));
    expect(chosen([...DAYS, AGAIN], at('24T12:00'))).toBe(gap(24));
    expect(chosen(DAYS, LATEST)).toBe(gap(24, 'a backup that you make first'));
  });

  test('takes nothing from what was before it, nor from what a backup that ended after it was noted begins', () => {
    expect(chosen([...DAYS, AGAIN], at('20T02:00'))).toEqual([id(19), '2026-03-20T02:00:00.000Z']);
    expect(chosen([...DAYS, AGAIN], at('20T12:00'))).toEqual([id(20), '2026-03-20T12:00:00.000Z']);
    expect(chosen([...DAYS, AGAIN], at('25T10:00'))).toEqual([id(25), '2026-03-25T10:00:00.000Z']);
    expect(chosen([...DAYS, AGAIN], LATEST)).toEqual([id(25), '2026-03-25T11:00:00.000Z']);
    expect(chosen(DAYS, { ...LATEST, to: { kind: 'immediate' }, from: id(22) })).toEqual([id(22), '2026-03-22T03:20:00.000Z']);
  });

  test('began nobody knows when, where no older backup tells of an upload', () => {
    expect(chosen([reaching(23), FLAGGED, AGAIN], at('23T12:00'))).toBe('a part of the binary log of shop/carts is lost before 2026-03-24T08:00:00Z: Binlog with GTID set a:5 not found; '
      + `give a moment after the end of ${id(25)} (2026-03-25T03:20:00Z), or ${id(23)} alone by RecoveryPoint.immediate with BaseBackup.id`);
  });

  test('is not ended by a backup on which the next one is noted, and what that backup and the one before tell of uploads says nothing', () => {
    const [second, third] = [reaching(25, '26T03:19:50', noted('25T03:20:30')), reaching(26, '26T11:00:00')];
    const next = `${id(26)} (2026-03-26T03:20:00Z)`;
    expect(chosen([...DAYS, second, third], at('24T12:00'))).toBe(gap(24, next));
    expect(chosen([...DAYS, second, third], at('25T10:00'))).toBe(gap(25, next).replace('24T08:00:00Z', '25T03:20:30Z'));
    expect(chosen([...DAYS, second, third], at('26T10:00'))).toEqual([id(26), '2026-03-26T10:00:00.000Z']);
  });

  test('is told by a backup that is being deleted, too', () => {
    const [going] = [backup('2026-03-24', { latestRestorableTime: '2026-03-25T03:19:50Z', ...noted('24T08:00:00') }, { deletionTimestamp: '2026-03-26T00:00:00Z' })];
    expect(chosen([...DAYS.slice(0, -1), going, AGAIN], at('21T12:00'))).toBe(gap(21));
  });

  test('is none: the seconds between the last upload before a backup ended and that end are covered by the next upload', () => {
    expect(chosen([reaching(23, '24T03:19:50'), reaching(24, '24T11:00:00')], at('24T03:19'))).toEqual([id(23), '2026-03-24T03:19:00.000Z']);
    const tail = { ...RECOVERY, to: { kind: 'time', value: '2026-03-24T03:19:55Z' } };
    expect(chosen([reaching(23, '24T03:19:50'), reaching(24, '24T11:00:00')], tail)).toEqual([id(23), '2026-03-24T03:19:55.000Z']);
  });
});

describe('a source that was restored itself', () => {
  const id = (day: number) => `carts-2026-03-${day}-03:00:00-full`;
  const reaching = (day: number, time: string, metadata: Given = {}) => backup(`2026-03-${day}`, { latestRestorableTime: `2026-03-${time}Z` }, metadata);
  /** It began at 10 on the 24th and its status was written last at 11, as API server and operator leave it: without `status.completed`. */
  const restored = (status: Given, metadata: Given = {}) => ({
    metadata: {
      name: 'in-place-abcde',
      creationTimestamp: '2026-03-24T10:00:00Z',
      managedFields: [{ operation: 'Update', time: '2026-03-24T09:59:00Z' }, { operation: 'Update', subresource: 'status', time: '2026-03-24T11:00:00Z' }],
      ...metadata,
    },
    spec: { pxcCluster: 'carts' },
    status,
  });
  const SUCCEEDED = restored({ state: 'Succeeded', clusterSize: 3 });
  // what was uploaded of the new history stands on the backup of the old one
  const OLD = [reaching(22, '23T03:19:50'), reaching(23, '24T03:19:50'), reaching(24, '25T03:19:50')];
  const NEW = reaching(25, '25T11:00:00', { creationTimestamp: '2026-03-25T03:00:00Z' });
  const at = (value: string, from?: string) => ({ ...RECOVERY, to: { kind: 'time', value: `2026-03-${value}Z` }, from });
  const ended = (from: number, next = `${id(25)} (2026-03-25T03:20:00Z)`) => 'shop/carts was restored by PerconaXtraDBClusterRestore in-place-abcde, made at 2026-03-24T10:00:00Z, '
    + `where the binary log after backup ${id(from)} ends; give a moment up to 2026-03-24T10:00:00Z, a moment after the end of ${next}, or ${id(from)} alone by RecoveryPoint.immediate with BaseBackup.id`;

  test('has no newest and no moment after it began from a backup before it: these would be of the history that was given up', () => {
    expect(chosen(OLD, LATEST, [SUCCEEDED])).toBe(ended(24, 'a backup that you make first'));
    expect(chosen([...OLD, NEW], at('24T12:00:00'), [SUCCEEDED])).toBe(ended(24));
    expect(chosen([...OLD, NEW], at('25T10:00:00', id(23)), [SUCCEEDED])).toBe(ended(23));
    expect(chosen([...OLD, NEW], { ...LATEST, from: id(24) }, [SUCCEEDED])).toBe(ended(24));
  });

  test('has everything from a backup that began after it, and each backup alone', () => {
    expect(chosen([...OLD, NEW], LATEST, [SUCCEEDED])).toEqual([id(25), '2026-03-25T11:00:00.000Z']);
    expect(chosen([...OLD, NEW], at('25T10:00:00'), [SUCCEEDED])).toEqual([id(25), '2026-03-25T10:00:00.000Z']);
    expect(chosen(OLD, { ...LATEST, to: { kind: 'immediate' }, from: id(24) }, [SUCCEEDED])).toEqual([id(24), '2026-03-24T03:20:00.000Z']);
  });

  test('has moments before it from backups before it, as far as was told of uploads before it', () => {
    expect(chosen([...OLD, NEW], at('23T10:30:00'), [SUCCEEDED])).toEqual([id(23), '2026-03-23T10:30:00.000Z']);
    expect(chosen([...OLD.slice(0, 2), reaching(24, '24T09:59:30')], at('24T09:00:00'), [SUCCEEDED])).toEqual([id(24), '2026-03-24T09:00:00.000Z']);
    expect(chosen([...OLD, NEW], at('24T09:00:00'), [SUCCEEDED])).toBe('2026-03-24T09:00:00Z is not covered: the binary log of shop/carts before PerconaXtraDBClusterRestore in-place-abcde '
      + `is uploaded up to 2026-03-24T03:19:50Z; give that moment or an earlier one, or ${id(24)} alone by RecoveryPoint.immediate with BaseBackup.id`);
  });

  test('has nothing to replay on a backup that began while it was restored, for it may hold a half of it', () => {
    const during = backup('2026-03-24', { completed: '2026-03-24T11:30:00Z', latestRestorableTime: '2026-03-24T12:00:00Z' }, { creationTimestamp: '2026-03-24T10:30:00Z' });
    expect(chosen([during], LATEST, [SUCCEEDED])).toMatch(/^shop\/carts was restored by PerconaXtraDBClusterRestore in-place-abcde, made at 2026-03-24T10:00:00Z, /);
    expect(chosen([during], LATEST, [restored({ state: 'Succeeded', completed: '2026-03-24T10:15:00Z' })])).toEqual([id(24), '2026-03-24T12:00:00.000Z']);
  });

  test.each<[string, Given | undefined]>([
    ['is under way', { state: 'Restoring', clusterSize: 3 }],
    ['waits', undefined],
    ['failed when the database was stopped', { state: 'Failed', clusterSize: 3 }],
  ])('is one by a Restore that %s', (_, status) => {
    expect(chosen(OLD, LATEST, [restored(status!)])).toBe(ended(24, 'a backup that you make first'));
  });

  test('is not made whole by a backup that was made while the Restore is under way', () => {
    expect(chosen([...OLD, NEW], LATEST, [restored({ state: 'Point-in-time recovering', clusterSize: 3 })])).toBe(ended(25, 'a backup that you make first'));
  });

  test('is none by a Restore that failed before it stopped the database', () => {
    expect(chosen(OLD, LATEST, [restored({ state: 'Failed', comments: 'failed to validate restore job' })])).toEqual([id(24), '2026-03-25T03:19:50.000Z']);
  });

  test('has its whole history after its birth by a PitrRestore, and none of a database that had the name before', () => {
    const birth = restored({ state: 'Succeeded', clusterSize: 3 }, { name: 'carts-abcde' });
    const [first, second] = [reaching(25, '26T03:19:50', { creationTimestamp: '2026-03-25T03:00:00Z' }), reaching(26, '26T11:00:00', { creationTimestamp: '2026-03-26T03:00:00Z' })];
    expect(chosen([first, second], at('25T10:00:00'), [birth])).toEqual([id(25), '2026-03-25T10:00:00.000Z']);
    expect(chosen([first, second], LATEST, [birth])).toEqual([id(26), '2026-03-26T11:00:00.000Z']);
    expect(chosen([reaching(24, '24T09:00:00')], LATEST, [birth])).toMatch(/^shop\/carts was restored by PerconaXtraDBClusterRestore carts-abcde, /);
  });

  test('begins anew with each restore', () => {
    const again = restored({ state: 'Succeeded', clusterSize: 3 }, { name: 'in-place-fghij', creationTimestamp: '2026-03-25T08:00:00Z', managedFields: undefined });
    expect(chosen([...OLD, NEW], LATEST, [again, SUCCEEDED])).toMatch(/^shop\/carts was restored by PerconaXtraDBClusterRestore in-place-fghij, made at 2026-03-25T08:00:00Z, /);
    expect(chosen(OLD, LATEST, [again, SUCCEEDED])).toBe(ended(24, 'a backup that you make first'));
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
