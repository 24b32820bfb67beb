// Makes sure that the source may be stopped and the target filled, and leads clients to the source. Nothing that they see changes. Done again, it looks again.
import { requireAssessed } from './migration-assessed.mjs';
import { Refused } from './migration-state.mjs';
import { requireOurs } from './mongo-emptying.mjs';
import { MongoEval } from './mongo-eval.mjs';
import { toSource } from './mongo-front.mjs';

export async function run({ settings, kubernetes, shell, state }) {
  const ask = new MongoEval(shell);
  await state.step('looking at what was assessed');
  await requireAssessed(kubernetes, state, settings);
  const [stopped, source] = await ask.askAll('source', [['./mongo-write-stop.js', 'stopped'], ['./mongo-look.js', 'server']]);
  if (stopped) {
    throw new Refused('writes are stopped on the source: db.adminCommand({ setUserWriteBlockMode: 1, global: false }) unless somebody else moves it');
  }
  await requireOurs(ask, settings, source, { thoroughly: true });
  await state.step('front');
  await toSource(kubernetes, settings);
  return { words: `the target takes the copy; ${settings.front.configMap} leads to the source` };
}
