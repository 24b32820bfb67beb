import { DatabaseFacts, ScheduleFacts } from './facts';
import { ObjectiveFacts } from './objective-facts';
import { RECOVERY_ASSUMPTIONS, RecoveryFigure } from './recovery-assumptions';
import { durationText, mebibytesText } from './wording';

/** One thing that a restore does, or waits for. */
export interface RecoveryPart {
  readonly words: string;
  readonly seconds: number;
}

/** How long a restore takes from the newest backup of one schedule, at the worst moment. */
export interface RecoveryEstimate {
  readonly parts: readonly RecoveryPart[];
  /** Of all parts together. */
  readonly seconds: number;
  /** What would have to be declared so that nothing is left out, in words. */
  readonly missing: readonly string[];
}

const DAY = 86400;

/** A backup that a restore can start from: one that runs more often than was meant is one, snapshots that go with the Cluster are none. */
export function isUsable({ suspended, longestGapSeconds, problem, store, restoredBy }: ScheduleFacts): boolean {
  return !suspended && (restoredBy !== 'snapshot' || problem === undefined) && longestGapSeconds !== undefined && (store !== undefined || restoredBy === 'snapshot');
}

/** From applying it to the first write; the longest that the schedule and the declared workload allow. */
export function recoveryEstimate(facts: DatabaseFacts, schedule: ScheduleFacts): RecoveryEstimate {
  const parts: RecoveryPart[] = [];
  const missing: string[] = [];
  const found = [base(facts, schedule), log(facts, schedule), replica(facts), { words: 'start', seconds: figureOf('start', facts.objectives).value }];
  for (const part of found) {
    if (typeof part === 'string') missing.push(part);
    // each is rounded, so that the sum is the sum of what is told
    else if (part) parts.push({ ...part, seconds: roundedUp(part.seconds) });
  }
  return { parts, seconds: parts.reduce((sum, part) => sum + part.seconds, 0), missing: [...new Set(missing)] };
}

/** How long one backup takes to be made, and how far the newest one may lie back when the disaster comes; undefined when that is not known. */
export function backupSeconds(facts: DatabaseFacts, schedule: ScheduleFacts): number | undefined {
  const part = base(facts, schedule);
  return typeof part === 'string' ? undefined : part.seconds;
}

/** As `3 h 2 min (70 GiB at 10 MiB/s: 2 h; …)`. */
export function partsText({ parts }: RecoveryEstimate): string {
  return parts.map(({ words, seconds }) => `${words}: ${durationText(seconds)}`).join('; ');
}

const NO_DATA = 'how large the data is (workload: dataSize, dataMebibytes)';

function base({ workload, objectives }: DatabaseFacts, { name, restoredBy }: ScheduleFacts): RecoveryPart | string {
  if (restoredBy === 'snapshot') return { words: 'volumes from a snapshot', seconds: RECOVERY_ASSUMPTIONS.snapshot.value };
  const measured = objectives?.restoreMebibytesPerSecond;
  if (measured === undefined && restoredBy === undefined) {
    return `how fast backups of "${name}" come back, of which no figures are known (objectives: restoreThroughput, restoreMebibytesPerSecond)`;
  }
  if (workload.dataMebibytes === undefined) return NO_DATA;
  return copy(`copy of ${mebibytesText(workload.dataMebibytes)}`, workload.dataMebibytes, figureOf('restore', objectives));
}

/** Since the newest backup began; the next one was about to end. */
function log(facts: DatabaseFacts, schedule: ScheduleFacts): RecoveryPart | string | undefined {
  const { backups, workload: { logMebibytesPerDay }, objectives } = facts;
  if (backups.archiveStore === undefined) return undefined;
  if (objectives?.replayMebibytesPerSecond === undefined && schedule.restoredBy === undefined) {
    return 'how fast its log is replayed, of which no figures are known (objectives: replayThroughput, replayMebibytesPerSecond)';
  }
  if (logMebibytesPerDay === undefined) return 'how much log is written in a day (workload: logPerDay, logMebibytesPerDay)';
  const taken = backupSeconds(facts, schedule);
  if (taken === undefined) return undefined;
  const since = roundedUp(schedule.longestGapSeconds! + taken);
  const mebibytes = Math.ceil((logMebibytesPerDay * since) / DAY);
  return copy(`replay of ${mebibytesText(mebibytes)} of log, written in ${durationText(since)},`, mebibytes, figureOf('replay', objectives));
}

/** With required durability a restored primary, which is alone at first, acknowledges nothing until a replica has copied it. */
function replica({ replication, instances, workload, objectives }: DatabaseFacts): RecoveryPart | string | undefined {
  if (!replication?.required || replication.waitsFor === 0 || instances < 2) return undefined;
  if (workload.dataMebibytes === undefined) return NO_DATA;
  return copy('copy to a replica, which commits wait for,', workload.dataMebibytes, figureOf('replica', objectives));
}

interface Figure {
  readonly value: number;
  readonly measured: boolean;
}

function figureOf(of: RecoveryFigure, objectives: ObjectiveFacts = {}): Figure {
  const { value, option } = RECOVERY_ASSUMPTIONS[of];
  const measured = option && objectives[option[1]];
  return measured === undefined ? { value, measured: false } : { value: measured, measured: true };
}

function copy(words: string, mebibytes: number, { value, measured }: Figure): RecoveryPart {
  return { words: `${words} at ${Number(value.toFixed(1))} MiB/s${measured ? ' as measured' : ''}`, seconds: mebibytes / value };
}

/** To seconds below ten minutes, otherwise to minutes. */
function roundedUp(seconds: number): number {
  const unit = seconds < 600 ? 1 : 60;
  return Math.ceil(seconds / unit) * unit;
}
