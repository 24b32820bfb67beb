import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import { Outages } from './failure';
import { Outage } from './probe';
import { say } from '../cluster/progress';

/** One line of the table. */
interface Row {
  readonly what: string;
  readonly pooled?: Outage;
  readonly direct?: Outage;
  readonly bare?: Outage;
  readonly goal?: number;
  readonly note: string;
}

const FOLDER = 'dist';
const FILE = `${FOLDER}/e2e.json`;

/** What the run measured: kept in dist/e2e.json, so that scenarios run alone add to it, and shown in dist/e2e.md. */
export class Measurements {
  private readonly rows: Row[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [];

  /**
   * @param goal seconds
   */
  public add(what: string, outages: Partial<Outages>, note: string, goal?: number): void {
    const row: Row = { what, ...outages, note: `${note}${note ? '; ' : ''}load ${loadavg()[0].toFixed(1)}`, goal };
    const at = this.rows.findIndex((known) => known.what === what);
    this.rows.splice(at < 0 ? this.rows.length : at, at < 0 ? 0 : 1, row);
    say(text(row));
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, JSON.stringify(this.rows, undefined, 2));
    writeFileSync(`${FOLDER}/e2e.md`, this.table());
  }

  private table(): string {
    const head = ['what', 'through the pooler', 'directly', 'bare Cluster', 'goal', 'lost', 'note'];
    const lines = this.rows.map(({ what, pooled, direct, bare, goal, note }) =>
      [what, gap(pooled), gap(direct), gap(bare), goal ? `${goal} s` : '', lost([pooled, direct, bare]), note]);
    return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n') + '\n';
  }
}

function text({ what, pooled, direct, bare, note }: Row): string {
  return `${what}: pooler ${gap(pooled)}, direct ${gap(direct)}, bare ${gap(bare)}, lost ${lost([pooled, direct, bare])}; ${note}`;
}

/** The longest time without a write, and all of them together where there were several. */
function gap(outage?: Outage): string {
  if (!outage) return '';
  const { seconds, unavailable } = outage;
  return `${seconds.toFixed(1)} s${unavailable - seconds > 1 ? ` (${unavailable.toFixed(1)} s in all)` : ''}`;
}

function lost(outages: (Outage | undefined)[]): string {
  const known = outages.filter((outage) => outage !== undefined);
  const sum = (of: (outage: Outage) => number) => known.reduce((all, outage) => all + of(outage), 0);
  return known.length > 0 ? `${sum((outage) => outage.lost)} of ${sum((outage) => outage.acknowledged)}` : '';
}
