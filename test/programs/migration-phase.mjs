// Runs one phase's module as migrate.mjs does: migration-phase.mjs MODULE EXCHANGE, with `{ settings, known, objects }` on stdin. Objects are those of the
// Kubernetes API, by kind and name. What it ends with, and what became of the objects, is printed.
import { readFileSync } from 'node:fs';
import { ClientShell } from '../../programs/client-shell.mjs';

const [, , file, exchange] = process.argv;
const { settings, known, objects } = JSON.parse(readFileSync(0, 'utf8'));
const key = ({ kind, name }) => `${kind}/${name}`;
const kubernetes = {
  get: async (of) => objects[key(of)],
  list: async ({ kind }) => Object.entries(objects).filter(([name]) => name.startsWith(`${kind}/`)).map(([, object]) => object),
  patch: async (of, { spec, ...change }) => { objects[key(of)] = { ...objects[key(of)], ...change, ...(spec && { spec: { ...objects[key(of)].spec, ...spec } }) }; },
  create: async (of, object) => { objects[key(of)] = object; },
};
const steps = [];
const state = {
  of: { kind: 'configmaps', name: settings.state },
  known,
  step: async (step) => { steps.push(step); },
  write: async (change) => { Object.assign(known, change); },
  move: async (change) => { known.move = change && { ...known.move, ...change }; },
};
const shell = await new ClientShell(exchange, {}).open();
const { run } = await import(`../../programs/${file}`);
let ended;
try {
  ended = await run({ settings, kubernetes, shell, state, log: () => undefined });
} catch (error) {
  ended = { thrown: error.message, verdict: error.verdict };
}
console.log(JSON.stringify({ ...ended, steps, objects }));
