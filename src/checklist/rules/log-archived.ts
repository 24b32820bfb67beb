import { fail, pass, Rule, RuleGroup } from '../rule';
import { seenStore } from '../seen-store';
import { Severity } from '../severity';

export const logArchived: Rule = {
  id: 'log-archived',
  group: RuleGroup.BACKUP,
  title: 'The log (WAL, binlog, oplog) is archived for point-in-time recovery',
  why: 'Without the log a restore ends at the last backup: everything written since, up to a day, is lost.',
  fix: 'Give the platform backups: ObjectStore; in YAML: spec.plugins with barman-cloud.cloudnative-pg.io, isWALArchiver: true and '
    + 'the barmanObjectName of an ObjectStore in the same input.',
  source: 'Running Databases on Kubernetes guide, 7.1, 7.3 and 12; CloudNativePG 1.30 docs, WAL archiving; Barman Cloud plugin 0.14 docs, Usage',
  costly: true,
  severity: Severity.DATA_LOSS,
  check: ({ backups }) => {
    if (backups.noLog !== undefined) return pass(backups.noLog);
    if (backups.archiveProblem !== undefined) return fail(`its log is not archived: ${backups.archiveProblem}`, backups.archiveAt);
    if (backups.archiveStore === undefined) return fail('its log is not archived');
    return seenStore(backups, backups.archiveStore, `its log goes to store "${backups.archiveStore}"`);
  },
};
