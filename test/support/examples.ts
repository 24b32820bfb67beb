import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';

const ROOT = join(__dirname, '..', '..', 'examples');

/** Folders of the examples. */
export const EXAMPLES = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'main.ts')));

/** The day that the examples are synthesized at: their waivers expire. */
export const EXAMPLES_DAY = new Date('2026-11-21T00:00:00Z');

/** What an example writes, in the order of its files; once in a process, because its main.ts synthesizes when it is loaded. */
export function writtenExample(name: string): any[] {
  const before = { ...process.env };
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  process.env.CDK8S_OUTDIR = folder;
  process.env.SOURCE_DATE_EPOCH = String(EXAMPLES_DAY.getTime() / 1000);
  try {
    require(join(ROOT, name, 'main.ts')); // eslint-disable-line @typescript-eslint/no-require-imports
    return readdirSync(folder).filter((file) => file.endsWith('.yaml')).flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8'))).map((document) => document.toJS());
  } finally {
    rmSync(folder, { recursive: true });
    process.env = before;
  }
}
