// Calls functions of an engine's class Dump, one after the other: dump-calls.mjs EXCHANGE, with `{ settings, known, objects, calls: [[name, args…], …] }` on stdin. What
// each gives is printed, up to the first that throws. `gates` looks at all of them.
import { readFileSync } from 'node:fs';
import { ClientShell } from '../../programs/client-shell.mjs';
import { requireOpen } from '../../programs/migration-gates.mjs';

const [, , exchange] = process.argv;
const { settings, known, objects, calls } = JSON.parse(readFileSync(0, 'utf8'));
const key = ({ kind, name }) => `${kind}/${name}`;
const kubernetes = {
  get: async (of) => objects[key(of)],
  list: async ({ kind }) => Object.entries(objects).filter(([name]) => name.startsWith(`${kind}/`)).map(([, object]) => object),
};
const steps = [];
const logged = [];
const state = {
  known: { ...known, current: { figures: {}, gates: [] } },
  step: async (step, { figures = {} } = {}) => { steps.push(step); Object.assign(state.known.current.figures, figures); },
};
const { signal } = new AbortController();
const shell = await new ClientShell(exchange, { signal }).open();
const { Dump } = await import(`../../programs/${settings.engine}-dump.mjs`);
const dump = new Dump({ settings, kubernetes, shell, state, signal, log: (text) => logged.push(text) });
const gave = [];
let thrown;
for (const [name, ...args] of calls) {
  try {
    if (name === 'gates') {
      const seen = [];
      await requireOpen({ step: async (_step, { gates }) => seen.push(...gates) }, dump.gates()).catch(() => undefined);
      gave.push(Object.fromEntries(seen.map(({ name: gate, passed, found }) => [gate, passed ? found : `refused: ${found}`])));
    } else {
      const of = ['allowWrites', 'isStopped'].includes(name) ? dump.within(shell.with(undefined), undefined) : dump;
      gave.push(await of[name](...args) ?? null);
    }
  } catch (error) {
    thrown = `${error.verdict ?? 'error'}: ${error.message}`;
    break;
  }
}
console.log(JSON.stringify({ gave, thrown, steps, logged, figures: state.known.current.figures }));
