// Statements that look at the rows of a table. Their checksum does not depend on the order of rows: count, and sum of the first 64 bits of each row's MD5.
import { ident, literal } from './postgres-sql.mjs';

/** Of hexadecimal digits of a row's MD5, which put rows without an order into buckets: 16, 256, 4096, 65536 of them. */
const MOST_DIGITS = 4;
const BUCKET_BYTES = 256 * 1024;

/** Rows as the table's types print them: NULL is nothing and an empty text is "" (PostgreSQL docs, "Composite Type Input and Output Syntax"). */
const textOf = (columns) => `convert_to(ROW(${columns.map(({ name }) => `t.${ident(name)}`).join(', ')})::text, 'UTF8')`;
const rowOf = (table) => `md5(${textOf(table.columns)})`;
const hashOf = (table) => `('x' || substr(${rowOf(table)}, 1, 16))::bit(64)::bigint`;
/** What a row is known by: its key, and without one all that is in it. */
const nameOf = (table) => (table.keyed ? `md5(${textOf(table.key)})` : rowOf(table));
const keysOf = (table) => table.key.map(({ name }) => `t.${ident(name)}`);
const from = (table) => `FROM ${table.root ? '' : 'ONLY '}${table.quoted} AS t`;
const tuple = (table, key) => `(${table.key.map(({ type }, i) => `${literal(key[i])}::${type}`).join(', ')})`;

/** Nothing: all rows. */
export const ALL = '';

/** Rows after a key up to another one; without one there is no end on that side. */
export function between(table, after, upTo) {
  const keys = `(${keysOf(table).join(', ')})`;
  const ends = [...(after ? [`${keys} > ${tuple(table, after)}`] : []), ...(upTo ? [`${keys} <= ${tuple(table, upTo)}`] : [])];
  return ends.length > 0 ? `WHERE ${ends.join(' AND ')}` : ALL;
}

export function since(table, key) {
  return `WHERE (${keysOf(table).join(', ')}) >= ${tuple(table, key)}`;
}

export function inBuckets(table, buckets) {
  return `WHERE substr(${nameOf(table)}, 1, ${buckets[0].length}) IN (${buckets.map((bucket) => literal(bucket)).join(', ')})`;
}

export function withKeys(table, keys) {
  const names = table.key.map((_, i) => `k${i}`);
  return `JOIN (VALUES ${keys.map((key) => tuple(table, key)).join(', ')}) AS k (${names.join(', ')}) ON ${keysOf(table).map((key, i) => `${key} = k.${names[i]}`).join(' AND ')}`;
}

/** [rows, sum] */
export function sum(table, where) {
  return `SELECT jsonb_build_array(count(*), coalesce(sum(${hashOf(table)}), 0)::text) ${from(table)} ${where}`;
}

/** [rows, sum, last key] of the next rows in order, or of the last ones with their first key. */
export function range(table, where, rows, { last = false } = {}) {
  const names = table.key.map((_, i) => `k${i}`);
  const order = (of, down) => of.map((key) => (down ? `${key} DESC` : key)).join(', ');
  return `WITH part AS MATERIALIZED (SELECT ${keysOf(table).map((key, i) => `${key} AS ${names[i]}`).join(', ')}, ${hashOf(table)} AS hash ${from(table)} ${where}
    ORDER BY ${order(keysOf(table), last)} LIMIT ${rows})
  SELECT jsonb_build_array(count(*), coalesce(sum(hash), 0)::text,
    (SELECT jsonb_build_array(${names.map((name) => `${name}::text`).join(', ')}) FROM part ORDER BY ${order(names, !last)} LIMIT 1)) FROM part`;
}

/** How many digits make buckets of a quarter of a megabyte. */
export function digitsOf({ bytes }) {
  return Math.min(MOST_DIGITS, Math.max(1, Math.ceil(Math.log(bytes / BUCKET_BYTES) / Math.log(16))));
}

/** [[bucket, rows, sum], …] */
export function buckets(table) {
  return `SELECT coalesce(jsonb_agg(jsonb_build_array(bucket, rows, hash)), '[]') FROM (SELECT substr(${nameOf(table)}, 1, ${digitsOf(table)}) AS bucket,
    count(*) AS rows, sum(${hashOf(table)})::text AS hash ${from(table)} GROUP BY 1) AS of`;
}

/**
 * [[name, key, value, mark], …]: the value is the row's hash, or how many rows without a key are the same; the mark changes when a row is written, even
 * with what it had before.
 */
export function list(table, where) {
  const key = `jsonb_build_array(${keysOf(table).map((of) => `${of}::text`).join(', ')})`;
  return table.keyed
    ? `SELECT coalesce(jsonb_agg(jsonb_build_array(${nameOf(table)}, ${key}, ${hashOf(table)}::text, t.xmin::text)), '[]') ${from(table)} ${where}`
    : `SELECT coalesce(jsonb_agg(jsonb_build_array(name, NULL, rows, mark)), '[]') FROM (SELECT ${nameOf(table)} AS name, count(*)::text AS rows,
      sum(t.xmin::text::bigint)::text AS mark ${from(table)} ${where} GROUP BY 1) AS of`;
}
