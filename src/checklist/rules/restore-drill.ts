import { cacheFinding } from '../cache-finding';
import { fail, pass, Rule, RuleGroup } from '../rule';
import { Severity } from '../severity';
import { quoted } from '../wording';

export const restoreDrill: Rule = {
  id: 'restore-drill',
  group: RuleGroup.BACKUP,
  title: 'Restoring from the backup is rehearsed on a schedule',
  why: 'A backup is worth what its restore is worth, and an empty, incomplete or unreadable one shows only when it is restored.',
  fix: 'This version has no drill for it: restore as docs/restoring.md says, compare, and waive the rule with the date.',
  source: 'Running Databases on Kubernetes guide, 7.3 and 12; CloudNativePG 1.30 docs, Backup, Scheduled Backups ("Regularly test restoring from your backups")',
  costly: true,
  severity: Severity.DATA_LOSS,
  check: (facts) => {
    const { restore } = facts.drills;
    if (restore.length > 0) return pass(`rehearsed by ${quoted(restore)}`);
    return cacheFinding(facts) ?? fail('no drill rehearses its restore');
  },
};
