import { gapOf, gapOfAll } from '../../src/crunchy/backup-times';

const HOUR = 3600;

test.each<[string, number | undefined]>([['@daily', 24 * HOUR], ['0 */6 * * *', 6 * HOUR], ['0 0 1 * * 0', undefined], ['@reboot', undefined]])('%s runs every %p seconds at least', (schedule, gap) => {
  expect(gapOf(schedule)).toBe(gap);
});

test.each<[string[], number | undefined]>([
  [['0 1 * * 0', '0 1 * * 1-6'], 24 * HOUR],
  [['0 1 * * 0', '0 3 * * 1-6'], 26 * HOUR],
  [['0 1 * * 0', '0 1 * * 1,3,5'], 48 * HOUR],
  [['0 1 1 * *', '0 1 * * 0'], 7 * 24 * HOUR],
  [['0 1 * * 0', '0 */6 * * *'], 6 * HOUR],
  [['0 1 * * 0', 'never'], 7 * 24 * HOUR],
  [['*/5 8-17 * * 1-5', '0 12 * * 6'], 44 * HOUR],
  [['never'], undefined],
])('%p leave a gap of %p seconds', (schedules, gap) => expect(gapOfAll(schedules)).toBe(gap));
