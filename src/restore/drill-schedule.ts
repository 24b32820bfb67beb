import { RehearsedDatabase } from '../contracts/rehearsal';
import { Schedule } from '../values/schedule';
import { spread } from '../values/spread';

/** Once a week, at a minute that follows from the name, in an hour in which no backup begins. */
export function weeklyDrill({ namespace, name, backups }: Pick<RehearsedDatabase, 'namespace' | 'name' | 'backups'>): Schedule {
  const at = spread(`${namespace}/${name}`, 7 * 24 * 60);
  const taken = backups._hours;
  const first = Math.floor(at / 60) % 24;
  const free = Array.from({ length: 24 }, (_, i) => (first + i) % 24).find((hour) => !taken.includes(hour));
  return Schedule.cron(`${at % 60} ${free ?? first} * * ${Math.floor(at / 1440)}`);
}
