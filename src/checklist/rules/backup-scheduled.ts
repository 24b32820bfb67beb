import { cacheFinding } from '../cache-finding';
import { BackupFacts, ScheduleFacts } from '../facts';
import { fail, Finding, Rule, RuleGroup } from '../rule';
import { seenStore } from '../seen-store';
import { Severity } from '../severity';
import { worstFinding } from '../worst-finding';

/** Guide 12: at least daily. */
const LONGEST_GAP_SECONDS = 24 * 60 * 60;

export const backupScheduled: Rule = {
  id: 'backup-scheduled',
  group: RuleGroup.BACKUP,
  title: 'A backup is made at least once a day',
  why: 'The older the newest backup, the longer a restore replays the log, and the more is lost when a piece of the log is.',
  fix: 'Give the platform backups: ObjectStore and the database backup.schedule: Schedule of at least once a day; in YAML: a ScheduledBackup of this '
    + 'cluster that is not suspended, with six cron fields ("0 0 3 * * *"), and its store in the same input; for snapshots of the volumes their '
    + 'VolumeSnapshotClass, spec.backup.volumeSnapshot in the Cluster, and for hot ones an archived log.',
  source: 'Running Databases on Kubernetes guide, 7.2 and 12; CloudNativePG 1.30 docs, Backup, Scheduled Backups',
  costly: true,
  severity: Severity.DATA_LOSS,
  check: (facts) => {
    const { backups } = facts;
    const cache = cacheFinding(facts);
    if (cache) return cache;
    if (backups.schedules.length === 0) return fail('no backup is scheduled');
    const findings = backups.schedules.map((schedule) => judged(schedule, backups));
    // one schedule that works is enough: others may be weekly or monthly on purpose
    return findings.find((of) => of.outcome === 'pass') ?? findings.find((of) => of.outcome === 'unknown') ?? worstFinding(findings);
  },
};

function judged({ name, cron, longestGapSeconds, problem, suspended, store, at }: ScheduleFacts, backups: BackupFacts): Finding {
  const schedule = `schedule "${name}" (${cron})`;
  if (suspended) return fail(`${schedule} is suspended`, at);
  if (problem !== undefined) return fail(`${schedule}: ${problem}`, at);
  if (longestGapSeconds === undefined) return fail(`${schedule} is no valid cron expression`, at);
  // rounded up, so that a failure never reads "24 h"
  const hours = Math.ceil(longestGapSeconds / 360) / 10;
  if (longestGapSeconds > LONGEST_GAP_SECONDS) return fail(`${schedule} leaves up to ${hours} h between two backups`, at);
  if (store === undefined) return fail(`${schedule} names no store that its backups go to`, at);
  return seenStore(backups, store, `${schedule} writes at least every ${hours} h to store "${store}"`);
}
