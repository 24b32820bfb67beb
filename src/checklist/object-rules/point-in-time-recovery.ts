import { groupOf } from '../manifests';
import { objectRule } from '../object-rule';
import { isRecord } from '../readers/pod-template';
import { Severity } from '../severity';

/** Databases that archive their log only when told to, what it is called, and the field that none of them can do without. */
const LOGS: Readonly<Record<string, readonly [log: string, required: string]>> = {
  'pxc.percona.com/PerconaXtraDBCluster': ['binlogs', 'pxc'],
  'psmdb.percona.com/PerconaServerMongoDB': ['oplog', 'replsets'],
};

export const pointInTimeRecovery = objectRule({
  id: 'point-in-time-recovery',
  title: 'Percona\'s operators archive the log, too',
  why: 'Without the log a restore ends at the last backup: with a daily one, up to a day of writes is lost.',
  fix: 'Switch the archive of the log on; in YAML: spec.backup.pitr.enabled: true, for PerconaXtraDBCluster with storageName of a bucket or prefix of its own.',
  source: 'Percona Operator for MySQL 1.19 docs, Store binary logs for point-in-time recovery (off by default); Percona Operator for MongoDB docs, Storing '
    + 'operations logs for point-in-time recovery',
  severity: Severity.DATA_LOSS,
  check: (manifest) => {
    const [log, required] = LOGS[`${groupOf(manifest)}/${manifest.kind}`] ?? [];
    const { backup } = manifest.spec ?? {};
    // a patch of another manifest, which may say it
    if (log === undefined || !manifest.spec?.[required]) return [];
    // without storages there is no backup either, and nothing to restore to
    if (!isRecord(backup) || !isRecord(backup.storages) || backup.enabled === false || backup.pitr?.enabled === true) return [];
    return [{ found: `backups without the ${log}: spec.backup.pitr.enabled is not true`, path: ['spec', 'backup', 'pitr', 'enabled'] }];
  },
});
