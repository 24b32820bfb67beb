import { violations } from './violations';
import { pointInTimeRecovery } from '../../../src/checklist/object-rules/point-in-time-recovery';

const of = (kind: string, backup: string, group = 'pxc.percona.com', rest = 'pxc: { size: 3 }, replsets: [{ size: 3 }], ') =>
  `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: { name: shop }\nspec: { ${rest}backup: ${backup} }\n`;

test.each([
  ['PerconaXtraDBCluster', 'pxc.percona.com', 'binlogs'],
  ['PerconaServerMongoDB', 'psmdb.percona.com', 'oplog'],
])('backups of a %s without its log are half of it', (kind, group, log) => {
  const found = `${kind} shop spec.backup.pitr.enabled: backups without the ${log}: spec.backup.pitr.enabled is not true`;
  expect(violations(pointInTimeRecovery, of(kind, '{ storages: { s3: {} } }', group))).toEqual([found]);
  expect(violations(pointInTimeRecovery, of(kind, '{ storages: { s3: {} }, pitr: { enabled: false } }', group))).toEqual([found]);
});

test.each([
  ['the log is archived', of('PerconaXtraDBCluster', '{ storages: { s3: {} }, pitr: { enabled: true } }')],
  ['there is no backup at all', of('PerconaXtraDBCluster', '{ image: a }')],
  ['backups are off', of('PerconaServerMongoDB', '{ enabled: false, storages: { s3: {} } }', 'psmdb.percona.com')],
  ['it is a patch of the manifest that may say it', of('PerconaXtraDBCluster', '{ storages: { s3: {} } }', 'pxc.percona.com', '')],
  ['it is another\'s database', of('PostgresCluster', '{ storages: { s3: {} } }', 'acme.io')],
])('nothing is said when %s', (_, yaml) => {
  expect(violations(pointInTimeRecovery, yaml)).toEqual([]);
});
