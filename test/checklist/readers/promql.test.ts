import * as fc from 'fast-check';
import { labelPattern } from '../../../src/checklist/readers/label-pattern';
import { matchesSeries, selectorsIn } from '../../../src/checklist/readers/promql';
import { SEED } from '../../support/seed';

const up = (...matchers: Array<[string, string, string]>) => ({
  metric: 'up', absent: false, matchers: matchers.map(([label, op, value]) => ({ label, op, value })),
});

describe('selectors', () => {
  test.each([
    ['up', [up()]],
    ['up{a="b", c!="d", e=~"f.*", g!~"h"}', [up(['a', '=', 'b'], ['c', '!=', 'd'], ['e', '=~', 'f.*'], ['g', '!~', 'h'])]],
    ['rate(up{a="b"}[5m] offset 1h) > 0.5', [up(['a', '=', 'b'])]],
    ['sum by (pod) (up{a="1"}) / on (pod) group_left up{a="2"}', [up(['a', '=', '1']), up(['a', '=', '2'])]],
    ['1 + 2', []],
    ['"up"', []],
    ['up{a="x y"} # up{a="z"}', [up(['a', '=', 'x y'])]],
    ['up # ""\n + up{a="b"}', [up(), up(['a', '=', 'b'])]],
    ['up{a=\'say "hi"\'}', [up(['a', '=', 'say "hi"'])]],
    ['up{a=`\\d#`}', [up(['a', '=', '\\d#'])]],
    ['up{a=~"\\\\d+\\"\\x41\\u0042\\n\\103"}', [up(['a', '=~', '\\d+"AB\nC'])]],
    ['{__name__="up"}', [{ ...up(['__name__', '=', 'up']) }]],
    ['{"up", "a"="b"}', [up(['a', '=', 'b'])]],
    ['{__name__=~"up.*"}', [{ ...up(['__name__', '=~', 'up.*']), metric: undefined }]],
    ['up{a="b"}[5m', [up(['a', '=', 'b'])]],
  ])('%s', (expr, selectors) => expect(selectorsIn(expr)).toEqual(selectors));

  test('what is only asked to be absent is marked', () => {
    const marked = selectorsIn('absent(up{a="1"} == 1) or absent_over_time(up[5m]) or absent(max(up)) and up')
      .map(({ absent }) => absent);
    expect(marked).toEqual([true, true, true, false]);
  });

  test('expressions that differ in strings only keep their own strings', () => {
    expect(selectorsIn('up{a="1"}')).toEqual([up(['a', '=', '1'])]);
    expect(selectorsIn('up{a="2"}')).toEqual([up(['a', '=', '2'])]);
  });
});

describe('matchers', () => {
  test.each([
    ['=', 'a', 'a', true], ['=', 'a', 'ab', false], ['=', '', '', true],
    ['!=', 'a', 'a', false], ['!=', 'a', '', true],
    ['=~', 'orders-[0-9]+', 'orders-1', true], ['=~', 'orders-[0-9]+', 'orders-1-wal', false], ['=~', 'orders-[0-9]+', 'my-orders-1', false],
    ['=~', '^orders-[0-9]+$', 'orders-1', true], ['=~', 'a|b', 'b', true], ['=~', 'a|b', 'ab', false], ['=~', '(?i)ORDERS', 'orders', true],
    ['=~', '.*', '', true], ['=~', '.+', '', false], ['=~', 'a.b', 'a\nb', true], ['=~', '[', '[', false], ['=~', 'a)|(', 'a', false],
    ['!~', 'orders-[0-9]+', 'orders-1', false], ['!~', 'orders-[0-9]+', 'billing-1', true],
  ] as const)('%s %p with %p: %p', (op, value, label, passes) => expect(matchesSeries({ label: 'a', op, value }, label)).toBe(passes));

  test('a pattern matches exactly what it matches as a whole, and every value that passes has its start', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '-', '\\.', '.', '*', '?', '+', '|', '(', ')', '[ab]', '[|]', '{2}', '^', '$', '\\b', '(?<=a)'), { maxLength: 7 });
    const value = fc.array(fc.constantFrom('a', 'b', '-', '.', '|'), { maxLength: 6 });
    fc.assert(fc.property(pattern, fc.array(value, { minLength: 8, maxLength: 8 }), (tokens, values) => {
      const text = tokens.join('');
      let whole: RegExp;
      try {
        new RegExp(text);
        whole = new RegExp(`^(?:${text})$`, 's');
      } catch {
        return;
      }
      for (const each of values.map((letters) => letters.join(''))) {
        expect(labelPattern(text).matches(each)).toBe(whole.test(each));
        if (whole.test(each)) expect(each.startsWith(labelPattern(text).start)).toBe(true);
      }
    }), { numRuns: 2000, seed: SEED });
  });
});
