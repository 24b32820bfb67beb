import { cronGapSeconds } from '../values/cron';

/** Words that a CronJob takes for an expression (Kubernetes docs, CronJob, Schedule syntax). */
const WORDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};

const HOUR = 3600;
const DAY = 86400;
/** More than a year's turns. */
const DATES = 400;
const START = new Date('2023-12-31T23:59:59Z');

/** Longest time between two runs of one schedule; undefined when it is no expression that a CronJob takes, or never comes true. */
export function gapOf(schedule: string): number | undefined {
  return cronGapSeconds(expressionOf(schedule));
}

/** Longest time in which none of several schedules runs, as a weekly full and a differential backup on the other days. */
export function gapOfAll(schedules: readonly string[]): number | undefined {
  const gaps = schedules.flatMap((schedule) => gapOf(schedule) ?? []);
  if (gaps.length < 2 || Math.min(...gaps) <= DAY) return gaps.length === 0 ? undefined : Math.min(...gaps);
  const key = schedules.join('\n');
  let gap = known.get(key);
  if (gap === undefined) known.set(key, gap = gapBetween(schedules.filter((schedule) => gapOf(schedule) !== undefined).map(runDays)));
  return gap;
}

/** The clusters of one platform are backed up alike. */
const known = new Map<string, number>();

function gapBetween(days: ReadonlyArray<readonly RunDay[]>): number {
  // beyond the last day that is known of one of them there are no gaps to be seen
  const end = Math.min(...days.map((runs) => runs[runs.length - 1].last));
  const runs = days.flat().sort((a, b) => a.first - b.first).filter(({ first }) => first <= end);
  let longest = 0;
  let last = runs[0].last;
  for (const run of runs.slice(1)) {
    longest = Math.max(longest, run.first - last);
    last = Math.max(last, run.last);
  }
  return longest;
}

/** First and last run of a day, in seconds since the start. */
interface RunDay {
  readonly first: number;
  readonly last: number;
}

function runDays(schedule: string): RunDay[] {
  const [minute, hour, ...dates] = expressionOf(schedule).trim().split(/\s+/);
  const minutes = occurrences(`${minute} * * * *`, HOUR / 60).filter((at) => at < HOUR);
  const hours = occurrences(`0 ${hour} * * *`, DAY / HOUR).filter((at) => at < DAY);
  const last = hours[hours.length - 1] + minutes[minutes.length - 1];
  return occurrences(`0 0 ${dates.join(' ')}`, DATES).map((date) => ({ first: date + hours[0] + minutes[0], last: date + last }));
}

function occurrences(expression: string, count: number): number[] {
  // loaded when first needed: keeps the import of the library fast
  const { Cron } = require('croner') as typeof import('croner'); // eslint-disable-line @typescript-eslint/no-require-imports
  const runs = new Cron(expression, { utcOffset: 0, mode: '5-part' }).nextRuns(count, START);
  return runs.map((run) => (run.getTime() - START.getTime()) / 1000 - 1);
}

function expressionOf(schedule: string): string {
  return WORDS[schedule.trim()] ?? schedule;
}
