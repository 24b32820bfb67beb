// Calls a Dump, or a phase's module as migrate.mjs does: mysql-migration.mjs EXCHANGE, with `{ settings, known, objects, calls | phase }` on stdin. What it ended
// with is printed.
import { readFileSync } from 'node:fs';
import { ClientShell } from '../../programs/client-shell.mjs';
import { Dump } from '../../programs/mysql-dump.mjs';

const [, , exchange] = process.argv;
const { settings, known, objects, calls = [], phase } = JSON.parse(readFileSync(0, 'utf8'));
const key = ({ kind, name }) => `${kind}/${name}`;
const kubernetes = {
  get: async (of) => objects[key(of)],
  list: async ({ kind }) => Object.entries(objects).filter(([name]) => name.startsWith(`${kind}/`)).map(([, object]) => object),
  patch: async (of, change) => { objects[key(of)] = merged(objects[key(of)] ?? {}, change); },
  create: async (of, object) => { objects[key(of)] = object; },
};
// as a merge patch does (RFC 7386)
function merged(object, change) {
  const all = { ...object };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete all[name];
    else all[name] = value && typeof value === 'object' && !Array.isArray(value) ? merged(all[name] ?? {}, value) : value;
  }
  return all;
}
const steps = [];
const logs = [];
const state = {
  of: { kind: 'configmaps', name: settings.state },
  known: { ...known, current: { figures: {} } },
  step: async (step, { figures = {} } = {}) => { steps.push(step); Object.assign(state.known.current.figures, figures); },
};
const shell = await new ClientShell(exchange, {}).open();
state.write = async (change) => { Object.assign(state.known, change); };
state.move = async (change) => { state.known.move = change && { ...state.known.move, ...change }; };
Object.assign(kubernetes, { with: () => kubernetes });
const lease = { isSure: true, requireHeld: async () => undefined };
const of = { settings, lease, kubernetes, shell, state, signal: new AbortController().signal, log: (text) => logs.push(text) };
const results = [];
let ended;
try {
  const dump = new Dump(of);
  for (const [name, ...args] of calls) results.push(await dump[name](...args) ?? null);
  if (phase) ended = await (await import(`../../programs/${phase}`)).run(of);
} catch (error) {
  ended = { thrown: error.message, verdict: error.verdict };
}
console.log(JSON.stringify({ ...ended, results, steps, logs, objects, known: state.known }));
