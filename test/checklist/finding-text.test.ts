import { findingTexts } from '../../src/checklist/finding-text';
import { judge } from '../../src/checklist/judge';
import { Unseen } from '../../src/checklist/unseen';
import { GOOD } from '../support/good-facts';

const NOW = new Date('2026-03-31T00:00:00Z');

test('a good database has none', () => {
  expect(findingTexts(judge(GOOD, NOW))).toEqual([]);
});

test('each failure is one line of what was found, how to mend it, why, and who says so', () => {
  expect(findingTexts(judge({ ...GOOD, instances: 2 }, NOW))).toEqual([
    'three-instances: 2 instances, fewer than 3. '
    + 'Set instances to 3 or more; in YAML: spec.instances: 3. '
    + 'With two instances a failure leaves one without a copy, and a node that is drained for maintenance leaves none to fail over to. '
    + 'Source: Running Databases on Kubernetes guide, 6.1 and 12; CloudNativePG 1.30 docs, Architecture, Reserving nodes for PostgreSQL workloads',
  ]);
});

test('what is unknown is a line too, and problems of waivers come last', () => {
  const facts = { ...GOOD, logs: new Unseen('No collector is in the input; add it.'), waivers: [{ rule: 'nonsense', reason: 'r' }] };
  const [unknown, problem, ...rest] = findingTexts(judge(facts, NOW));
  expect(unknown).toMatch(/^logs-collected: No collector is in the input; add it\. Give the platform logs: /);
  expect(problem).toBe('waiver "nonsense" must name a rule or "not-for-production", got "nonsense"; docs/checklist.md lists the rules');
  expect(rest).toEqual([]);
});

test('what is waived is none', () => {
  expect(findingTexts(judge({ ...GOOD, instances: 2, waivers: [{ rule: 'three-instances', reason: 'two sites' }] }, NOW))).toEqual([]);
});
