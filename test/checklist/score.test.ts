import { judge } from '../../src/checklist/judge';
import { score } from '../../src/checklist/score';
import { GOOD } from '../support/good-facts';

const NOW = new Date('2026-03-31T00:00:00Z');

test('counts what passes', () => {
  expect(score(judge(GOOD, NOW))).toBe('24 of 24');
});

test('names the rest only where there is some', () => {
  const facts = {
    ...GOOD,
    drills: { restore: [], failover: [] },
    logs: { what: 'Alloy', attested: true },
    waivers: ['restore-drill', 'failover-drill'].map((rule) => ({ rule, reason: 'later' })),
  };
  expect(score(judge(facts, NOW))).toBe('22 of 24, 2 waived, 1 attested');
  expect(score(judge({ ...facts, instances: 1, workload: {} }, NOW))).toBe('19 of 24, 2 waived, 1 failed, 2 unknown, 1 attested');
});

test('says when nothing was judged', () => {
  expect(score({ ...judge(GOOD, NOW), results: [] })).toBe('not judged');
});
