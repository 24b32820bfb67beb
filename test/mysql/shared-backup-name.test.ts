import { DayOfWeek, Schedule } from '../../src';
import { madeGapSeconds, sharedBackupName } from '../../src/mysql/shared-backup-name';
import { cronDays, cronTimes } from '../../src/values/cron';

const HOUR = 3600;
const EVER = Number.MAX_SAFE_INTEGER;

test.each<[string, string, string, number]>([
  ['0 * * * *', '2024-01-01T10:00', '2024-01-11T00:00', 230],
  ['0 */2 * * *', '2024-01-01T10:00', '2024-01-11T00:00', 115],
  ['0 */4 * * *', '2024-01-01T20:00', '2024-01-12T00:00', 61],
  ['0,30 */3 * * *', '2024-01-01T00:30', '2024-01-10T03:00', 145],
  ['*/10 * * * *', '2024-01-01T01:10', '2024-01-01T11:00', 59],
  ['0 3 * * *', '2025-01-11T03:00', '2025-11-01T03:00', 294],
  ['0 3 * * 0', '2025-01-12T03:00', '2025-11-02T03:00', 42],
])('"%s" makes one backup of %s and %s, as long as %d are kept', (expression, earlier, later, runs) => {
  expect(sharedBackupName(expression, runs)).toEqual({ earlier: new Date(`${earlier}Z`), later: new Date(`${later}Z`), runs });
  expect(sharedBackupName(expression, runs - 1)).toBeUndefined();
});

test.each([3, 6, 8, 12, 24])('every %d hours, from whichever hour, each backup that is kept for 293 days has a name of its own', (every) => {
  for (let from = 0; from < every; from += 1) expect(sharedBackupName(`7 ${from}-23/${every} * * *`, 293 * 24 / every)).toBeUndefined();
});

test('every week, each backup that is kept for 41 weeks has a name of its own', () => {
  for (const day of Object.values(DayOfWeek)) expect(sharedBackupName(Schedule.weekly(day, '23:59').fiveFields, 41)).toBeUndefined();
});

test.each(['0 * * * 1-5', '5,35 1,11,20 * * *', '1,11 1,11,2 3-20/3 * 1', '* 3-9 1-20 * *', '0 */4 * * 1,4', '0 3 1 * *', '20 0,2 * 1,10-12 *'])(
  'the nearest of "%s" are those that writing all names finds', (expression) => {
    const last = new Map<string, number>();
    let [run, nearest] = [0, Infinity];
    for (const day of cronDays(expression, 800)) {
      for (const at of cronTimes(expression)) {
        const name = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate(), Math.floor(at / HOUR), (at % HOUR) / 60].join('');
        nearest = Math.min(nearest, run - (last.get(name) ?? -Infinity));
        last.set(name, run);
        run += 1;
      }
    }
    expect(sharedBackupName(expression, EVER)?.runs ?? Infinity).toBe(nearest);
  });

test.each<[string, number, number]>([
  // the 11th from 0 to 9 is the 1st from 10 to 19
  ['0 * * * *', 720, 11 * HOUR],
  ['0 */4 * * *', 180, 8 * HOUR],
  ['0 */4 * * *', 60, 4 * HOUR],
  // November 1 to 9 are January 11 to 19
  ['0 3 * * *', 294, 10 * 24 * HOUR],
  ['0 3 * * *', 293, 24 * HOUR],
])('"%s", of which %d are kept, is without a new backup for at most %d seconds', (expression, kept, seconds) => {
  expect(madeGapSeconds(expression, kept)).toBe(seconds);
});
