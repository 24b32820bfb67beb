import { selectorsIn } from '../../../src/checklist/readers/promql';
import { readRule } from '../../../src/checklist/readers/rule-template';

/** What a rule object reads, in words that say nothing of how it was read. */
function reading(expressions: readonly string[]): string[] {
  const { groups, strings } = readRule(expressions);
  return groups.flatMap(({ matchers, conditions }) => conditions.map(({ alert, metric, absent }) => (
    said(alert, metric, absent, matchers.map(({ label, op, string }) => ({ label, op, value: strings[string] })))
  ))).sort();
}

/** The same, each expression parsed for itself. */
function parsing(expressions: readonly string[]): string[] {
  return expressions.flatMap((expr, alert) => selectorsIn(expr).map(({ metric, absent, matchers }) => said(alert, metric, absent, matchers))).sort();
}

function said(alert: number, metric: string | undefined, absent: boolean, matchers: unknown): string {
  return JSON.stringify([alert, metric, absent, matchers]);
}

const rule = (namespace: string, name: string, limit = 5) => [
  `absent(up{namespace="${namespace}",pod=~"${name}-[0-9]+"} == 1)`,
  `lag{namespace="${namespace}",pod=~"${name}-[0-9]+"} > ${limit} and on () up{namespace="${namespace}"}`,
];

test.each([
  ['of other names', rule('a', 'orders'), rule('b', 'billing')],
  ['whose names are the same where the first one\'s differ', rule('a', 'orders'), ['absent(up{namespace="x",pod=~"x"} == 1)', rule('x', 'x')[1]]],
  ['whose names differ where the first one\'s are the same', ['up{a="s",b="s"}'], ['up{a="s",b="t"}']],
  ['with another number', rule('a', 'orders', 5), rule('a', 'orders', 6)],
  ['with a longer end', ['up{a="b"}'], ['up{a="b"} > 1']],
  ['with an escape', ['up{a="b"}'], ['up{a="\\"b\\\\d"}']],
  ['with an escaped backslash', ['up{a="b"}'], ['up{a="\\\\d"}']],
  ['with other quotation marks', ['up{a="b"}'], ['up{a=\'b\'}']],
  ['with a comment', ['up{a="b"} > 1'], ['up{a="b"} # "c"\n> 1']],
  ['with a longer text before a string', ['up{a="b"}'], ['up{a=~"b"}']],
  ['with a string that begins like the first one\'s', ['up{a="b"} or up{a="b"}'], ['up{a="b"} or up{a="bc"}']],
  ['whose string is the metric', ['{"up",a="b"}'], ['{"down",a="b"}']],
  ['whose metric is a label', ['{__name__="up"}'], ['{__name__="down"}']],
  ['with one alert less', ['up{a="b"}', 'up'], ['up{a="b"}']],
  ['without strings', ['up'], ['down']],
  ['without alerts', [], []],
])('a rule object read after one %s says the same as its expressions parsed one by one', (_, first, second) => {
  expect(reading(first)).toEqual(parsing(first));
  expect(reading(second)).toEqual(parsing(second));
  expect(reading(second)).toEqual(parsing(second));
  expect(reading(first)).toEqual(parsing(first));
});

test('rule objects that differ in strings only are parsed once', () => {
  expect(readRule(rule('c', 'orders')).groups).toBe(readRule(rule('d', 'billing')).groups);
});
