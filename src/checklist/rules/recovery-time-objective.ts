import { DatabaseFacts, ScheduleFacts } from '../facts';
import { isUsable, partsText, recoveryEstimate } from '../recovery-estimate';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { seenStore } from '../seen-store';
import { Severity } from '../severity';
import { durationText, listed } from '../wording';

export const recoveryTimeObjective: Rule = {
  id: 'recovery-time-objective',
  group: RuleGroup.BEYOND_THE_GUIDE,
  title: 'The declared recovery time can be kept when the volumes are lost',
  why: 'A restore copies all of the data and replays the log since: on the day that it is needed nobody can make it faster, and everybody waits for it.',
  fix: 'Back up more often (less log to replay) or by volume snapshots (nothing to copy), keep less data in one database, take a faster store, or promise what can be '
    + 'kept; what docs/objectives.md assumes is replaced by what was measured: Objectives.of({ recoveryTime, restoreThroughput, replayThroughput }), with '
    + 'Workload.of({ dataSize, logPerDay }); in YAML: the schedule of the ScheduledBackup, and the annotations cdk8s-databases.io/objectives '
    + '(recoveryTimeSeconds, restoreMebibytesPerSecond, replayMebibytesPerSecond) and cdk8s-databases.io/workload (dataMebibytes, logMebibytesPerDay).',
  source: 'https://github.com/cdk8s-databases/cdk8s-databases/blob/main/docs/objectives.md; CloudNativePG 1.30 docs, Backup, Backup Frequency and RTO',
  costly: true,
  severity: Severity.OUTAGE,
  judges: ({ objectives }) => objectives?.recoveryTimeSeconds !== undefined,
  check: (facts) => {
    const schedules = facts.backups.schedules.filter(isUsable);
    if (schedules.length === 0) return fail('nothing is backed up, so that nothing brings the data back');
    const findings = schedules.map((schedule) => ({ seconds: recoveryEstimate(facts, schedule).seconds, finding: judged(facts, schedule) }));
    // the quickest way back is the one that would be taken
    findings.sort((a, b) => a.seconds - b.seconds);
    const best = (outcome: Finding['outcome']) => findings.find(({ finding }) => finding.outcome === outcome)?.finding;
    return best('pass') ?? best('unknown') ?? findings[0].finding;
  },
};

function judged(facts: DatabaseFacts, schedule: ScheduleFacts): Finding {
  const objective = facts.objectives!.recoveryTimeSeconds!;
  const estimate = recoveryEstimate(facts, schedule);
  const { seconds, missing } = estimate;
  const time = `recovery time ${missing.length > 0 ? 'of at least ' : ''}${durationText(seconds)} from backups of "${schedule.name}" (${partsText(estimate)})`;
  if (seconds > objective) return fail(`${time}, more than the objective of ${durationText(objective)}`);
  if (missing.length > 0) return unknown(`${time}; whether it is within the objective of ${durationText(objective)} cannot be told until it is declared ${listed(missing)}`);
  if (schedule.restoredBy !== 'snapshot') {
    const seen = seenStore(facts.backups, schedule.store!, '');
    if (seen.outcome !== 'pass') return seen;
  }
  return pass(`${time}, within the objective of ${durationText(objective)}`);
}
