import { createRequire } from 'module';
import type { LRParser } from '@lezer/lr';

// The package has a CommonJS build, and types that say it has none (TS1479).
const { parser } = createRequire(__filename)('@prometheus-io/lezer-promql') as { parser: LRParser };

/** A series selector of an expression: `metric{label="value"}`. */
export interface SeriesSelector {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Every series selector of a PromQL expression; throws where the expression is none. */
export function seriesSelectors(expr: string): SeriesSelector[] {
  const selectors: SeriesSelector[] = [];
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.type.isError) throw new Error(`not PromQL at ${node.from}: ${expr}`);
      if (node.name !== 'VectorSelector') return;
      const name = node.node.getChild('Identifier');
      const matchers = node.node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
      selectors.push({
        metric: name ? expr.slice(name.from, name.to) : '',
        labels: Object.fromEntries(matchers.map((matcher) => {
          const [label, op, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((part) => {
            const child = matcher.getChild(part)!;
            return expr.slice(child.from, child.to);
          });
          return [label, `${op}${value}`];
        })),
      });
    },
  });
  return selectors;
}
