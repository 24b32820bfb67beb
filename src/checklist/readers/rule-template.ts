import { LabelMatcher, selectorsIn } from './promql';

/** One of the metrics that an alert's expression reads. */
export interface Condition {
  /** Which of the rule object's alerts. */
  readonly alert: number;
  readonly metric?: string;
  /** Whether the alert asks only whether it is there. */
  readonly absent: boolean;
}

/** Conditions with the same matchers. */
export interface ConditionGroup {
  readonly matchers: ReadonlyArray<{ readonly label: string; readonly op: LabelMatcher['op']; /** Its number. */ readonly string: number }>;
  readonly conditions: readonly Condition[];
}

/** What the alerts of one rule object read. */
export interface ReadRule {
  readonly groups: readonly ConditionGroup[];
  /** The different strings in the expressions. */
  readonly strings: readonly string[];
}

/** Reads the alerts of a rule object. */
export function readRule(expressions: readonly string[]): ReadRule {
  const key = `${expressions.length} ${expressions[0]?.split('"', 1)[0]}`;
  let templates = known.get(key);
  if (!templates) known.set(key, templates = []);
  for (const template of templates) {
    const strings = template.stringsOf(expressions);
    if (strings) return { groups: template.groups, strings };
  }
  const made = new RuleTemplate(expressions);
  if (made.isReusable) {
    templates.unshift(made);
    templates.length = Math.min(templates.length, MOST_ALIKE);
  }
  return { groups: made.groups, strings: made.strings };
}

const known = new Map<string, RuleTemplate[]>();

/** Rules that differ from each other in more than strings are not worth trying one after the other. */
const MOST_ALIKE = 8;

/**
 * A rule object apart from what its strings say.
 *
 * A thousand databases have the same alerts but for names in strings. To parse them all would cost more than
 * to serialize them; to see that a text is the template's costs a fraction of it.
 */
class RuleTemplate {
  public readonly groups: readonly ConditionGroup[];
  public readonly strings: readonly string[];
  public readonly isReusable: boolean;
  /** For each expression the texts around its strings with the quotation marks, and the numbers of the strings between them. */
  private readonly expressions: ReadonlyArray<{ readonly texts: readonly string[]; readonly numbers: readonly number[] }>;
  /** Numbers of strings that have to stay the same, because they name metrics or labels. */
  private readonly names = new Set<number>();

  constructor(expressions: readonly string[]) {
    const numbers = new Map<string, number>();
    const numberOf = (text: string) => {
      if (!numbers.has(text)) numbers.set(text, numbers.size);
      return numbers.get(text)!;
    };
    this.expressions = expressions.map((expression) => {
      const pieces = expression.split('"');
      const texts = pieces.filter((_, i) => i % 2 === 0);
      return {
        texts: texts.map((text, i) => `${i > 0 ? '"' : ''}${text}${i < texts.length - 1 ? '"' : ''}`),
        numbers: pieces.filter((_, i) => i % 2 === 1).map(numberOf),
      };
    });

    const groups = new Map<string, { matchers: Array<ConditionGroup['matchers'][number]>; conditions: Condition[] }>();
    expressions.forEach((expression, alert) => {
      for (const { metric, matchers, absent } of selectorsIn(expression)) {
        for (const name of [metric, ...matchers.map(({ label }) => label)]) {
          if (name !== undefined && numbers.has(name)) this.names.add(numbers.get(name)!);
        }
        const key = JSON.stringify(matchers);
        const group = groups.get(key)
          ?? { matchers: matchers.map(({ label, op, value }) => ({ label, op, string: numberOf(value) })), conditions: [] };
        group.conditions.push({ alert, metric, absent });
        groups.set(key, group);
      }
    });
    this.groups = [...groups.values()];
    this.strings = [...numbers.keys()];
    // other strings and comments are for the grammar
    this.isReusable = !expressions.some((expression) => /[\\'`#]/.test(expression));
  }

  /** The strings of expressions that differ from the template's in strings only; undefined of others. */
  public stringsOf(expressions: readonly string[]): string[] | undefined {
    const strings: string[] = [];
    for (let i = 0; i < expressions.length; i++) {
      if (!this.collect(expressions[i], i, strings)) return undefined;
    }
    for (const name of this.names) if (strings[name] !== this.strings[name]) return undefined;
    return strings;
  }

  private collect(expression: string, i: number, strings: string[]): boolean {
    const { texts, numbers } = this.expressions[i];
    let at = 0;
    for (let n = 0; n < numbers.length; n++) {
      if (!expression.startsWith(texts[n], at)) return false;
      at += texts[n].length;
      let string = strings[numbers[n]];
      if (string === undefined) {
        string = strings[numbers[n]] = expression.slice(at, expression.indexOf('"', at));
        if (string.includes('\\')) return false;
      } else if (!expression.startsWith(string, at)) {
        return false;
      }
      at += string.length;
    }
    const last = texts[numbers.length];
    return expression.length === at + last.length && expression.endsWith(last);
  }
}
