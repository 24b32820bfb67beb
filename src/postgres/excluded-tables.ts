import { refuse } from '../values/refusal';

/** One part of the name of a table, as it is written in SQL. */
const IDENTIFIER = String.raw`(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"\u0000]|"")+")`;
const TABLE = new RegExp(`^${IDENTIFIER}\\.${IDENTIFIER}$`, 'u');

/** Refuses what is no name of a table with its schema. */
export function requireExcludedTables(tables: readonly string[]): void {
  tables.forEach((table, i) => {
    if (!TABLE.test(table)) {
      refuse(`excludedTables[${i}]`, 'be a schema, a dot and a table, as in SQL', table, 'write for example "public.cache", or "\\"My Schema\\".\\"Cache\\""');
    }
  });
}
