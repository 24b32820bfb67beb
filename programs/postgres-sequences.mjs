// Sequences of a PostgreSQL server, which logical replication does not carry.
import { Refused } from './migration-state.mjs';
import { ident, literal } from './postgres-sql.mjs';

const OWN = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'cdk8s_migration')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** More than is drawn from a sequence between its last reading and the end of the last session: an estimate. */
const DRAWN = 1000n;

/** Where each sequence is: schema, name, value, called; and how it goes on. */
export async function readSequences(sql, server) {
  const all = await sql.rows(server, `SELECT n.nspname AS schema, c.relname AS name, s.seqincrement::text AS increment, s.seqmin::text AS least, s.seqmax::text AS most, s.seqcycle AS cycles
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid WHERE ${OWN} ORDER BY 1, 2`);
  if (all.length === 0) return [];
  const places = await sql.rows(server, all.map(({ schema, name }, i) => `SELECT ${i} AS i, last_value::text AS value, is_called AS called FROM ${ident(schema, name)}`).join(' UNION ALL '));
  return places.map(({ i, value, called }) => ({ ...all[i], value, called }));
}

/** Puts the target's sequences where the source's are, and looks whether they are there. */
export async function carrySequences(sql) {
  const wanted = await readSequences(sql, 'source');
  if (wanted.length === 0) return;
  await setSequences(sql, wanted);
  const there = byName(await readSequences(sql, 'target'));
  const isThere = (sequence) => ['value', 'called'].every((of) => there.get(nameOf(sequence))?.[of] === sequence[of]);
  const missing = wanted.filter((sequence) => !isThere(sequence)).map(nameOf);
  if (missing.length > 0) throw new Refused(`sequences of the target are not where the source's are: ${missing.slice(0, 5).join(', ')}`);
}

async function setSequences(sql, sequences) {
  await sql.run('target', sequences.map((sequence) => `SELECT setval(${literal(nameOf(sequence))}::regclass, ${sequence.value}, ${sequence.called});`).join('\n'));
}

/** Beyond what sessions draw that are still there: nothing stops them, and they take what they have drawn to the other server. Of what is left it takes a hundredth at most. */
export function ahead(sequence) {
  const { value, increment, least, most, cycles } = sequence;
  const [at, by] = [BigInt(value), BigInt(increment)];
  const left = (by < 0n ? BigInt(least) - at : BigInt(most) - at) / by;
  const steps = left / 100n < DRAWN ? left / 100n : DRAWN;
  return cycles || steps <= 0n ? sequence : { ...sequence, value: String(at + steps * by), called: true };
}

/** Puts the target's sequences ahead of the source's, right before clients draw from them; none goes backwards. */
export async function advanceSequences(sql) {
  const [source, target] = [await readSequences(sql, 'source'), await readSequences(sql, 'target')];
  const there = byName(target);
  const behind = source.map(ahead).filter((sequence) => there.has(nameOf(sequence)) && isBehind(there.get(nameOf(sequence)), sequence));
  if (behind.length > 0) await setSequences(sql, behind);
}

/** Whether a sequence would give what the other one has given, which may go down. */
export function isBehind(there, { value, increment, called }) {
  const missing = (BigInt(value) - BigInt(there.value)) * (BigInt(increment) < 0n ? -1n : 1n);
  return missing > 0n || (missing === 0n && called && !there.called);
}

export function byName(sequences) {
  return new Map(sequences.map((sequence) => [nameOf(sequence), sequence]));
}

export function nameOf({ schema, name }) {
  return ident(schema, name);
}
