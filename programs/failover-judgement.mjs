// What a failover drill makes of what it has seen, whatever the engine.

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

/** Throws the End of a drill of a database whose last backup was made at a moment that is too long ago. */
export function requireRecent(what, last, backupSeconds, now) {
  const age = Math.round((now - Date.parse(last)) / 1000);
  if (age > backupSeconds) throw new End('stale-backup', `refused: the last backup of ${what} is ${age} s old, more than ${backupSeconds} s (${last})`);
}

/** Lines `number seconds` of the probe, with the host where it tells who acknowledged; the last one may still be in the making. */
export function readWrites(text) {
  return text.split('\n').slice(0, -1).map((line) => {
    const [number, seconds, host] = line.split(' ');
    return { number, seconds: Number(seconds), ...(host && { host }) };
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
