// Runs phases of a migration by dump, one after the other, as migrate.mjs does: dump-flow.mjs EXCHANGE OBJECTS, with `{ settings, phases }` on stdin. OBJECTS is a file
// with objects of the Kubernetes API, by kind and name, in which all is kept from one run to the next. With DIE_AT the program ends at that step as it does with its
// node. How each phase ended is printed.
import { readFileSync, writeFileSync } from 'node:fs';
import { ClientShell } from '../../programs/client-shell.mjs';
import { MigrationState, Refused } from '../../programs/migration-state.mjs';

const [, , exchange, file] = process.argv;
const { settings, phases } = JSON.parse(readFileSync(0, 'utf8'));
const objects = JSON.parse(readFileSync(file, 'utf8'));
const key = ({ kind, name }) => `${kind}/${name}`;

/** RFC 7386. */
function merged(object, change) {
  if (change === null || typeof change !== 'object' || Array.isArray(change)) return change;
  const entries = Object.entries(change).map(([name, value]) => [name, merged(object?.[name], value)]);
  return Object.fromEntries(Object.entries({ ...object, ...Object.fromEntries(entries) }).filter(([, value]) => value !== null));
}

const kubernetes = {
  with: () => kubernetes,
  get: async (of) => objects[key(of)],
  list: async ({ kind }) => Object.entries(objects).filter(([name]) => name.startsWith(`${kind}/`)).map(([, object]) => object),
  patch: async (of, change) => {
    objects[key(of)] = merged(objects[key(of)], change);
    writeFileSync(file, JSON.stringify(objects));
  },
};
const lease = { isSure: true, requireHeld: async () => undefined };
const { signal } = new AbortController();
const ends = [];
for (const phase of phases) {
  const of = { ...settings, phase };
  const state = new MigrationState(kubernetes, of, lease);
  const { step } = state;
  state.step = async (name, what) => {
    await step.call(state, name, what);
    if (name === process.env.DIE_AT) process.kill(process.pid, 'SIGKILL');
  };
  try {
    await state.begin(of);
    const shell = await new ClientShell(exchange, { signal }).open();
    const { run } = await import(`../../programs/${settings.engine}-${phase}.mjs`);
    const end = await run({ settings: of, kubernetes, shell, state, lease, signal, log: () => undefined });
    await state.end('done', end.words, end);
    ends.push({ phase, words: end.words });
  } catch (error) {
    if (error instanceof Refused) await state.end(error.verdict, error.message);
    ends.push({ phase, thrown: `${error.verdict ?? 'error'}: ${error.message}` });
    break;
  }
}
console.log(JSON.stringify(ends));
