import { cacheFinding } from '../cache-finding';
import { BackupFacts } from '../facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { unseenStore } from '../seen-store';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { counted } from '../wording';
import { worstFinding } from '../worst-finding';

/** Guide 12: 30 days and more. */
const LEAST_DAYS = 30;

export const retention30Days: Rule = {
  id: 'retention-30-days',
  group: RuleGroup.BACKUP,
  title: 'Backups are kept for at least 30 days',
  why: 'Damage is often found weeks after it was done; a backup from before it must still be there.',
  fix: 'Set backup.retention to Duration.days(30) or more; in YAML: spec.retentionPolicy: 30d in the ObjectStore that the schedule writes to.',
  source: 'Running Databases on Kubernetes guide, 7.2 and 12; Barman Cloud plugin 0.14 docs, Retention Policies',
  costly: true,
  severity: Severity.DATA_LOSS,
  check: (facts) => {
    const { backups } = facts;
    const cache = cacheFinding(facts);
    if (cache) return cache;
    // snapshots are for fast restores, and may go sooner where a store has the old backups
    const stored = backups.schedules.filter(({ snapshots, suspended }) => !snapshots && !suspended);
    const judged = stored.some(({ store }) => store !== undefined) ? stored : backups.schedules;
    const names = [...new Set(judged.flatMap(({ store }) => store ?? []))];
    if (names.length === 0) {
      const problems = backups.schedules.flatMap(({ name, problem }) => (problem === undefined ? [] : [`schedule "${name}": ${problem}`]));
      return fail(['no schedule writes backups to a store, so none are kept', ...(problems.length > 0 ? [problems.join('; ')] : [])].join(': '));
    }
    return worstFinding(names.map((name) => kept(backups, name)));
  },
};

function kept(backups: BackupFacts, name: string): Finding {
  const store = backups.stores.filter(isSeen).find((seen) => seen.name === name);
  if (!store) return unknown(unseenStore(backups, name));
  // a lifecycle rule of the bucket is not seen, and without any the store grows for ever
  if (store.retentionDays === undefined) return fail(`store "${name}" has no retention policy`);
  if (!isSeen(store.retentionDays)) return unknown(store.retentionDays.what);
  const found = `store "${name}" keeps backups for ${counted(store.retentionDays, 'day')}`;
  return store.retentionDays >= LEAST_DAYS ? pass(found) : fail(`${found}, less than ${LEAST_DAYS}`);
}
