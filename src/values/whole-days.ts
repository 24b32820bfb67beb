import { Duration } from 'cdk8s';
import { refuse } from './refusal';

/** For how many days something is kept; refuses parts of days. */
export function wholeDays(prop: string, duration: Duration): number {
  const seconds = duration.toSeconds({ integral: false });
  if (seconds <= 0 || seconds % 86400 !== 0) refuse(prop, 'be whole days, at least one', `${seconds} s`, 'give for example Duration.days(30)');
  const days = seconds / 86400;
  // operators that count backups take no number beyond 64 bits
  if (days > MOST_DAYS) refuse(prop, `be at most ${MOST_DAYS} days`, `${days} days`, 'a hundred years are the most that this library keeps anything');
  return days;
}

const MOST_DAYS = 36_500;
