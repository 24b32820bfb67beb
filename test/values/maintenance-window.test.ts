import { Duration } from 'cdk8s';
import { MaintenanceWindow, MaintenanceWindowOptions } from '../../src/values/maintenance-window';
import { DayOfWeek, Schedule } from '../../src/values/schedule';

const WEEKLY = Schedule.weekly(DayOfWeek.SUNDAY, '03:00');

test('a window opens on a schedule and stays open for a while', () => {
  expect(MaintenanceWindow.of({ schedule: WEEKLY, duration: Duration.hours(1) })).toMatchObject({ schedule: WEEKLY, seconds: 3600 });
});

test.each<[string, string, Duration]>([
  ['a day, every day', '0 3 * * *', Duration.days(1)],
  ['ten minutes, every ten', '*/10 * * * *', Duration.minutes(10)],
  ['an hour, at two and at three', '0 2,3 * * *', Duration.hours(1)],
  ['six hours over midnight', '0 0,18 * * *', Duration.hours(6)],
])('a window of %s does not overlap itself', (_, cron, duration) => {
  expect(() => MaintenanceWindow.of({ schedule: Schedule.cron(cron), duration })).not.toThrow();
});

test.each<[string, Partial<MaintenanceWindowOptions>, string]>([
  ['no schedule', { schedule: undefined }, 'window.schedule must be given, got nothing; choose for example Schedule.weekly(DayOfWeek.TUESDAY, "03:00")'],
  ['no duration', { duration: undefined }, 'window.duration must be whole minutes, from ten to a day, got nothing; give for example Duration.hours(1)'],
  ['nine minutes', { duration: Duration.minutes(9) }, 'window.duration must be whole minutes, from ten to a day, got "540 s"; give for example Duration.hours(1)'],
  ['more than a day', { duration: Duration.minutes(1441) }, 'window.duration must be whole minutes, from ten to a day, got "86460 s"; give for example Duration.hours(1)'],
  ['a part of a minute', { duration: Duration.seconds(630) }, 'window.duration must be whole minutes, from ten to a day, got "630 s"; give for example Duration.hours(1)'],
  ['an overlap in an hour', { schedule: Schedule.cron('0,30 3 * * *'), duration: Duration.minutes(31) },
    'window.duration must be at most the shortest time between two openings ("0,30 3 * * *": 1800 s), got "1860 s"; shorten it, or open it less often'],
  ['an overlap over midnight', { schedule: Schedule.cron('0 1,23 * * *'), duration: Duration.hours(3) },
    'window.duration must be at most the shortest time between two openings ("0 1,23 * * *": 7200 s), got "10800 s"; shorten it, or open it less often'],
])('a window of %s is refused', (_, more, message) => {
  expect(() => MaintenanceWindow.of({ schedule: WEEKLY, duration: Duration.hours(1), ...more })).toThrow(new Error(message));
});
