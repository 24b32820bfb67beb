import { Duration } from 'cdk8s';
import { shortestCronGapSeconds } from './cron';
import { refuse } from './refusal';
import { Schedule } from './schedule';

/** Options of `MaintenanceWindow.of`. */
export interface MaintenanceWindowOptions {
  /** When it opens. */
  readonly schedule: Schedule;
  /** How long it stays open, in whole minutes: at least ten, at most a day. */
  readonly duration: Duration;
}

const MINUTE = 60;
const DAY = 86400;

/** When a database may be disturbed on purpose. */
export class MaintenanceWindow {
  /**
   * A window that opens again and again.
   * @throws when it is shorter than ten minutes, longer than a day, no whole number of minutes, or open still when it opens again
   */
  public static of(options: MaintenanceWindowOptions): MaintenanceWindow {
    if (!options.schedule) refuse('window.schedule', 'be given', undefined, 'choose for example Schedule.weekly(DayOfWeek.TUESDAY, "03:00")');
    const seconds = options.duration?.toSeconds({ integral: false });
    if (!Number.isSafeInteger(seconds) || seconds < 10 * MINUTE || seconds > DAY || seconds % MINUTE !== 0) {
      refuse('window.duration', 'be whole minutes, from ten to a day', seconds === undefined ? undefined : `${seconds} s`, 'give for example Duration.hours(1)');
    }
    const { fiveFields } = options.schedule;
    const gap = shortestCronGapSeconds(fiveFields);
    if (seconds > gap) {
      refuse('window.duration', `be at most the shortest time between two openings ("${fiveFields}": ${gap} s)`, `${seconds} s`, 'shorten it, or open it less often');
    }
    return new MaintenanceWindow(options.schedule, seconds);
  }

  private constructor(
    /** When it opens. */
    public readonly schedule: Schedule,
    /** How long it stays open, in seconds. */
    public readonly seconds: number,
  ) {}
}
