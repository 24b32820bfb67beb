import { LabelMatcher, selectorsIn } from './promql';

/** A variable of a Grafana dashboard, as its JSON model has it. */
export interface GrafanaVariable {
  readonly name: string;
  readonly type?: string;
  readonly query?: string | { readonly query?: string };
  readonly definition?: string;
  readonly regex?: string;
}

const VARIABLE = /\$(\w+)|\$\{(\w+)(?:\W[^}]{0,200})?\}|\[\[(\w+)(?:\W[^\]]{0,200})?\]\]/g;
const ANYTHING = '.*';

/** What a panel's query shows; its variables stand for the narrowest that a manifest shows. */
export interface Shown {
  readonly metric?: string;
  readonly matchers: readonly LabelMatcher[];
}

export function shownBy(expr: string, variables: ReadonlyMap<string, GrafanaVariable>): Shown[] {
  // outside of strings a variable stands for a duration, a number or a label, none of which selects series
  const parts = expr.split(/("(?:[^"\\]|\\[^])*(?:"|$))/);
  const parsable = parts.map((part, i) => (i % 2 ? part : part.replace(VARIABLE, '1m'))).join('');
  return selectorsIn(parsable).map(({ metric, matchers }) => ({ metric, matchers: resolved(matchers, variables, new Set()) }));
}

function resolved(matchers: readonly LabelMatcher[], variables: ReadonlyMap<string, GrafanaVariable>, within: ReadonlySet<string>): LabelMatcher[] {
  return matchers.flatMap((matcher) => resolvedMatcher(matcher, variables, within));
}

function resolvedMatcher(matcher: LabelMatcher, variables: ReadonlyMap<string, GrafanaVariable>, within: ReadonlySet<string>): LabelMatcher[] {
  const used = [...matcher.value.matchAll(VARIABLE)].map((match) => match[1] ?? match[2] ?? match[3]);
  if (used.length === 0) return [matcher];
  // what is left out depends on the choice of the person who looks at it
  if (matcher.op === '!=' || matcher.op === '!~') return [];

  const texts = matcher.value.split(VARIABLE_SPLIT).map((text, i) => {
    if (i % 2) return choicesOf(variables.get(used[(i - 1) / 2]));
    return matcher.op === '=~' ? text : escape(text);
  });
  const sources = used.filter((name) => !within.has(name))
    .flatMap((name) => sourceMatchers(variables.get(name), matcher.label, variables, new Set([...within, name])));
  return [{ label: matcher.label, op: '=~', value: texts.join('') }, ...sources];
}

/** `VARIABLE` with the whole as its only group, so that splitting alternates texts and variables. */
const VARIABLE_SPLIT = /(\$\w+|\$\{\w+(?:\W[^}]{0,200})?\}|\[\[\w+(?:\W[^\]]{0,200})?\]\])/;

function choicesOf(variable: GrafanaVariable | undefined): string {
  const text = typeof variable?.query === 'string' ? variable.query : '';
  if (variable?.type === 'constant') return escape(text);
  if (variable?.type !== 'custom') return ANYTHING;
  const values = text.split(',').map((choice) => choice.split(' : ').pop()!.trim());
  return `(?:${values.map(escape).join('|')})`;
}

/** What a variable's own query asks of the series that it takes its values from: `label_values(metric{…}, label)`. */
function sourceMatchers(
  variable: GrafanaVariable | undefined, label: string, variables: ReadonlyMap<string, GrafanaVariable>, within: ReadonlySet<string>,
): LabelMatcher[] {
  if (variable?.type !== 'query') return [];
  const query = typeof variable.query === 'string' ? variable.query : variable.query?.query ?? variable.definition ?? '';
  const selector = /^\s*label_values\s*\((.+),\s*\w+\s*\)\s*$/s.exec(query)?.[1];
  const matchers = selector ? selectorsIn(selector).slice(0, 1).flatMap((each) => resolved(each.matchers, variables, within)) : [];
  const filter = /^\/(.+)\/$/.exec(variable.regex ?? '')?.[1];
  // a filter with a group takes a part of the value, which says nothing of the whole
  return filter && !filter.includes('(') ? [...matchers, { label, op: '=~', value: `.*(?:${filter}).*` }] : matchers;
}

function escape(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
