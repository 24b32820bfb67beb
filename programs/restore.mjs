// Restores a database of an operator that restores into one that is there: node restore.mjs DIRECTORY
//
// DIRECTORY/restore.json says which backups of which database come into which; the module that it names knows the engine. It restores once: a database
// that was restored, or has backups of its own, is never overwritten. When the restore began, it writes into the file RESTORE_BEGAN. The verdict is the exit code; the last line is the pod's termination message, too.
// Codes from 20 are verdicts, and the same the next time:
//
//   0  restored, now or before                        22  the object store cannot be reached
//   1  stopped before the end; another run goes on    23  -
//  20  there is no backup from before that moment     24  the operator's restore failed
//  21  the object store refuses the credentials       27  the database is not new: it has backups of its own, or was restored otherwise
//  28  the moment is not covered by what was uploaded
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, NOT_NEW, RECOVERY, STOPPED } from './drill.mjs';
import { Kubernetes } from './kubernetes.mjs';

const directory = process.argv[2];
if (!directory) throw new Error('usage: restore.mjs DIRECTORY');
const of = JSON.parse(readFileSync(join(directory, 'restore.json'), 'utf8'));
const { name, namespace } = of;
const [{ api: group, kind, manifest }] = of.restores;
const engine = await import(`./${of.engine}-recovery.mjs`);
const { TERMINATION_MESSAGE = '/dev/termination-log', KUBERNETES_ACCOUNT: account, RESTORE_BEGAN: beganFile } = process.env;

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop.abort(STOPPED(`stopped by ${signal} before the end; another run goes on from there`)));
const api = new Kubernetes({ signal: stop.signal, ...(account && { directory: account }) });

let code = 0;
let words;
try {
  words = await restored();
} catch (error) {
  const failure = stop.signal.aborted ? stop.signal.reason : error;
  code = failure instanceof Failure ? failure.code : 1;
  words = failure.message;
}
console.log(words);
try {
  writeFileSync(TERMINATION_MESSAGE, words.slice(0, 4000));
} catch (error) {
  log(`no termination message: ${error.message}`);
}
process.exit(code);

async function restored() {
  const database = await engine.databaseOf(api, of);
  // what restored an earlier database of this name says nothing of this one
  const isOf = ({ metadata: { ownerReferences = [] } }) => !database || ownerReferences.length === 0 || ownerReferences.some(({ uid }) => uid === database.metadata.uid);
  const restores = (await api.list({ api: group, namespace, kind })).filter((restore) => engine.targetOf(restore) === name && isOf(restore));
  const inState = (state) => restores.find((restore) => engine.outcome(restore).state === state);
  const done = inState('succeeded');
  if (done && done.metadata.name === manifest.metadata.name) {
    began(done);
    // a run that was stopped before that goes on from there
    await engine.settled?.(api, of, done, log);
    return `${name} was restored already, by ${done.kind} ${done.metadata.name}: nothing to do`;
  }
  // its name says the moment: this one is another
  if (done) throw NOT_NEW(`${name} was restored already, by ${done.kind} ${done.metadata.name}, to another moment or from another backup. Give the restore another name`);
  const running = inState('running');
  if (running && running.metadata.name !== manifest.metadata.name) {
    throw NOT_NEW(`${name} is being restored by ${running.kind} ${running.metadata.name}, to another moment or from another backup. Give the restore another name`);
  }
  if (running) {
    log(`${running.kind} ${running.metadata.name} is under way`);
    began(running);
    await engine.follow(api, of, running, log);
    return `restored by ${running.kind} ${running.metadata.name}, which was under way`;
  }
  const own = restores.find(({ metadata }) => metadata.name === manifest.metadata.name);
  if (own) throw RECOVERY(`${own.kind} ${own.metadata.name} failed: ${engine.outcome(own).words}`);
  const backups = await engine.ownBackups(api, of);
  if (backups.length > 0) {
    throw NOT_NEW(`${name} is not new: it has backups of its own (${backups.slice(0, 3).join(', ')}${backups.length > 3 ? ', …' : ''}), and a restore would overwrite it. `
      + 'Give the restore another name, or remove that database first');
  }
  const { newest, backup } = await engine.recover(api, of, log, async (object) => {
    began(await api.create({ api: object.api, namespace, kind: object.kind }, object.manifest));
  });
  return `restored from backup ${backup.id}, up to ${newest?.toISOString() ?? 'a moment that nobody tells'}`;
}

/** What looks at the database compares times with this: how long a restore takes makes no row older. */
function began({ metadata: { creationTimestamp } }) {
  if (beganFile) writeFileSync(beganFile, creationTimestamp);
}

function log(text) {
  console.log(`${new Date().toISOString()} ${text}`);
}
