import { labelPattern } from './label-pattern';

export interface LabelMatcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Whether a label of this value (empty where the series lacks the label) passes. */
export function matchesSeries({ op, value: asked }: LabelMatcher, value: string): boolean {
  switch (op) {
    case '=': return value === asked;
    case '!=': return value !== asked;
    case '=~': return labelPattern(asked).matches(value);
    case '!~': return !labelPattern(asked).matches(value);
  }
}

/** A vector selector of a PromQL expression, for example `up{job="a"}`. */
export interface SeriesSelector {
  /** Undefined when the selector takes metrics by pattern, or by their labels alone. */
  readonly metric?: string;
  readonly matchers: readonly LabelMatcher[];
  /** Whether the expression asks only whether there is no such series. */
  readonly absent: boolean;
}

const shapes = new Map<string, readonly SelectorShape[]>();

/** The selectors of an expression, those in broken parts left out. Expressions that differ in strings only are parsed once. */
export function selectorsIn(expr: string): SeriesSelector[] {
  const { shape, strings } = withoutStrings(expr);
  let selectors = shapes.get(shape);
  if (!selectors) shapes.set(shape, selectors = parse(shape));
  const textOf = (text: string | number) => (typeof text === 'number' ? strings[text] : text);
  return selectors.map(({ metric, matchers, absent }) => ({
    metric: metric === undefined ? undefined : textOf(metric),
    matchers: matchers.map(({ label, op, value }) => ({ label: textOf(label), op, value: strings[value] })),
    absent,
  }));
}

/** A selector without its strings; a number stands for the string of that number. */
interface SelectorShape {
  readonly metric?: string | number;
  readonly matchers: ReadonlyArray<{ readonly label: string | number; readonly op: LabelMatcher['op']; readonly value: number }>;
  readonly absent: boolean;
}

/** The expression with empty strings and without comments, and the strings in their order. */
function withoutStrings(expr: string): { shape: string; strings: string[] } {
  const strings: string[] = [];
  const shape = expr.replace(/#[^\n]*|"(?:[^"\\]|\\[^])*(?:"|$)|'(?:[^'\\]|\\[^])*(?:'|$)|`[^`]*(?:`|$)/g, (token) => {
    if (token.startsWith('#')) return '';
    const inner = token.slice(1, -1);
    strings.push(token.startsWith('`') ? inner : unescape(inner));
    return '""';
  });
  return { shape, strings };
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Go's escapes, which PromQL has. */
function unescape(text: string): string {
  return text.replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{3})|([^]))/gi, (all, x, u, U, octal, other) => {
    if (octal) return String.fromCharCode(parseInt(octal, 8));
    if (other) return ESCAPES[other] ?? other;
    return String.fromCodePoint(parseInt(x ?? u ?? U ?? all, 16));
  });
}

/** What of a syntax tree is read here; see https://lezer.codemirror.net/docs/ref/#common.SyntaxNode. */
interface SyntaxNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly parent: SyntaxNode | null;
  getChild(name: string): SyntaxNode | null;
  getChildren(name: string): SyntaxNode[];
}

interface Parser {
  parse(text: string): { iterate(spec: { enter(node: { readonly name: string; readonly node: SyntaxNode }): void }): void };
}

function parse(shape: string): SelectorShape[] {
  // loaded when first needed: keeps the import of the library fast
  const { parser } = require('@prometheus-io/lezer-promql') as { parser: Parser }; // eslint-disable-line @typescript-eslint/no-require-imports
  const numbers = new Map([...shape.matchAll(/""/g)].map((match, i) => [match.index, i]));
  const text = (node: SyntaxNode) => shape.slice(node.from, node.to);
  const number = (node: SyntaxNode | null) => numbers.get(node?.getChild('StringLiteral')?.from ?? -1);

  const selectors: SelectorShape[] = [];
  parser.parse(shape).iterate({
    enter: ({ name, node }) => {
      if (name !== 'VectorSelector') return;
      const braces = node.getChild('LabelMatchers');
      const identifier = node.getChild('Identifier');
      const matchers: Array<SelectorShape['matchers'][number]> = [];
      for (const matcher of [...braces?.getChildren('UnquotedLabelMatcher') ?? [], ...braces?.getChildren('QuotedLabelMatcher') ?? []]) {
        const label = matcher.getChild('LabelName');
        const quoted = number(matcher.getChild('QuotedLabelName'));
        const op = matcher.getChild('MatchOp');
        const value = number(matcher);
        if (!op || value === undefined || (!label && quoted === undefined)) continue;
        matchers.push({ label: label ? text(label) : quoted!, op: text(op) as LabelMatcher['op'], value });
      }
      const named = matchers.find(({ label, op }) => label === '__name__' && op === '=')?.value;
      const metric = identifier ? text(identifier) : number(braces?.getChild('QuotedLabelName') ?? null) ?? named;
      selectors.push({ metric, matchers, absent: isAbsent(node) });
    },
  });
  return selectors;
}

function isAbsent(node: SyntaxNode): boolean {
  for (let call = node.parent; call; call = call.parent) {
    const identifier = call.name === 'FunctionCall' ? call.getChild('FunctionIdentifier') : null;
    if (identifier?.getChild('Absent') ?? identifier?.getChild('AbsentOverTime')) return true;
  }
  return false;
}
