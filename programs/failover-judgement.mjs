// What a failover drill looks at, and what it makes of it. Fields are those of CloudNativePG 1.30 (docs/src/cloudnative-pg.v1.md, ClusterStatus)
// and of the Barman Cloud plugin 0.14 (docs, ObjectStoreStatus).

/** How a drill ends: its exit code, the reason of its Event, and the verdict. */
export const ENDS = {
  passed: { code: 0, reason: 'FailoverDrillPassed' },
  unhealthy: { code: 20, reason: 'FailoverDrillRefused' },
  'too-few-instances': { code: 21, reason: 'FailoverDrillRefused' },
  'stale-backup': { code: 22, reason: 'FailoverDrillRefused' },
  'outside-window': { code: 23, reason: 'FailoverDrillRefused' },
  'probe-cannot-write': { code: 24, reason: 'FailoverDrillRefused' },
  'primary-out-of-reach': { code: 25, reason: 'FailoverDrillRefused' },
  'backup-running': { code: 26, reason: 'FailoverDrillRefused' },
  'unavailable-too-long': { code: 30, reason: 'FailoverDrillFailed' },
  'writes-lost': { code: 31, reason: 'FailoverDrillFailed' },
  'not-healthy-again': { code: 32, reason: 'FailoverDrillFailed' },
  'no-failover': { code: 33, reason: 'FailoverDrillFailed' },
  'writes-not-counted': { code: 34, reason: 'FailoverDrillFailed' },
  stopped: { code: 40, reason: 'FailoverDrillStopped' },
  error: { code: 41, reason: 'FailoverDrillFailed' },
};

/** What ends a drill, in words. */
export class End extends Error {
  constructor(verdict, words) {
    super(words);
    this.verdict = verdict;
  }
}

/** Why a Cluster is not fully healthy; undefined when it is. */
export function ailment(cluster) {
  const { metadata: { annotations = {} }, spec, status = {} } = cluster;
  const archiving = status.conditions?.find(({ type }) => type === 'ContinuousArchiving');
  const fenced = annotations['cnpg.io/fencedInstances'];
  if (annotations['cnpg.io/hibernation'] === 'on') return 'it is hibernated';
  if (annotations['cnpg.io/reconciliationLoop'] === 'disabled') return 'the operator is told to leave it alone (annotation cnpg.io/reconciliationLoop)';
  if (fenced !== undefined && fenced !== '[]') return `instances are fenced (${fenced})`;
  if (status.currentPrimary !== status.targetPrimary) return `a switchover is under way, from ${status.currentPrimary} to ${status.targetPrimary}`;
  if (status.phase !== 'Cluster in healthy state') return `its phase is "${status.phase}"${status.phaseReason ? ` (${status.phaseReason})` : ''}`;
  if (status.readyInstances !== spec.instances) return `${status.readyInstances ?? 0} of ${spec.instances} instances are ready`;
  if (archiving?.status !== 'True') return `its log is not archived (${archiving ? archiving.message : 'no condition ContinuousArchiving'})`;
  return undefined;
}

/** Throws the End of a drill that must not begin. */
export function requireHealthy(cluster, name) {
  if (!cluster) throw new End('unhealthy', `refused: there is no Cluster ${name}`);
  if (cluster.spec.instances < 2) throw new End('too-few-instances', `refused: ${name} has ${cluster.spec.instances} instance, and nothing to fail over to`);
  const found = ailment(cluster);
  if (found) throw new End('unhealthy', `refused: ${name} is not fully healthy: ${found}`);
  // it would fail with the instance that it runs on (api/v1/cluster_conditions.go, BackupStartingCondition)
  const backup = cluster.status.conditions.find(({ type }) => type === 'LastBackupSucceeded');
  if (backup?.reason === 'BackupStarted') throw new End('backup-running', `refused: a backup of ${name} runs, since ${backup.lastTransitionTime}`);
}

/** Throws the End of a drill of a database whose last backup is older than it may be, or that has none. */
export function requireBackup(store, { objectStore, serverName, backupSeconds }, now) {
  const last = store?.status?.serverRecoveryWindow?.[serverName]?.lastSuccessfulBackupTime;
  if (last === undefined) throw new End('stale-backup', `refused: ObjectStore ${objectStore} knows no backup of ${serverName}`);
  const age = Math.round((now - Date.parse(last)) / 1000);
  if (age > backupSeconds) throw new End('stale-backup', `refused: the last backup of ${serverName} is ${age} s old, more than ${backupSeconds} s (${last})`);
}

/** Lines `number seconds` of the probe; the last one may still be in the making. */
export function readWrites(text) {
  return text.split('\n').slice(0, -1).map((line) => {
    const [number, seconds] = line.split(' ');
    return { number, seconds: Number(seconds) };
  });
}

/** Longest time between two acknowledged writes that ended after the failure, or has not ended; times in seconds since 1970. */
export function unavailability(writes, failedAt, endedAt) {
  const times = [...writes.map(({ seconds }) => seconds), endedAt];
  return Math.max(0, ...times.slice(1).map((time, i) => (time > failedAt ? time - times[i] : 0)));
}

/** How many acknowledged writes the database does not hold. */
export function lostWrites(writes, present) {
  const there = new Set(present.split('\n'));
  return writes.filter(({ number }) => !there.has(number)).length;
}

/** What a drill that went to its end was worth: the gravest first. */
export function judge({ lostWrites: lost, from, to, healthyAgainSeconds, ailing, unavailabilitySeconds }, { unavailabilitySeconds: allowed, healthySeconds }) {
  if (lost > 0) return new End('writes-lost', `${lost} acknowledged writes are lost after the failover from ${from} to ${to}`);
  if (from === to) return new End('no-failover', `no other instance took over: ${from} is the primary still, ${healthySeconds} s after it was to go`);
  if (healthyAgainSeconds === undefined) return new End('not-healthy-again', `not fully healthy again within ${healthySeconds} s after the failover from ${from} to ${to}: ${ailing}`);
  const figures = `no write for ${unavailabilitySeconds} s, healthy again after ${healthyAgainSeconds} s, 0 acknowledged writes lost`;
  if (unavailabilitySeconds > allowed) return new End('unavailable-too-long', `unavailable for longer than ${allowed} s in the failover from ${from} to ${to}: ${figures}`);
  return new End('passed', `failed over from ${from} to ${to}: ${figures}`);
}
