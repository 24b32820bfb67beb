// croner also takes 0* and the like, which CloudNativePG refuses
const NUMBERS = /^(\*|\d+(-\d+)?)(\/\d+)?(,(\*|\d+(-\d+)?)(\/\d+)?)*$/;
const MONTHS = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)([,-](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))*$/i;
const DAYS = /^(sun|mon|tue|wed|thu|fri|sat)([,-](sun|mon|tue|wed|thu|fri|sat))*$/i;
// of minute, hour, day of month, month, day of week; croner does not look at the end of a range that has a step
const RANGES = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 6]];
const START = new Date('2023-12-31T23:59:59Z');
const HOUR = 3600;
const DAY = 86400;
// some hundred days or years, past every leap year's turn
const SAMPLES = 400;
const gaps = new Map<string, number | undefined>();
const found = new Map<string, number[]>();

/** What is wrong with a cron expression of five fields; undefined when nothing is. */
export function cronProblem(expression: string): string | undefined {
  if (typeof expression !== 'string') return 'no text';
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) return `${fields.length} fields`;
  const odd = fields.find((field, i) => !NUMBERS.test(field) && !(i === 3 && MONTHS.test(field)) && !(i === 4 && DAYS.test(field)));
  if (odd) return `field ${odd}`;
  const [, , dayOfMonth, , dayOfWeek] = fields;
  // robfig/cron v1, which CloudNativePG uses, knows Sunday as 0 only
  if (/7|-sun/i.test(dayOfWeek)) return 'Sunday is 0, not 7';
  // robfig/cron v1 takes "*/2" for a star and then wants both days to match, v3 (Kubernetes) wants one of them
  if (dayOfMonth !== '*' && dayOfWeek !== '*' && /\*/.test(dayOfMonth + dayOfWeek)) return 'a step beside the other field for days';
  return fields.some(isOutOfRange) || cronGapSeconds(expression) === undefined ? 'a field out of range, or no such day' : undefined;
}

function isOutOfRange(field: string, i: number): boolean {
  const numbers = field.replace(/\/\d+/g, '').match(/\d+/g) ?? [];
  const [least, most] = RANGES[i];
  return numbers.some((number) => Number(number) < least || Number(number) > most);
}

/** Longest time between two occurrences in seconds; undefined when the expression is invalid or never comes true. */
export function cronGapSeconds(expression: string): number | undefined {
  if (!gaps.has(expression)) gaps.set(expression, measure(expression)?.reduce((a, b) => Math.max(a, b)));
  return gaps.get(expression);
}

/** Hours of the day, in UTC, in which an expression may come true. */
export function cronHours(expression: string): number[] {
  const [, hour] = expression.trim().split(/\s+/);
  return occurrences(`0 ${hour} * * *`, 24).filter((at) => at < DAY).map((at) => at / HOUR);
}

/** Times of the day, in seconds and in UTC, at which an expression without a problem comes true. */
export function cronTimes(expression: string): number[] {
  const [minute] = expression.trim().split(/\s+/);
  const minutes = occurrences(`${minute} * * * *`, 60).filter((at) => at < HOUR);
  return cronHours(expression).flatMap((hour) => minutes.map((at) => hour * HOUR + at));
}

/** The first so many days, from a fixed leap year's start, on which an expression without a problem comes true. */
export function cronDays(expression: string, count: number): Date[] {
  const days = expression.trim().split(/\s+/).slice(2).join(' ');
  return occurrences(`0 0 ${days}`, count).map((at) => new Date(START.getTime() + 1000 * (at + 1)));
}

/** Shortest time between two occurrences in seconds, of an expression without a problem. */
export function shortestCronGapSeconds(expression: string): number {
  return Math.min(...measure(expression)!);
}

/** Times between two occurrences in seconds: in an hour, from one hour to the next, from one day to the next. */
function measure(expression: string): number[] | undefined {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute, hour, ...days] = fields;
  try {
    const minutes = occurrences(`${minute} * * * *`, 60).filter((at) => at < HOUR);
    const hours = occurrences(`0 ${hour} * * *`, 24).filter((at) => at < DAY);
    const dates = occurrences(`0 0 ${days.join(' ')}`, SAMPLES);
    if (dates.length < 2) return undefined;
    const inHour = span(minutes);
    const inDay = span(hours) + inHour;
    return [...steps(minutes), ...steps(hours).map((step) => step - inHour), ...steps(dates).map((step) => step - inDay)];
  } catch {
    return undefined;
  }
}

/** Seconds from a fixed leap year's start, so that the same input gives the same bytes. */
function occurrences(expression: string, count: number): number[] {
  // every daily schedule falls on the same days
  const key = `${count} ${expression}`;
  let times = found.get(key);
  if (!times) found.set(key, times = occur(expression, count));
  return times;
}

function occur(expression: string, count: number): number[] {
  // loaded when first needed: keeps the import of the library fast
  const { Cron } = require('croner') as typeof import('croner'); // eslint-disable-line @typescript-eslint/no-require-imports
  // an offset, because a time zone's name costs thirty times as much
  const runs = new Cron(expression, { utcOffset: 0, mode: '5-part' }).nextRuns(count, START);
  return runs.map((run) => (run.getTime() - START.getTime()) / 1000 - 1);
}

function steps(times: number[]): number[] {
  return times.slice(1).map((time, i) => time - times[i]);
}

function span(times: number[]): number {
  return times[times.length - 1] - times[0];
}
