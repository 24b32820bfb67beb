import { DatabaseFacts, ScheduleFacts } from '../facts';
import { ReplicationFacts } from '../objective-facts';
import { RECOVERY_ASSUMPTIONS } from '../recovery-assumptions';
import { backupSeconds, isUsable } from '../recovery-estimate';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { seenStore } from '../seen-store';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { durationText } from '../wording';

export const recoveryPointObjective: Rule = {
  id: 'recovery-point-objective',
  group: RuleGroup.BEYOND_THE_GUIDE,
  title: 'The declared recovery point can be kept when the volumes are lost',
  why: 'What is written between the last piece of the log in the archive and the loss of the volumes is gone, and a promise that the manifests cannot keep '
    + 'is found out on that day.',
  fix: 'Lower archive_timeout in parameters (each switch costs a segment in the store), give the platform backups: ObjectStore where nothing is archived, or promise '
    + 'what can be kept in objectives: Objectives.of({ recoveryPoint }); in YAML: archive_timeout in spec.postgresql.parameters, a WAL archiver in spec.plugins, '
    + 'or recoveryPointSeconds in the annotation cdk8s-databases.io/objectives.',
  source: 'https://github.com/cdk8s-databases/cdk8s-databases/blob/main/docs/objectives.md; PostgreSQL 18 docs, Write Ahead Log, archive_timeout; '
    + 'CloudNativePG 1.30 docs, WAL archiving',
  costly: true,
  severity: Severity.DATA_LOSS,
  judges: ({ objectives }) => objectives?.recoveryPointSeconds !== undefined,
  check: (facts) => (facts.backups.archiveStore === undefined ? ofBackups(facts) : ofArchive(facts, facts.backups.archiveStore)),
};

function ofArchive(facts: DatabaseFacts, store: string): Finding {
  const { backups, objectives } = facts;
  const seen = seenStore(backups, store, '');
  if (seen.outcome !== 'pass') return seen;
  if (!backups.schedules.some(isUsable)) return fail('no backup is made that its log could be replayed on, so that nothing brings the data back');
  const { archiveSeconds, archiveSetting = 'archive_timeout' } = backups;
  if (archiveSeconds === undefined) return unknown('how often its log goes to the archive is not in the input');
  if (!isSeen(archiveSeconds)) return unknown(archiveSeconds.what);
  if (archiveSeconds === 0) {
    return fail(`recovery point without a bound: ${archiveSetting} is 0, and a segment of the log goes to the archive only when it is full, `
      + `which is no promise of ${durationText(objectives!.recoveryPointSeconds!)}`);
  }
  const { value } = RECOVERY_ASSUMPTIONS.segment;
  return held(facts, archiveSeconds + value, `${archiveSetting}: ${durationText(archiveSeconds)}; the last segment on its way: ${durationText(value)}`);
}

/** Without a log a restore ends where the newest backup began. */
function ofBackups(facts: DatabaseFacts): Finding {
  const schedules = facts.backups.schedules.filter(isUsable);
  if (schedules.length === 0) return fail('nothing is backed up, so that nothing brings the data back');
  const findings = schedules.map((schedule) => ofBackup(facts, schedule));
  return findings.find(({ outcome }) => outcome === 'pass') ?? findings.find(({ outcome }) => outcome === 'unknown') ?? findings[0];
}

function ofBackup(facts: DatabaseFacts, schedule: ScheduleFacts): Finding {
  const { name, longestGapSeconds: gap, store, restoredBy } = schedule;
  const objective = facts.objectives!.recoveryPointSeconds!;
  const words = `no log is archived; a backup of "${name}" every ${durationText(gap!)}`;
  if (gap! >= objective) return held(facts, gap!, words);
  if (store !== undefined && restoredBy !== 'snapshot') {
    const seen = seenStore(facts.backups, store, '');
    if (seen.outcome !== 'pass') return seen;
  }
  const taken = backupSeconds(facts, schedule);
  if (taken === undefined) return unknown(`how long a backup of "${name}" takes is not known, and the data is as old as its beginning: declare what docs/objectives.md asks for`);
  return held(facts, Math.ceil(gap! + taken), `${words}, as old as its beginning: ${durationText(Math.ceil(taken))}`);
}

function held({ objectives, replication, instances }: DatabaseFacts, seconds: number, arithmetic: string): Finding {
  const objective = objectives!.recoveryPointSeconds!;
  const found = `recovery point ${durationText(seconds)} when the volumes are lost (${arithmetic}), ${seconds > objective ? 'more than' : 'within'} `
    + `the objective of ${durationText(objective)}${lossOfANode(replication, instances)}`;
  return seconds > objective ? fail(found) : pass(found);
}

/** The other recovery point, so that nobody takes the one for it. */
function lossOfANode(replication: ReplicationFacts | undefined, instances: number): string {
  if (replication === undefined || instances < 2) return '';
  if (replication.waitsFor === 0) return '; the loss of the primary alone loses what the replicas do not have yet';
  return `; the loss of the primary alone loses nothing that was acknowledged${replication.required ? '' : ' while enough replicas answer'}`;
}
