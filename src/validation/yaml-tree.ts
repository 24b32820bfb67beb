import type { Document, LineCounter, Node, Pair } from 'yaml';
import { FieldPath } from '../checklist/field';

/** One megabyte takes a second; what is longer is a List that no program wrote, and its beginning is all that is said of it. */
const LONGEST_CHARACTERS = 4_000_000;

/** A YAML or JSON text with the positions of its fields. */
export class YamlTree {
  private readonly yaml: typeof import('yaml');
  private readonly lines: LineCounter;
  private readonly document?: Document;

  constructor(text: string, index: number) {
    // loaded only here: what nobody asks a position of is never parsed a second time
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    this.yaml = require('yaml');
    this.lines = new this.yaml.LineCounter();
    if (text.length > LONGEST_CHARACTERS) return;
    const options = { lineCounter: this.lines, uniqueKeys: false, merge: true, stringKeys: true, prettyErrors: false, logLevel: 'silent' } as const;
    this.document = this.yaml.parseAllDocuments(text, options)[index];
  }

  /** Where a field stands: its key, or as an item of a list itself; of what is not there the deepest part that is. Line and column count from 1. */
  public positionOf(path: FieldPath): { line: number; column: number } {
    let node = this.resolved(this.document?.contents);
    let offset = node?.range?.[0] ?? 0;
    for (const step of path) {
      const [next, at] = this.step(node, step);
      if (at === undefined) break;
      offset = at;
      node = this.resolved(next);
    }
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** The line of a key that is a list or a mapping. */
  public lineOfCollectionAsKey(): number | undefined {
    const error = this.document?.errors.find(({ code }) => code === 'NON_STRING_KEY');
    return error && this.lines.linePos(error.pos[0]).line;
  }

  /** What lies one step further, and the offset where it is named. */
  private step(node: Node | undefined, step: string | number): [unknown, number?] {
    const { isMap, isNode, isSeq } = this.yaml;
    if (isSeq(node)) {
      const item = node.items[Number(step)];
      return [item, isNode(item) ? item.range?.[0] : undefined];
    }
    const pair = isMap(node) ? this.pairOf(node.items, String(step)) : undefined;
    return [pair?.value, isNode(pair?.key) ? pair.key.range?.[0] : undefined];
  }

  /** The last one counts; what is merged in, only where the map has none of its own. */
  private pairOf(pairs: readonly Pair[], key: string): Pair | undefined {
    const { isMap, isScalar, isSeq } = this.yaml;
    const named = (wanted: string) => pairs.filter((pair) => isScalar(pair.key) && (String(pair.key.value) === wanted || pair.key.source === wanted));
    const own = named(key).at(-1);
    if (own) return own;
    for (const { value } of named('<<')) {
      const merged = this.resolved(value);
      for (const source of isSeq(merged) ? merged.items : [merged]) {
        const map = this.resolved(source);
        const found = isMap(map) ? this.pairOf(map.items, key) : undefined;
        if (found) return found;
      }
    }
    return undefined;
  }

  private resolved(node: unknown): Node | undefined {
    const { isAlias, isNode } = this.yaml;
    if (isAlias(node)) return node.resolve(this.document!);
    return isNode(node) ? node : undefined;
  }
}
