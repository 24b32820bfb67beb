import { called } from './called';

const SOURCE = { name: 'sessions', namespace: 'shop', storage: 'object-store' };
const TIME = { source: SOURCE, to: 'time', date: '2026-03-24 10:30:00' };
const LATEST = { source: SOURCE, to: 'latest' };

interface Change { readonly metadata?: object; readonly spec?: object; readonly status?: object }

/** A backup of the source that ended on that day at three. */
function backup(day: number, { metadata, spec, status }: Change = {}): object {
  const at = `2026-03-${day}T03:00:0`;
  return {
    metadata: { name: `cron-${day}`, ...metadata },
    spec: { clusterName: 'sessions', storageName: 'object-store', ...spec },
    status: { state: 'ready', type: 'logical', pbmName: `${at}0Z`, lastWriteAt: `${at}9Z`, destination: `s3://acme/shop/sessions/${at}0Z`, s3: { bucket: 'acme' }, ...status },
  };
}

const reaching = (time: string): Change => ({ status: { latestRestorableTime: time } });
/** Two, and the oplog after the newer one. */
const TWO = [backup(23), backup(24, reaching('2026-03-24T12:00:00Z'))];

function chosen(backups: object[], recovery: object): any {
  const { returned, thrown } = called('psmdb-recovery.mjs', 'chosen', backups, recovery);
  return thrown ?? { id: returned.backup.status.pbmName, pitr: returned.pitr, newest: returned.newest };
}

describe('the backup that a restore begins with', () => {
  test('is the last one that ended before the moment, with the oplog up to it', () => {
    expect(chosen(TWO, TIME)).toEqual({ id: '2026-03-24T03:00:00Z', pitr: { type: 'date', date: '2026-03-24 10:30:00' }, newest: '2026-03-24T10:30:00.000Z' });
    expect(chosen(TWO, { ...TIME, date: '2026-03-24 02:00:00' }).id).toBe('2026-03-23T03:00:00Z');
  });

  test('is not one that was written to until the moment itself, which the operator refuses', () => {
    expect(chosen(TWO, { ...TIME, date: '2026-03-24 03:00:09' }).id).toBe('2026-03-23T03:00:00Z');
  });

  test('is the newest, with all of the oplog that follows it', () => {
    expect(chosen(TWO, LATEST)).toEqual({ id: '2026-03-24T03:00:00Z', pitr: { type: 'latest' }, newest: '2026-03-24T12:00:00.000Z' });
  });

  test('is the newest alone where no oplog follows it', () => {
    expect(chosen([backup(23, reaching('2026-03-24T02:00:00Z')), backup(24)], LATEST)).toEqual({ id: '2026-03-24T03:00:00Z', newest: '2026-03-24T03:00:09.000Z' });
  });

  test('is the newest alone in a drill, however far the oplog reaches', () => {
    expect(chosen(TWO, { source: SOURCE, to: 'immediate' })).toEqual({ id: '2026-03-24T03:00:00Z', newest: '2026-03-24T03:00:09.000Z' });
  });

  test('is the one that is named', () => {
    expect(chosen(TWO, { ...LATEST, backup: '2026-03-23T03:00:00Z' }).id).toBe('2026-03-23T03:00:00Z');
  });

  test.each<[string, Change]>([
    ['is under way', { status: { state: 'running' } }],
    ['failed', { status: { state: 'error' } }],
    ['is being deleted', { metadata: { deletionTimestamp: '2026-03-24T09:00:00Z' } }],
    ['is physical', { status: { type: 'physical' } }],
    ['lies in another store', { spec: { storageName: 'elsewhere' } }],
    ['does not tell its end', { status: { lastWriteAt: null } }],
  ])('is none that %s', (_, change) => {
    expect(chosen([backup(23, reaching('2026-03-24T12:00:00Z')), backup(24, change)], TIME).id).toBe('2026-03-23T03:00:00Z');
    expect(chosen([backup(24, change)], LATEST)).toBe('there is no backup of shop/sessions that is ready');
  });
});

describe('nothing is restored', () => {
  test.each<[string, object[], object, string]>([
    ['without a backup', [], LATEST, 'there is no backup of shop/sessions that is ready'],
    ['from a backup that is not there', TWO, { ...LATEST, backup: '2026-03-25T03:00:00Z' }, 'there is no backup 2026-03-25T03:00:00Z of shop/sessions that is ready'],
    ['to before the first backup', TWO, { ...TIME, date: '2026-03-01 10:30:00' }, 'no backup of shop/sessions ended before 2026-03-01 10:30:00 UTC: the first that is ready did at 2026-03-23T03:00:09.000Z'],
    ['to after the oplog', TWO, { ...TIME, date: '2026-03-24 12:00:01' },
      'the oplog of shop/sessions was archived up to 2026-03-24T12:00:00.000Z, which is before 2026-03-24 12:00:01 UTC: give an earlier moment, or restore the latest'],
    ['to a moment where nothing tells of an oplog', [backup(24)], TIME,
      'the oplog of shop/sessions was archived up to no moment that is known, which is before 2026-03-24 10:30:00 UTC: give an earlier moment, or restore the latest'],
  ])('%s', (_, backups, recovery, words) => {
    expect(chosen(backups, recovery)).toBe(words);
  });
});

test.each([
  [{ state: 'ready' }, 'succeeded'], [{ state: 'error', error: 'no' }, 'failed'], [{ state: 'rejected' }, 'failed'], [{ state: 'running' }, 'running'], [{ state: 'waiting' }, 'running'], [{}, 'running'],
])('a restore whose status is %j is %s', (status, state) => {
  expect(called('psmdb-recovery.mjs', 'outcome', { status }).returned.state).toBe(state);
});

describe('of backups that only the store tells of', () => {
  const LISTED = { listed: {} };
  const listed = (day: number, reached: string, gap = false) => backup(day, { status: { latestRestorableTime: reached, gap } });

  test('each is followed by the oplog as far as it goes on from it, and not by that of another one', () => {
    const two = [listed(23, '2026-03-23T20:00:00Z', true), listed(25, '2026-03-25T12:00:00Z')];
    expect(chosen(two, { ...TIME, ...LISTED })).toBe('the oplog of shop/sessions was archived up to 2026-03-23T20:00:00.000Z, which is before 2026-03-24 10:30:00 UTC: give an earlier moment, or restore the latest');
    expect(chosen(two, { ...TIME, ...LISTED, date: '2026-03-23 19:59:59' })).toEqual({ id: '2026-03-23T03:00:00Z', pitr: { type: 'date', date: '2026-03-23 19:59:59' }, newest: '2026-03-23T19:59:59.000Z' });
    expect(chosen(two, { ...LATEST, ...LISTED })).toEqual({ id: '2026-03-25T03:00:00Z', pitr: { type: 'latest' }, newest: '2026-03-25T12:00:00.000Z' });
  });

  test('the newest is not replayed over a gap', () => {
    expect(chosen([listed(24, '2026-03-24T09:00:00Z', true)], { ...LATEST, ...LISTED }))
      .toBe('a part of the oplog of shop/sessions after 2026-03-24T09:00:00.000Z is not in the store: restore to that moment or an earlier one');
  });
});
