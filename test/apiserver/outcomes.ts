import Table from 'cli-table3';
import { EXPECTED_WARNINGS } from './expected-warnings';
import { Manifest } from '../../src/checklist/manifests';
import { Refusal } from '../cluster/kubernetes';

interface Row {
  accepted: number;
  refused: number;
  warned: number;
}

/** What the API server said, by kind. */
export class Outcomes {
  private readonly kinds = new Map<string, Row>();

  /** Counts one answer, and tells what is wrong with it in words; nothing when all is well. */
  public async of(manifest: Manifest, answer: Promise<{ warnings: string[] }>): Promise<string[]> {
    const row = this.row(`${manifest.apiVersion} ${manifest.kind}`);
    const name = `${manifest.kind} ${manifest.metadata.name}`;
    try {
      const { warnings } = await answer;
      row.accepted++;
      if (warnings.length) row.warned++;
      return warnings.filter((warning) => !EXPECTED_WARNINGS.some(({ text }) => text.test(warning))).map((warning) => `${name}: warning: ${warning}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      row.refused++;
      return [`${name}: refused: ${error.message}`];
    }
  }

  public table(): string {
    const table = new Table({ head: ['kind', 'accepted', 'refused', 'warned'], style: { head: [], border: [] }, colAligns: ['left', 'right', 'right', 'right'] });
    for (const [kind, { accepted, refused, warned }] of [...this.kinds].sort()) table.push([kind, accepted, refused, warned]);
    return table.toString();
  }

  private row(kind: string): Row {
    let row = this.kinds.get(kind);
    if (!row) this.kinds.set(kind, row = { accepted: 0, refused: 0, warned: 0 });
    return row;
  }
}
