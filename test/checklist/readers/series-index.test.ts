import * as fc from 'fast-check';
import { LabelMatcher, matchesSeries } from '../../../src/checklist/readers/promql';
import { Series, SeriesIndex } from '../../../src/checklist/readers/series-index';
import { SEED } from '../../support/seed';

const LABELS = ['namespace', 'pod'];
const op = fc.constantFrom('=', '!=', '=~', '!~') as fc.Arbitrary<'=' | '!=' | '=~' | '!~'>;
const value = fc.constantFrom('', 'a', 'b', 'a-1', 'a-.*', 'a|b', '(a|b)-1', 'a?-1', '.+', 'b-[0-9]');
const matcher = fc.record({ label: fc.constantFrom('namespace', 'pod', 'usename'), op, value });
const series = fc.record({ namespace: fc.constantFrom('a', 'b'), pod: fc.constantFrom('a', 'a-1', 'b-1', '-1') }, { requiredKeys: [] });

function accepts(matchers: LabelMatcher[], labels: Series): boolean {
  return matchers.filter(({ label }) => LABELS.includes(label)).every((each) => (
    each.label in labels ? matchesSeries(each, labels[each.label]) : each.op.startsWith('=') && matchesSeries(each, '')
  ));
}

test('finds exactly what trying all matchers finds', () => {
  fc.assert(fc.property(fc.array(fc.array(matcher, { maxLength: 3 }), { maxLength: 10 }), series, (all, labels) => {
    const expected = all.flatMap((matchers, i) => (accepts(matchers, labels as Series) ? [i] : []));
    const index = new SeriesIndex(all.map((matchers, of) => ({ matchers, of })), LABELS);
    expect(index.find(labels as Series).map(({ of }) => of).sort((a, b) => a - b)).toEqual(expected);
  }), { numRuns: 500, seed: SEED });
});
