import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const SOURCE = join(__dirname, '..', '..', 'src');
const REFUSES = /^(refuse|require[A-Z]\w*)$/;

/** The places in the source that refuse: every call of `refuse` and of a `require…`. */
export class RefusalSites {
  private readonly counts = new Map<string, { readonly line: string; count: number }>();

  /** @param folders of the source, or single files */
  constructor(...folders: string[]) {
    for (const folder of folders) {
      const files = folder.endsWith('.ts') ? [folder] : readdirSync(join(SOURCE, folder)).filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
      files.forEach((file) => this.read(file));
    }
  }

  /** Counts the places that an error came through. */
  public add({ stack = '' }: Error): void {
    const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
    const places = new Set(frames.map((frame) => /([^\s(]+\.ts):(\d+):\d+\)?$/.exec(frame)).map((match) => match && `${relative(SOURCE, match[1])}:${match[2]}`));
    for (const place of places) {
      const site = place && this.counts.get(place);
      if (site) site.count += 1;
    }
  }

  public get count(): number {
    return this.counts.size;
  }

  public get never(): string[] {
    return [...this.counts].filter(([, { count }]) => count === 0).map(([place, { line }]) => `${place} ${line}`);
  }

  private read(file: string): void {
    const source = ts.createSourceFile(file, readFileSync(join(SOURCE, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const lines = source.text.split('\n');
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && REFUSES.test(node.expression.getText())) {
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line;
        this.counts.set(`${file}:${line + 1}`, { line: lines[line].trim().slice(0, 120), count: 0 });
      }
      node.forEachChild(visit);
    };
    visit(source);
  }
}
