import { cronGapSeconds, cronHours, cronProblem } from './cron';
import { refuse } from './refusal';

/** A day of the week. */
export enum DayOfWeek {
  /** Sunday. */
  SUNDAY = '0',
  /** Monday. */
  MONDAY = '1',
  /** Tuesday. */
  TUESDAY = '2',
  /** Wednesday. */
  WEDNESDAY = '3',
  /** Thursday. */
  THURSDAY = '4',
  /** Friday. */
  FRIDAY = '5',
  /** Saturday. */
  SATURDAY = '6',
}

/** When something happens again and again, in UTC. Each operator's dialect of cron is rendered from it. */
export class Schedule {
  /**
   * Every day at a time.
   * @param time hours and minutes in UTC, for example `03:00`
   * @throws when the time is not `HH:MM`
   */
  public static daily(time: string): Schedule {
    const { hour, minute } = clock('time', time);
    return new Schedule(`${minute} ${hour} * * *`);
  }

  /**
   * Every week on a day at a time.
   * @param time hours and minutes in UTC, for example `03:00`
   * @param day day of the week, in UTC
   * @throws when the time is not `HH:MM`
   */
  public static weekly(day: DayOfWeek, time: string): Schedule {
    const { hour, minute } = clock('time', time);
    return new Schedule(`${minute} ${hour} * * ${day}`);
  }

  /**
   * A cron expression of five fields: minute, hour, day of month, month, day of week, in UTC.
   * @param expression for example `30 2 * * 0`
   * @throws when it has not five fields, a field is out of range, or it never comes true
   */
  public static cron(expression: string): Schedule {
    const problem = cronProblem(expression);
    if (problem) {
      refuse('expression', `be five cron fields that come true (${problem})`, expression,
        'write minute, hour, day of month, month, day of week, for example "0 3 * * *"');
    }
    return new Schedule(expression.trim().split(/\s+/).join(' '));
  }

  private constructor(
    /** Five fields: minute, hour, day of month, month, day of week (Kubernetes CronJob, Percona, Velero). */
    public readonly fiveFields: string,
  ) {}

  /** Six fields with seconds first, as CloudNativePG reads them; five fields would be read as hourly. */
  public get sixFields(): string {
    return `0 ${this.fiveFields}`;
  }

  /** The longest time between two occurrences, in seconds. */
  public get longestGapSeconds(): number {
    return cronGapSeconds(this.fiveFields)!;
  }

  /** @internal */
  public get _hours(): number[] {
    return cronHours(this.fiveFields);
  }
}

function clock(prop: string, time: string): { hour: number; minute: number } {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!match) refuse(prop, 'be hours and minutes as HH:MM', time, 'write for example "03:00"');
  return { hour: Number(match[1]), minute: Number(match[2]) };
}
