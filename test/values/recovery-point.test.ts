import { RecoveryPoint } from '../../src';

test.each([
  ['2026-03-24T10:30:00Z', '2026-03-24T10:30:00Z'],
  ['2026-03-24T19:30:00+09:00', '2026-03-24T10:30:00Z'],
  ['2026-03-24T19:30:00.123456+09:00', '2026-03-24T10:30:00.123456Z'],
  // as select clock_timestamp() prints it
  ['2026-03-24 10:30:00.123456+00', '2026-03-24T10:30:00.123456Z'],
  ['2026-03-24 05:00:00-0530', '2026-03-24T10:30:00Z'],
  ['  2026-03-24T10:30:00Z\n', '2026-03-24T10:30:00Z'],
  // what a zone moves over the end of a year
  ['2027-01-01T00:30:00+01:00', '2026-12-31T23:30:00Z'],
])('%s is the moment %s', (given, moment) => {
  expect(RecoveryPoint.time(given)).toMatchObject({ kind: 'time', value: moment, inclusive: true });
});

const FORM = (got: unknown) => `time must be a date and a time with a zone, got ${JSON.stringify(got) ?? 'nothing'}; write for example "2026-03-24T10:30:00Z"`;
const EXISTS = (got: string) => `time must be a moment that exists, got "${got}"; correct the date or the time`;

test.each([
  ['2026-03-24T10:30:00',
    'time must have a zone, got "2026-03-24T10:30:00"; add "Z" for UTC or an offset such as "+09:00": without it the restore may stop hours too early or too late'],
  ['2026-03-24', FORM('2026-03-24')],
  ['24.03.2026 10:30:00Z', FORM('24.03.2026 10:30:00Z')],
  ['2026-03-24T10:30:00 Europe/Berlin', FORM('2026-03-24T10:30:00 Europe/Berlin')],
  ['2026-03-24T10:30:00.1234567Z', FORM('2026-03-24T10:30:00.1234567Z')],
  ['', FORM('')],
  [undefined, FORM(undefined)],
  [1774348200000, FORM(1774348200000)],
  ['2026-02-30T10:30:00Z', EXISTS('2026-02-30T10:30:00Z')],
  ['2026-03-24T25:30:00Z', EXISTS('2026-03-24T25:30:00Z')],
  ['2026-03-24T10:30:60Z', EXISTS('2026-03-24T10:30:60Z')],
])('%p is refused as a time', (given, message) => {
  expect(() => RecoveryPoint.time(given as string)).toThrow(new Error(message));
});

test.each([
  ['16/B374D848', '16/B374D848'],
  ['0/3000028', '0/3000028'],
])('%s is a place in the log', (given, value) => {
  expect(RecoveryPoint.lsn(given, { inclusive: false })).toMatchObject({ kind: 'lsn', value, inclusive: false });
});

test.each(['', '16', '16/', '16/B374D8480', 'x/y', '000000010000000000000003'])('%p is refused as a place in the log', (given) => {
  expect(() => RecoveryPoint.lsn(given))
    .toThrow(new Error(`lsn must be a log sequence number, got ${JSON.stringify(given)}; write it as pg_current_wal_lsn() prints it, for example "16/B374D848"`));
});

test.each(['3', '4294967295'])('%s is a transaction', (given) => {
  expect(RecoveryPoint.transaction(given)).toMatchObject({ kind: 'transaction', value: given });
});

// the first three ids are PostgreSQL's own, and a 64-bit id has its epoch with it
test.each(['0', '2', '-5', '4294967296', '1.5', '', 'abc', '007'])('%p is refused as a transaction', (given) => {
  expect(() => RecoveryPoint.transaction(given))
    .toThrow(new Error(`id must be a transaction id from 3 to 4294967295, got ${JSON.stringify(given)}; give what (pg_current_xact_id()::xid) printed`));
});

test('a restore point has a name of 63 bytes, in any language', () => {
  expect(RecoveryPoint.restorePoint('vor-größerem-umbau')).toMatchObject({ kind: 'restore-point', value: 'vor-größerem-umbau' });
  expect(RecoveryPoint.restorePoint('a'.repeat(63)).value).toHaveLength(63);
});

test.each(['', 'a'.repeat(64), 'ü'.repeat(32), 'two\nlines'])('%p is refused as the name of a restore point', (given) => {
  expect(() => RecoveryPoint.restorePoint(given)).toThrow(
    new Error(`name must be 1 to 63 bytes without control characters, got ${JSON.stringify(given)}; give the name that pg_create_restore_point() was called with`));
});

test('the newest and the end of the backup need no value', () => {
  expect([RecoveryPoint.latest(), RecoveryPoint.immediate()]).toMatchObject([{ kind: 'latest', value: undefined }, { kind: 'immediate', value: undefined }]);
});
