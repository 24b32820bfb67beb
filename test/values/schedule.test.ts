import { cronGapSeconds } from '../../src/values/cron';
import { DayOfWeek, Schedule } from '../../src/values/schedule';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('the dialects', () => {
  test('of Kubernetes has five fields, that of CloudNativePG six with seconds first', () => {
    expect(Schedule.daily('03:05')).toMatchObject({ fiveFields: '5 3 * * *', sixFields: '0 5 3 * * *' });
    expect(Schedule.weekly(DayOfWeek.SUNDAY, '23:59')).toMatchObject({ fiveFields: '59 23 * * 0', sixFields: '0 59 23 * * 0' });
  });

  test('of cron is written without space that means nothing', () => {
    expect(Schedule.cron('  0\t3  * * mon-fri ').fiveFields).toBe('0 3 * * mon-fri');
  });
});

test.each<[string, number]>([
  ['0 3 * * *', DAY],
  ['0 3 * * 0', 7 * DAY],
  ['0 3 * * mon-fri', 3 * DAY],
  ['*/5 * * * *', 300],
  ['0 0,6 * * *', 18 * HOUR],
  ['1,59 23 * * *', DAY - 58 * 60],
  ['* * * * 1', 6 * DAY + 60],
  ['* * 1 * *', 30 * DAY + 60],
  ['0 0 31 * *', 61 * DAY],
  ['0 0 13 * 5', 7 * DAY],
  ['0 0 1 1 *', 366 * DAY],
  // 2096, 2104: 2100 is no leap year
  ['0 0 29 2 *', (8 * 365 + 1) * DAY],
])('"%s" leaves at most %d seconds between two occurrences', (expression, seconds) => {
  expect(Schedule.cron(expression).longestGapSeconds).toBe(seconds);
});

test('what is no cron expression has no gap', () => {
  expect(cronGapSeconds('nonsense')).toBeUndefined();
  expect(cronGapSeconds('0 0 30 2 *')).toBeUndefined();
});

describe('a time that is none is refused', () => {
  test.each(['3:00', '24:00', '03:60', '03:00:00', '03-00', '', '٠٣:٠٠', 'NaN'])('%p', (time) => {
    const message = `time must be hours and minutes as HH:MM, got ${JSON.stringify(time)}; write for example "03:00"`;
    expect(() => Schedule.daily(time)).toThrow(new Error(message));
    expect(() => Schedule.weekly(DayOfWeek.MONDAY, time)).toThrow(new Error(message));
  });
});

describe('a cron expression is refused', () => {
  const range = 'a field out of range, or no such day';
  const both = 'a step beside the other field for days';
  test.each<[string, string, string]>([
    ['is empty', '', '1 fields'],
    ['has six fields', '0 0 3 * * *', '6 fields'],
    ['has four fields', '0 3 * *', '4 fields'],
    ['is a word of some operators', '@daily', '1 fields'],
    ['has an hour too many', '0 24 * * *', range],
    ['has a minute too many', '60 3 * * *', range],
    ['has a negative minute', '-1 3 * * *', 'field -1'],
    ['has a number beside a star, which CloudNativePG does not know', '0 0* * * *', 'field 0*'],
    ['has a step without a start', '0 /2 * * *', 'field /2'],
    ['has a range that ends beyond the last minute and has a step', '5-63/46,* 3 * * *', range],
    ['has a fraction', '0.5 3 * * *', 'field 0.5'],
    ['has month 0', '0 3 1 0 *', range],
    ['never comes true', '0 3 30 2 *', range],
    ['has a step of 0', '*/0 * * * *', range],
    ['has a range that goes backward', '0 22-2 * * *', range],
    ['has the last day of the month, which CloudNativePG does not know', '0 3 L * *', 'field L'],
    ['has a working day, which CloudNativePG does not know', '0 3 LW * *', 'field LW'],
    ['has a question mark', '0 3 ? * *', 'field ?'],
    ['has Sunday as 7, which CloudNativePG does not know', '0 3 * * 7', 'Sunday is 0, not 7'],
    ['has a range that ends with Sunday', '0 3 * * sat-sun', 'Sunday is 0, not 7'],
    ['has days of the month and of the week that versions of cron join differently', '0 3 */2 * 1', both],
    ['has days of the week and of the month that versions of cron join differently', '0 3 1 * */2', both],
    ['has a name of a month for a day', '0 3 * * jan', 'field jan'],
    ['is not ASCII', '0 3 * * mön', 'field mön'],
  ])('that %s', (_, expression, problem) => {
    expect(() => Schedule.cron(expression)).toThrow(new Error(`expression must be five cron fields that come true (${problem}), `
      + `got ${JSON.stringify(expression)}; write minute, hour, day of month, month, day of week, for example "0 3 * * *"`));
  });

  test('that is no text', () => {
    expect(() => Schedule.cron(undefined as any)).toThrow(new Error('expression must be five cron fields that come true (no text), got nothing; '
      + 'write minute, hour, day of month, month, day of week, for example "0 3 * * *"'));
  });
});
