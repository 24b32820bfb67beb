import { cacheFinding } from '../cache-finding';
import { fail, pass, Rule, RuleGroup } from '../rule';
import { Severity } from '../severity';
import { listed, quoted } from '../wording';

export const restoreDrill: Rule = {
  id: 'restore-drill',
  group: RuleGroup.BACKUP,
  title: 'Restoring from the backup is rehearsed on a schedule',
  why: 'A backup is worth what its restore is worth, and an empty, incomplete or unreadable one shows only when it is restored.',
  fix: 'Give the platform an object store with credentials that can be made in the drill\'s namespace (ObjectStoreCredentials.secretStore or workloadIdentity) and storage classes '
    + 'of its own, and each database has its drill; otherwise say in restoreDrill what is there; where it is RestoreDrillPlan.none(), add a RestoreDrill; in YAML: annotate the CronJob that restores the newest backup and looks at it, at '
    + 'least once a quarter, with cdk8s-databases.io/restore-drill: <namespace>/<name> of the database.',
  source: 'Running Databases on Kubernetes guide, 7.3 and 12; CloudNativePG 1.30 docs, Backup, Scheduled Backups ("Regularly test restoring from your backups")',
  costly: true,
  severity: Severity.DATA_LOSS,
  check: (facts) => {
    const { restore, lapsed } = facts.drills;
    if (restore.length > 0) return pass(`rehearsed by ${quoted(restore)}`);
    const why = lapsed?.restore ?? [];
    return cacheFinding(facts) ?? fail(why.length > 0 ? `no drill rehearses its restore: ${listed(why)}` : 'no drill rehearses its restore');
  },
};
