// Which collections of a database are carried over, how they are defined, and the sums of their documents.
import { Refused } from './migration-state.mjs';

/** The collection of mongo-copied.js. */
export const MARK = 'cdk8s_migration';
/** Small collections are asked about together, as each question is a mongosh. */
const BATCH = 50;
const BATCH_BYTES = 64 * 2 ** 20;
/** Each mongosh that reads takes 250 MB. */
const READERS = 2;
const MOST_NAMES = 5;

/** Collections and views that are carried over, and what of the rest cannot be, with the reason. */
export function sorted(all, { excludedTables = [] }) {
  const carried = all.filter(({ name }) => name !== MARK && !excludedTables.includes(name));
  return { carried, obstacles: carried.flatMap((one) => obstaclesOf(one).map((words) => ({ name: one.name, words }))) };
}

/** Why a collection cannot be carried over and compared; nothing when it can. */
function obstaclesOf({ name, type, options, indexes }) {
  const expiring = indexes.filter(({ expires }) => expires !== null);
  return [
    (type === 'timeseries' || options.includes('timeseries')) && 'it is a time series, whose buckets each server makes for itself',
    // mongodump, prepare.go, shouldSkipSystemNamespace
    name.includes('$') && 'its name has a $, with which mongodump leaves it out',
    options.includes('encryptedFields') && 'it has encrypted fields, whose keys are no part of the database',
    options.includes('clusteredIndex') && options.includes('expireAfterSeconds') && 'it is clustered and deletes what expires',
    expiring.some(({ keys }) => keys.length !== 1 || keys[0][0] === '_id') && `its index ${expiring.find(({ keys }) => keys.length !== 1 || keys[0][0] === '_id')?.name} expires by several fields or by _id, which does nothing`,
    expiring.some(({ expires }) => typeof expires !== 'number' || expires < 0 || expires > 2 ** 31 - 1) && 'an index of it expires after what is no number of seconds',
  ].filter(Boolean);
}

/** All that is carried over. */
export async function collectionsOf(ask, server, settings) {
  return carriedOf(await ask.ask(server, './mongo-look.js', 'collections'), server, settings);
}

/** Throws a verdict where something cannot be. */
export function carriedOf(all, server, settings) {
  const { carried, obstacles } = sorted(all, settings);
  if (obstacles.length > 0) throw new Refused(`${some(obstacles.map(({ name, words }) => `${name}: ${words}`))}: exclude them, or change them on the ${server}`);
  return carried;
}

/** A name that is none would be copied, and nobody would know. */
export function requireExcluded(all, { excludedTables = [] }) {
  const absent = excludedTables.find((wanted) => !all.some(({ name }) => name === wanted));
  if (absent !== undefined) throw new Refused(`excludedTables must name collections of the source, got ${absent}`);
}

/** For each collection its sums, some at once; the biggest begin. */
export async function sumsOf(ask, server, collections, { jobs }) {
  const batches = [];
  for (const { name, isCapped, bytes } of collections.filter(({ type }) => type !== 'view').sort((one, other) => other.bytes - one.bytes)) {
    const last = batches.at(-1);
    if (last && last.of.length < BATCH && last.bytes + bytes <= BATCH_BYTES) {
      last.of.push({ name, isCapped });
      last.bytes += bytes;
    } else {
      batches.push({ of: [{ name, isCapped }], bytes });
    }
  }
  const sums = {};
  const work = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) Object.assign(sums, await ask.ask(server, './mongo-look.js', 'sums', { collections: batch.of }));
  };
  await Promise.all(Array.from({ length: Math.min(jobs, READERS, batches.length) }, work));
  return sums;
}

/** How collections differ in their definition, in words; `leave` says of which names nothing is said. */
export function definitionsDiffer(shall, is, leave = new Set(), { withExpiry = true } = {}) {
  const there = new Map(is.map((one) => [one.name, one]));
  const wanted = shall.filter(({ name }) => !leave.has(name));
  const names = new Set(wanted.map(({ name }) => name));
  return [
    ...is.filter(({ name }) => !names.has(name) && !leave.has(name)).map(({ name }) => `the target has ${name}, which the source has not`),
    ...wanted.flatMap((one) => {
      const other = there.get(one.name);
      if (!other) return [`the target has no ${one.name}`];
      return [...(one.is === other.is ? [] : [`${one.name} has other options`]), ...indexesDiffer(one, other, withExpiry)];
    }),
  ];
}

function indexesDiffer(one, other, withExpiry) {
  // each is text of [[key, value], …]
  const textOf = ({ is }) => (withExpiry ? is : JSON.stringify(JSON.parse(is).filter(([key]) => key !== 'expireAfterSeconds')));
  const there = new Map(other.indexes.map((index) => [index.name, textOf(index)]));
  const names = one.indexes.map(({ name }) => name);
  return [
    ...one.indexes.filter((index) => there.get(index.name) !== textOf(index)).map(({ name }) => `the index ${name} of ${one.name} ${there.has(name) ? 'is another one' : 'is missing'}`),
    ...other.indexes.filter(({ name }) => !names.includes(name)).map(({ name }) => `the index ${name} of ${one.name} is none of the source's`),
  ];
}

export function some(words) {
  return `${words.slice(0, MOST_NAMES).join('; ')}${words.length > MOST_NAMES ? `; and ${words.length - MOST_NAMES} more` : ''}`;
}
