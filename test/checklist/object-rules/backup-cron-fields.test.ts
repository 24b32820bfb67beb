import { violations } from './violations';
import { backupCronFields } from '../../../src/checklist/object-rules/backup-cron-fields';

const scheduled = (name: string, schedule: string) =>
  `apiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\nmetadata: { name: ${name} }\nspec: { schedule: "${schedule}", cluster: { name: orders } }\n---\n`;
const CLUSTER = 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: orders }\nspec: { instances: 3 }\n---\n';

test('five fields in a ScheduledBackup are read as seconds, minutes, hours', () => {
  expect(violations(backupCronFields, scheduled('daily', '0 3 * * *'))).toEqual([
    'ScheduledBackup daily spec.schedule: CloudNativePG reads "0 3 * * *" as second 0, minute 3, hour *',
  ]);
});

test('of a Cluster in the input its box says it', () => {
  expect(violations(backupCronFields, CLUSTER, scheduled('daily', '0 3 * * *'))).toEqual([]);
});

test('a second schedule of a Cluster in the input is not covered by a box that the first one meets', () => {
  expect(violations(backupCronFields, CLUSTER, scheduled('daily', '0 0 3 * * *'), scheduled('weekly', '0 3 * * 0'))).toEqual([
    'ScheduledBackup weekly spec.schedule: CloudNativePG reads "0 3 * * 0" as second 0, minute 3, hour *',
  ]);
});

test.each([
  ['batch/v1', 'CronJob', '{ schedule: "0 0 3 * * *" }', 'spec.schedule'],
  ['velero.io/v1', 'Schedule', '{ schedule: "0 0 3 * * *" }', 'spec.schedule'],
  ['acid.zalan.do/v1', 'postgresql', '{ logicalBackupSchedule: "0 0 3 * * *" }', 'spec.logicalBackupSchedule'],
  ['pxc.percona.com/v1', 'PerconaXtraDBCluster', '{ backup: { schedule: [{ schedule: "0 0 3 * * *" }] } }', 'spec.backup.schedule.0.schedule'],
  ['psmdb.percona.com/v1', 'PerconaServerMongoDB', '{ backup: { tasks: [{ schedule: "0 0 3 * * *" }] } }', 'spec.backup.tasks.0.schedule'],
  ['postgres-operator.crunchydata.com/v1', 'PostgresCluster', '{ backups: { pgbackrest: { repos: [{}, { schedules: { full: "0 0 3 * * *" } }] } } }',
    'spec.backups.pgbackrest.repos.1.schedules.full'],
])('six fields in a %s %s are one too many', (apiVersion, kind, spec, path) => {
  const yaml = (of: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\nspec: ${of}\n`;
  expect(violations(backupCronFields, yaml(spec))).toEqual([`${kind} a ${path}: "0 0 3 * * *" has six fields where five are read, the first of them minutes`]);
  expect(violations(backupCronFields, yaml(spec.replace('0 0 3', '0 3')))).toEqual([]);
});

test.each(['@daily', 'CRON_TZ=Asia/Seoul 0 3 * * *', 'TZ=UTC 0 3 * * *'])('a CronJob\'s "%s" is no six fields', (schedule) => {
  expect(violations(backupCronFields, `apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: a }\nspec: { schedule: "${schedule}" }\n`)).toEqual([]);
});

test.each(['0 0 3 * * *', '@daily'])('a ScheduledBackup\'s "%s" is right', (schedule) => {
  expect(violations(backupCronFields, scheduled('daily', schedule))).toEqual([]);
});
