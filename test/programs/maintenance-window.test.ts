import { called } from './called';

test.each<[string, string, number, string, number | null]>([
  ['opens', '0 3 * * 2', 3600, '2026-03-24T03:00:00Z', 3600],
  ['is about to close', '0 3 * * 2', 3600, '2026-03-24T03:59:30Z', 30],
  ['has closed', '0 3 * * 2', 3600, '2026-03-24T04:00:00Z', null],
  ['is about to open', '0 3 * * 2', 3600, '2026-03-24T02:59:59Z', null],
  ['opens on another day', '0 3 * * 2', 3600, '2026-03-25T03:10:00Z', null],
  ['opened before midnight', '0 23 * * mon', 7200, '2026-03-24T00:30:00Z', 1800],
  ['opened in the month before', '30 23 31 1 *', 3600, '2026-02-01T00:15:00Z', 900],
  ['opens every quarter of an hour', '*/15 * * * *', 600, '2026-03-24T10:31:00Z', 540],
  ['opens from a minute on', '10/20 * * * *', 600, '2026-03-24T10:55:00Z', 300],
  ['opens on working days', '0 3 * * mon-fri', 3600, '2026-03-28T03:30:00Z', null],
  ['opens on a date or a day', '0 3 1 * 2', 3600, '2026-03-24T03:30:00Z', 1800],
  ['opens in a month', '0 3 * feb,mar 2', 3600, '2026-03-24T03:30:00Z', 1800],
  ['does not open in a month', '0 3 * feb 2', 3600, '2026-03-24T03:30:00Z', null],
])('a window that %s', (_, schedule, seconds, now, left) => {
  expect(called('maintenance-window.mjs', 'secondsLeft', { schedule, seconds }, Date.parse(now)).returned).toBe(left);
});
