// Prints what the drill makes of a recovery's log, one JSON line of it a line of the input.
import { readFileSync } from 'node:fs';
import { RecoveryLogs } from '../../programs/postgres-recovery.mjs';

const logs = new RecoveryLogs(undefined, 'drills', () => undefined);
for (const line of readFileSync(0, 'utf8').split('\n')) {
  // {"pod": NAME} begins the log of another pod of the Job
  const pod = /^\{"pod":"(\w+)"\}$/.exec(line)?.[1] ?? (logs.pods.size === 0 ? 'first' : undefined);
  if (pod) logs.pods.set(pod, { following: new Map(), unread: new Set(), errors: [], judged: false });
  logs.read(logs.last, line);
}
const cause = logs.cause();
console.log(JSON.stringify({ newest: logs.newest(), backup: logs.backup?.id, trouble: logs.trouble, reason: cause?.reason, code: cause?.code, words: cause?.message }));
