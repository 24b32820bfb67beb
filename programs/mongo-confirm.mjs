// Takes away what a migration needed of the target. The old server stays as it is, and takes no writes.
import { requireSaved } from './migration-gates.mjs';
import { Refused } from './migration-state.mjs';
import { requireClosed } from './migration-stop.mjs';
import { Dump } from './mongo-dump.mjs';
import { MongoEval } from './mongo-eval.mjs';
import { leadsTo } from './mongo-front.mjs';
import { lastBackup } from './mongo-target-gates.mjs';

export async function run({ settings, kubernetes, shell, state, signal, log }) {
  if (await leadsTo(kubernetes, settings) !== 'target') throw new Refused(`the ConfigMap ${settings.front.configMap} does not lead to the target`);
  await requireSaved(state, () => lastBackup(kubernetes, settings));
  await requireClosed(state, new Dump({ settings, kubernetes, shell, state, signal, log }), log);
  await state.step('leaving the target');
  await new MongoEval(shell).ask('target', './mongo-copied.js', 'forget');
  return { words: 'what the copy left in the target is gone; the source stays, and takes no writes: mongo-administrator-remove.js takes the migration\'s user away there' };
}
