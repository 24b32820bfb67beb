import { archiveInterval, parameterSeconds } from '../../../src/checklist/readers/postgres-time';
import { Unseen } from '../../../src/checklist/unseen';

test.each<[unknown, number]>([
  ['5min', 300], ['300', 300], [300, 300], ['300s', 300], [' 5 min ', 300], ['1h', 3600], ['1d', 86_400], ['1.5min', 90], ['90.4', 90],
  ['0', 0], [0, 0], ['0s', 0], ['500ms', 0], ['501ms', 1], ['1500ms', 2], ['2500ms', 2], ['60000000us', 60], ['1073741823', 1_073_741_823],
])('archive_timeout %p is %p seconds', (given, seconds) => {
  expect(archiveInterval(given, '7s')).toBe(seconds);
});

test.each([undefined, null])('of %p what the engine or the operator sets counts', (given) => {
  expect(archiveInterval(given, '1800s')).toBe(1800);
});

test.each(['5 minutes', '5Min', '-1', '', 'five', '5min 30s', '1073741824', '12428d'])('%p, which PostgreSQL refuses, is neither a time nor never', (given) => {
  expect(archiveInterval(given, '5min'))
    .toEqual(new Unseen(`How often the log goes to the archive is open: archive_timeout is ${JSON.stringify(given)}, which PostgreSQL does not read; correct it.`));
});

test('other parameters are not read without their unit', () => expect(parameterSeconds('300')).toBeUndefined());
