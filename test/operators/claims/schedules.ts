import { at } from './cast';
import { Claim, holds } from './claim';
import { Scene } from '../scene';

/** The operator reads our schedules as they were meant, and makes the first backup at once. */
export function* scheduleClaims(scene: Scene): Generator<Claim> {
  for (const database of scene.databases) {
    const { namespace, name, _settings: { backup, platform } } = database;
    if (!platform.backups) continue;
    const of = (kind: string) => scene.living.inNamespace('postgresql.cnpg.io', kind, namespace).find(({ spec }) => spec.cluster.name === name);
    const schedule = of('ScheduledBackup')!;
    const { nextScheduleTime, lastScheduleTime } = schedule.status ?? {};
    const gap = (+new Date(nextScheduleTime) - +new Date(lastScheduleTime)) / 1000;
    yield holds('the next backup comes within the longest gap', at(schedule), 'CloudNativePG',
      gap > 0 && gap <= backup.schedule.longestGapSeconds, `${gap} s to ${nextScheduleTime}`);
    yield holds('the next backup comes at hour and minute of the schedule', at(schedule), 'CloudNativePG',
      isAt(nextScheduleTime, backup.schedule.fiveFields), nextScheduleTime);
    const first = of('Backup');
    yield holds('the first backup is made at once, by the plugin', at(schedule), 'CloudNativePG',
      first?.spec.method === 'plugin' && first.spec.pluginConfiguration.name === schedule.spec.pluginConfiguration.name, JSON.stringify(first?.spec));
  }
}

/** Where hour and minute are numbers; the operator takes them in its own time zone, which is this one. */
function isAt(time: string, fiveFields: string): boolean {
  const [minute, hour] = fiveFields.split(' ');
  const date = new Date(time);
  return [[minute, date.getMinutes()], [hour, date.getHours()]].every(([field, is]) => !/^\d+$/.test(String(field)) || Number(field) === is);
}
