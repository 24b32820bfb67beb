import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** File of this run: jest gives every test file a world of its own, and the tear-down another. */
const FILE = 'TEST_MIGRATION_FIGURES';

export function beginFigures(): void {
  process.env[FILE] = join(mkdtempSync(join(tmpdir(), 'cdk8s-databases-figures-')), 'lines');
}

/** Keeps one line of the table that the suite ends with. */
export function figure(scenario: string, what: string, value: string | number): void {
  appendFileSync(process.env[FILE]!, `${JSON.stringify([scenario, what, String(value)])}\n`);
}

/** The table, as Markdown. */
export function figures(): string {
  const file = process.env[FILE];
  if (!file || !existsSync(file)) return '';
  const rows = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as string[]);
  rmSync(dirname(file), { recursive: true });
  return ['', '| Scenario | Figure | Value |', '| --- | --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`), ''].join('\n');
}
