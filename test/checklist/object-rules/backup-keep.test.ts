import { violations } from './violations';
import { backupKeep } from '../../../src/checklist/object-rules/backup-keep';

const of = (group: string, kind: string, list: string, schedule: string) =>
  `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: { name: shop }\nspec: { backup: { ${list}: [{ name: hourly }, ${schedule}] } }\n`;

test.each([['pxc.percona.com', 'PerconaXtraDBCluster', 'schedule'], ['psmdb.percona.com', 'PerconaServerMongoDB', 'tasks']])('keep in %s %s is deprecated', (group, kind, list) => {
  expect(violations(backupKeep, of(group, kind, list, '{ name: daily, keep: 7 }'))).toEqual([
    `${kind} shop spec.backup.${list}.1.keep: keep: 7 of schedule "daily" is deprecated`,
  ]);
});

test.each([
  ['retention', of('pxc.percona.com', 'PerconaXtraDBCluster', 'schedule', '{ name: daily, retention: { type: count, count: 7 } }')],
  ['keep beside retention, for the upgrade', of('pxc.percona.com', 'PerconaXtraDBCluster', 'schedule', '{ name: daily, keep: 7, retention: { type: count, count: 7 } }')],
  ['keep of PerconaServerMySQL, which has nothing else', of('ps.percona.com', 'PerconaServerMySQL', 'schedule', '{ name: daily, keep: 7 }')],
])('%s is right', (_, yaml) => {
  expect(violations(backupKeep, yaml)).toEqual([]);
});
