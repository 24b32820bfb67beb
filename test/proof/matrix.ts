import { Mutation } from './mutation';

export interface Row {
  readonly mutation: Mutation;
  /** By the rule's id, the outcome. */
  readonly spoken: ReadonlyMap<string, string>;
}

const SIGNS: Readonly<Record<string, string>> = { fail: 'x', unknown: '?' };

/** Which rules spoke of which mutation: one row for each, one column for each rule that spoke at all, and the columns' names. */
export function matrix(rows: readonly Row[], rules: readonly string[]): string {
  const width = Math.max(...rows.map(({ mutation }) => mutation.what.length));
  const columns = rules.filter((rule) => rows.some(({ spoken }) => spoken.has(rule)));
  const line = (what: string, cells: readonly string[]) => `${what.padEnd(width)}${cells.map((cell) => cell.padStart(3)).join('')}`;
  return [
    line('', columns.map((_, index) => String(index + 1))),
    ...rows.map(({ mutation, spoken }) => line(mutation.what, columns.map((rule) => SIGNS[spoken.get(rule) ?? ''] ?? '.'))),
    columns.map((rule, index) => `${index + 1} ${rule}`).join(', '),
    '',
  ].join('\n');
}
