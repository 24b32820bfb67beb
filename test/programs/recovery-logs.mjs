// Prints what the drill makes of a recovery's log, one JSON line of it a line of the input.
import { readFileSync } from 'node:fs';
import { RecoveryLogs } from '../../programs/postgres-recovery.mjs';

const logs = new RecoveryLogs(undefined, 'drills', () => undefined);
const of = { following: new Map(), errors: [], judged: false };
logs.pods.set('orders-1-full-recovery-abcde', of);
readFileSync(0, 'utf8').split('\n').forEach((line) => logs.read(of, line));
const cause = logs.cause();
console.log(JSON.stringify({ newest: logs.newest(), backup: logs.backup?.id, trouble: logs.trouble, reason: cause?.reason, code: cause?.code, words: cause?.message }));
