import { DatabaseFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { OperatorsFacts } from '../../src/checklist/operators-facts';
import { score } from '../../src/checklist/score';
import { Unseen } from '../../src/checklist/unseen';
import { GOOD, OPERATOR } from '../support/good-facts';

const NOW = new Date('2026-03-31T00:00:00Z');
const UNSEEN: OperatorsFacts = { needed: [{ name: 'CloudNativePG', deployment: new Unseen('It is not in the input; add it.') }] };

test('counts what passes', () => {
  expect(score(judge(GOOD, NOW))).toBe('24 of 24; operators-survive met');
});

test('names the rest only where there is some', () => {
  const facts = {
    ...GOOD,
    drills: { restore: [], failover: [] },
    logs: { what: 'Alloy', attested: true },
    waivers: ['restore-drill', 'failover-drill'].map((rule) => ({ rule, reason: 'later' })),
  };
  expect(score(judge(facts, NOW))).toBe('22 of 24, 2 waived, 1 attested; operators-survive met');
  expect(score(judge({ ...facts, instances: 1, workload: {} }, NOW))).toBe('19 of 24, 2 waived, 1 failed, 2 unknown, 1 attested; operators-survive met');
});

test.each<[string, Partial<DatabaseFacts>]>([
  ['attested', { operators: { ...UNSEEN, attested: 'the platform team' } }],
  ['unknown', { operators: UNSEEN }],
  ['failed', { operators: { needed: [{ name: 'CloudNativePG', deployment: { ...OPERATOR, replicas: 1 } }] } }],
  ['waived', { operators: UNSEEN, waivers: [{ rule: 'operators-survive', reason: 'r' }] }],
])('names what the guide has no box for, and does not count it: %s', (word, facts) => {
  expect(score(judge({ ...GOOD, ...facts }, NOW))).toBe(`24 of 24; operators-survive ${word}`);
});

test('says how often a rule beyond the guide found the same mistake', () => {
  const report = judge({ ...GOOD, operators: UNSEEN }, NOW);
  const last = report.results[report.results.length - 1];
  expect(score({ ...report, results: [...report.results, last] })).toBe('24 of 24; operators-survive unknown 2 times');
});

test('says when nothing was judged', () => {
  expect(score({ ...judge(GOOD, NOW), results: [] })).toBe('not judged');
});
