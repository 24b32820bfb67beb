import { cronDays, cronGapSeconds, cronTimes } from '../values/cron';

const DAY = 86400;
/** From January 11 to November 1, the nearest dates that are written alike. */
export const NEAREST_DATES = 294;
/** Days to look at: of a daily schedule a leap year and another one, for the year is in the name. */
const DAYS = 800;

/** Two runs whose backups have one name. */
export interface SharedName {
  readonly earlier: Date;
  readonly later: Date;
  /** So many runs after the earlier one comes the later. */
  readonly runs: number;
}

const shared = new Map<string, SharedName | undefined>();

/**
 * The nearest runs of which the operator makes one backup only, where it keeps so many: a name has the moment as "%d%d%d%d%d%d", without leading zeros
 * (ScheduledBackupName in pkg/naming/backup.go, 1.20.0), so that the 1st at 20:00 is the 12th at 0:00. What cannot be made because its name is taken is logged
 * and not tried again (createBackupJob in pkg/controller/pxc/backup.go). All runs have one second, in which the schedule was read (AddFuncWithSeconds in
 * controller.go).
 */
export function sharedBackupName(expression: string, kept: number): SharedName | undefined {
  const endings = endingsOf(namesOf(expression));
  // only whole dates can be alike: spares most schedules the list of their days
  if (endings.size === 0 && NEAREST_DATES * DAY / cronGapSeconds(expression)! > kept) return undefined;
  if (!shared.has(expression)) shared.set(expression, nearest(expression, endings));
  const found = shared.get(expression);
  return found && found.runs <= kept ? found : undefined;
}

/** Longest time between two backups that are made, in seconds, where so many are kept. */
export function madeGapSeconds(expression: string, kept: number): number {
  const times = cronTimes(expression);
  const names = namesOf(expression);
  const last = new Map<string, number>();
  let [made, longest, since] = [0, 0, Infinity];
  for (const day of cronDays(expression, DAYS)) {
    for (const [k, time] of times.entries()) {
      const name = dateOf(day) + names[k];
      const before = last.get(name);
      if (before !== undefined && made - before <= kept) continue;
      const at = day.getTime() / 1000 + time;
      longest = Math.max(longest, at - since);
      since = at;
      last.set(name, made);
      made += 1;
    }
  }
  return longest;
}

type Pair = readonly [earlier: number, later: number];

function nearest(expression: string, endings: ReadonlyMap<string, Pair>): SharedName | undefined {
  const times = cronTimes(expression);
  const days = cronDays(expression, DAYS);
  const last = new Map<string, number>();
  let found: SharedName | undefined;
  const consider = (i: number, j: number, [earlier, later]: Pair) => {
    const runs = (j - i) * times.length + later - earlier;
    if (runs < (found?.runs ?? Infinity)) found = { earlier: moment(days[i], times[earlier]), later: moment(days[j], times[later]), runs };
  };
  const twice = endings.get('');
  if (twice) consider(0, 0, twice);
  for (const [j, day] of days.entries()) {
    const date = dateOf(day);
    // of a date that is a shorter one's beginning the rest are digits of its hours
    for (let length = date.length; length > date.length - 3; length -= 1) {
      const i = last.get(date.slice(0, length));
      const pair = length === date.length ? [0, 0] as const : endings.get(date.slice(length));
      if (i !== undefined && pair) consider(i, j, pair);
    }
    last.set(date, j);
  }
  return found;
}

/** By what one time of the day has before the name of another, or nothing: the two that are nearest to each other over midnight. */
function endingsOf(names: readonly string[]): Map<string, Pair> {
  const places = new Map(names.map((name, k) => [name, k]));
  const endings = new Map<string, Pair>();
  for (const [earlier, name] of names.entries()) {
    for (let cut = 0; cut < 3; cut += 1) {
      const later = places.get(name.slice(cut));
      if (later === undefined || later === earlier) continue;
      const known = endings.get(name.slice(0, cut));
      if (!known || later - earlier < known[1] - known[0]) endings.set(name.slice(0, cut), [earlier, later]);
    }
  }
  return endings;
}

function dateOf(day: Date): string {
  return `${day.getUTCFullYear()}${day.getUTCMonth() + 1}${day.getUTCDate()}`;
}

function namesOf(expression: string): string[] {
  return cronTimes(expression).map((at) => `${Math.floor(at / 3600)}${(at % 3600) / 60}`);
}

function moment(day: Date, time: number): Date {
  return new Date(day.getTime() + 1000 * time);
}
