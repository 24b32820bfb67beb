import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Claim, summary, table } from './claims/claim';

const REPORT = join(__dirname, '..', '..', 'dist', 'operators.md');

/** Claims of one subject about one scene. */
interface Chapter {
  readonly scene: string;
  readonly subject: string;
  readonly claims: readonly Claim[];
}

/** The folder of the run, which goes with it. */
export function runFolder(): string {
  return process.env.TEST_FOLDER!;
}

/** Keeps what a test has compared until all are through. */
export function keep(chapter: Chapter): void {
  appendFileSync(chapters(), `${JSON.stringify(chapter)}\n`);
}

/** Writes every claim to dist/operators.md, and gives a line for each that does not name what it is about. */
export function report(): string[] {
  if (!existsSync(chapters())) return [];
  const all: Chapter[] = readFileSync(chapters(), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  mkdirSync(dirname(REPORT), { recursive: true });
  writeFileSync(REPORT, all.map(({ scene, subject, claims }) => `## ${scene}: ${subject}\n\n${table(claims).join('\n')}\n`).join('\n'));
  const subjects = [...new Set(all.map(({ subject }) => subject))];
  return subjects.flatMap((subject) => [subject, ...summary(all.filter((of) => of.subject === subject).flatMap(({ claims }) => claims)), '']);
}

function chapters(): string {
  return join(runFolder(), 'claims.jsonl');
}
