// Carries the whole database over and proves that it arrived: dump, restore, and the sums of all documents on both sides.
//
// mongodump of one database is of no one moment. While nobody writes at the source, what is there and what has arrived are compared. In a rehearsal the
// target is compared with the dump, all of it; and the dump with the source, of which the collections that were written meanwhile differ, and are counted.
import { randomBytes } from 'node:crypto';
import { Clock } from './migration-clock.mjs';
import { Refused } from './migration-state.mjs';
import { carriedOf, collectionsOf, definitionsDiffer, some, sumsOf } from './mongo-collections.mjs';
import { ownerOf, requireOurs } from './mongo-emptying.mjs';
import { Scratch } from './mongo-scratch.mjs';

const SERVER = ['./mongo-look.js', 'server'];
const COLLECTIONS = ['./mongo-look.js', 'collections'];
const EVERYTHING = { excludedTables: [] };

/** Figures of a copy: seconds of each part, bytes, collections, documents. */
export async function copyAll({ settings, shell, ask, state, log, last }) {
  const { jobs } = settings.copy;
  const scratch = new Scratch(shell, ask);
  const clock = new Clock();
  await scratch.room();
  const [source, all] = await ask.askAll('source', [SERVER, COLLECTIONS]);
  requirePrimary(source, 'source');
  const before = carriedOf(all, 'source', settings);
  if (before.every(({ type }) => type === 'view')) throw new Refused('the source has no collection that is copied: it is another database, or all of them are excluded');
  await state.step('dumping');
  const attempt = randomBytes(12).toString('hex');
  const [dumpBytes, { target, names }] = await Promise.all([
    scratch.dump(jobs, settings.excludedTables ?? []), emptied(ask, settings, { source, attempt, before }),
  ]);
  const dumped = await scratch.list();
  const lacking = before.filter(({ name }) => !dumped.some((one) => one.name === name));
  if (last && lacking.length > 0) throw new Refused(`the dump has not all collections of the source, such as ${lacking[0].name}`);
  // made since
  if (dumped.some(({ name }) => !names.includes(name))) await begin(ask, settings, { attempt, names: [...names, ...dumped.map(({ name }) => name)] });
  await state.step('restoring', { figures: { dumpSeconds: clock.lap(), dumpBytes } });
  log(`dumped: ${dumpBytes} bytes`);

  const after = last ? before : await collectionsOf(ask, 'source', settings);
  const [[shall, fromDump]] = await Promise.all([
    sumsOf(ask, 'source', after, { jobs }).then(async (sums) => [sums, last ? undefined : await scratch.sums()]), scratch.restore(jobs),
  ]);
  await state.step('verifying', { figures: { restoreSeconds: clock.lap() } });
  log('restored');

  const sizes = new Map(before.map(({ name, bytes }) => [name, bytes]));
  const restored = dumped.map(({ name, isView, isCapped }) => ({ name, isCapped, type: isView ? 'view' : 'collection', bytes: sizes.get(name) ?? 0 }));
  const [sums, arrived] = await Promise.all([sumsOf(ask, 'target', restored, { jobs }), collectionsOf(ask, 'target', EVERYTHING)]);
  const written = last ? [] : changed(before, after, shall, fromDump);
  const copied = last ? before : after.filter(({ name }) => !written.includes(name));
  requireEqual({ copied, arrived, written: new Set(written), dumped, shall: last ? shall : fromDump, sums });
  const expiring = dumped.flatMap(({ name, expiring: indexes }) => indexes.map((index) => ({ collection: name, index })));
  if (last) await expire(ask, copied, expiring);
  else if (expiring.length > 0) await ask.ask('target', './mongo-copied.js', 'tryToExpire');
  const sourceBytes = await end(ask, { attempt, arrived, sums, expiring: last ? expiring : [], source, target });
  const rows = Object.values(sums).reduce((whole, one) => whole + one.rows, 0);
  const figures = {
    verifySeconds: clock.lap(), tables: Object.keys(sums).length, rows, sourceBytes, copySeconds: clock.total(), ...(!last && { uncomparedTables: written.length }),
  };
  if (written.length > 0) log(`${written.length} collections changed while they were copied, and were compared with the dump alone: ${some(written)}`);
  await state.step('verified', { figures });
  return { ...state.known.current.figures };
}

/** Only a primary has all that was acknowledged. */
function requirePrimary({ isWritablePrimary, me }, server) {
  if (!isWritablePrimary) throw new Error(`${me} is not the primary of the ${server}`);
}

async function emptied(ask, settings, { source, attempt, before }) {
  const { target, names: earlier } = await requireOurs(ask, settings, source);
  requirePrimary(target, 'target');
  const names = [...new Set([...before.map(({ name }) => name), ...earlier])];
  await begin(ask, settings, { attempt, names });
  await ask.ask('target', './mongo-copied.js', 'empty', { names: earlier });
  return { target, names };
}

async function begin(ask, settings, { attempt, names }) {
  await ask.ask('target', './mongo-copied.js', 'begin', { of: ownerOf(settings), attempt, names: [...new Set(names)] });
}

/** Names of those that differ from the dump: they were written between the dump and now. */
function changed(before, after, shall, fromDump) {
  const same = new Map(before.map((one) => [one.name, JSON.stringify(one)]));
  const names = new Set([...before, ...after].map(({ name }) => name));
  const now = new Map(after.map((one) => [one.name, JSON.stringify(one)]));
  return [...names].filter((name) => same.get(name) !== now.get(name) || shall[name]?.sum !== fromDump[name]?.sum || shall[name]?.rows !== fromDump[name]?.rows).sort();
}

/** Throws a verdict when something differs. Definitions of what was changed meanwhile are nobody's measure, its documents are the dump's. */
function requireEqual({ copied, arrived, written, dumped, shall, sums }) {
  const others = arrived.filter(({ name }) => !dumped.some((one) => one.name === name));
  if (others.length > 0) throw new Refused(`the target has ${others[0].name}, which is not in the dump`);
  const differing = definitionsDiffer(copied, arrived, written, { withExpiry: false });
  if (differing.length > 0) throw new Refused(some(differing));
  const rows = [...new Set([...Object.keys(shall), ...Object.keys(sums)])].filter((name) => shall[name]?.rows !== sums[name]?.rows || shall[name]?.sum !== sums[name]?.sum);
  if (rows.length === 0) return;
  const words = rows.map((name) => `${name} should have ${shall[name]?.rows ?? 0} documents and has ${sums[name]?.rows ?? 0} on the target`);
  throw new Refused(`${rows.length} collections differ: ${some(words)}${rows.some((name) => shall[name]?.rows === sums[name]?.rows) ? ', with other contents' : ''}`);
}

/** From now on the target deletes what expires; all was compared before. */
async function expire(ask, copied, expiring) {
  if (expiring.length === 0) return;
  const seconds = (collection, index) => copied.find(({ name }) => name === collection).indexes.find(({ name }) => name === index).expires;
  const indexes = expiring.map(({ collection, index }) => ({ collection, name: index, seconds: seconds(collection, index) }));
  const [, all] = await ask.askAll('target', [['./mongo-copied.js', 'expire', { indexes }], COLLECTIONS]);
  const differing = definitionsDiffer(copied, carriedOf(all, 'target', EVERYTHING));
  if (differing.length > 0) throw new Refused(some(differing));
}

/** Marks the copy as whole, if both are the servers still that were copied and compared. Bytes of the source. */
async function end(ask, { attempt, arrived, sums, expiring, source, target }) {
  const deletes = new Set(expiring.map(({ collection }) => collection));
  const collections = arrived.map(({ name, uuid }) => ({ name, uuid, rows: sums[name]?.rows ?? 0, sum: sums[name]?.sum ?? '', expires: deletes.has(name) }));
  const [[{ me: from }, bytes], [{ me: to }]] = await Promise.all([
    ask.askAll('source', [SERVER, ['./mongo-look.js', 'bytes']]), ask.askAll('target', [SERVER, ['./mongo-copied.js', 'ended', { attempt, collections }]]),
  ]);
  const other = from !== source.me ? 'source' : to !== target.me && 'target';
  if (other) throw new Error(`the ${other} has another primary now than the one that was copied and compared`);
  return bytes;
}
