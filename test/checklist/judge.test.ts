import { DatabaseFacts, WaiverFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { pass, Rule } from '../../src/checklist/rule';
import { RULES } from '../../src/checklist/rules';
import { GOOD } from '../support/good-facts';

const TODAY = new Date('2026-03-31T23:59:59Z');
const TOMORROW = new Date('2026-04-01T00:00:00Z');
const ONE: DatabaseFacts = { ...GOOD, instances: 1 };
const NO_DRILLS: DatabaseFacts = { ...GOOD, drills: { restore: [], failover: [] } };
const OPEN: DatabaseFacts = { ...ONE, superuserAccess: 'enableSuperuserAccess is true' };
const SINGLE: WaiverFacts = { rule: 'three-instances', reason: 'one is enough for the intranet' };
const PREVIEW: WaiverFacts = { rule: 'not-for-production', reason: 'a preview of pull request 12' };

function judged(facts: DatabaseFacts, ...waivers: WaiverFacts[]) {
  const report = judge({ ...facts, waivers }, TODAY);
  const result = (id: string) => report.results.find(({ rule }) => rule.id === id)!;
  return { problems: report.problems.map(({ found }) => found), result, waived: report.results.filter(({ outcome }) => outcome === 'waived').map(({ rule }) => rule.id) };
}

test('a good database passes every rule, in their order, without problems', () => {
  const report = judge({ ...GOOD, arbiters: 0, objectives: { recoveryPointSeconds: 900, recoveryTimeSeconds: 14_400 } }, TODAY);
  expect(report.results.map(({ rule, outcome }) => [rule.id, outcome])).toEqual(RULES.map((rule) => [rule.id, 'pass']));
  expect(report).toMatchObject({ name: 'orders', namespace: 'shop', kind: 'Cluster', engine: 'postgresql', operator: 'CloudNativePG', problems: [] });
});

test('what a database does not promise it is not judged by, neither as met nor as failed', () => {
  const ids = (objectives: DatabaseFacts['objectives']) => judge({ ...GOOD, objectives }, TODAY).results.map(({ rule }) => rule.id).filter((id) => id.endsWith('-objective'));
  expect(ids(undefined)).toEqual([]);
  expect(ids({})).toEqual([]);
  expect(ids({ recoveryPointSeconds: 60 })).toEqual(['recovery-point-objective']);
  expect(ids({ recoveryTimeSeconds: 60 })).toEqual(['recovery-time-objective']);
});

test('what is not met and not waived stays a failure', () => {
  expect(judged(ONE).result('three-instances')).toMatchObject({ outcome: 'fail', found: '1 instance, fewer than 3' });
});

test('a rule that throws fails and says so', () => {
  const broken: Rule = { ...RULES[0], check: () => { throw new Error('volumes is undefined'); } };
  expect(judge(GOOD, TODAY, { rules: [broken] }).results).toEqual([{ rule: broken, outcome: 'fail', found: 'the rule broke: volumes is undefined', fix: broken.fix }]);
});

describe('a waiver', () => {
  test('keeps what was found beside its reason and its last day', () => {
    const { result, problems } = judged(ONE, { ...SINGLE, expires: '2026-03-31' });
    expect(result('three-instances')).toMatchObject({
      outcome: 'waived', found: '1 instance, fewer than 3', reason: 'one is enough for the intranet', expires: '2026-03-31',
    });
    expect(problems).toEqual([]);
  });

  test('that is wrong is a problem where it stands', () => {
    const at = { of: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }, path: ['metadata', 'annotations'] };
    expect(judge({ ...GOOD, waivers: [{ ...SINGLE, at }] }, TODAY).problems).toEqual([{ found: expect.any(String), waiver: 'three-instances', at }]);
  });

  test('counts on its last day and no longer', () => {
    const facts = { ...ONE, waivers: [{ ...SINGLE, expires: '2026-03-31' }] };
    expect(judge(facts, TODAY).problems).toEqual([]);
    const later = judge(facts, TOMORROW);
    expect(later.problems.map(({ found }) => found)).toEqual(['waiver "three-instances" must not have expired, got "2026-03-31" on 2026-04-01; meet the rule, or waive it anew']);
    expect(later.results.filter(({ outcome }) => outcome !== 'pass').map(({ outcome }) => outcome)).toEqual(['fail']);
  });

  test('waives what is unknown too', () => {
    const { waived, problems } = judged({ ...GOOD, workload: {} },
      { rule: 'storage-headroom', reason: 'new' }, { rule: 'storage-performance', reason: 'new' });
    expect({ waived, problems }).toEqual({ waived: ['storage-headroom', 'storage-performance'], problems: [] });
  });

  test.each<[string, DatabaseFacts, WaiverFacts[], string[], string[]]>([
    ['names no rule', ONE, [{ rule: 'thre-instances', reason: 'r' }],
      ['waiver "thre-instances" must name a rule or "not-for-production", got "thre-instances"; docs/checklist.md lists the rules'], []],
    ['has no reason', ONE, [{ ...SINGLE, reason: ' ' }],
      ['waiver "three-instances" must have a reason, got " "; say why this database does not follow the rule'], []],
    ['waives nothing', GOOD, [SINGLE], ['waiver "three-instances" must waive something, got a rule that is met or waived already; remove it'], []],
    ['has an expiry that is no day', ONE, [{ ...SINGLE, expires: 'soon' }],
      ['waiver "three-instances" must expire on a day as YYYY-MM-DD, got "soon"; write for example "2027-03-31"'], []],
    ['is there three times', ONE, [SINGLE, SINGLE, SINGLE], ['waiver "three-instances" must be there once, got several; keep one'], ['three-instances']],
  ])('that %s is a problem', (_, facts, waivers, problems, waived) => {
    expect(judged(facts, ...waivers)).toMatchObject({ problems, waived });
  });
});

describe('not-for-production', () => {
  test('waives every costly rule that is not met, and no other', () => {
    const { waived, problems, result } = judged({ ...OPEN, ...NO_DRILLS, instances: 1, superuserAccess: 'on' }, PREVIEW);
    expect({ waived, problems }).toEqual({ waived: ['three-instances', 'failover-drill', 'restore-drill'], problems: [] });
    expect(result('least-privilege').outcome).toBe('fail');
  });

  test.each([[[SINGLE, PREVIEW]], [[PREVIEW, SINGLE]]])('gives way to a waiver of one rule, in any order', (waivers) => {
    const { result, problems } = judged({ ...NO_DRILLS, instances: 1 }, ...waivers);
    expect([result('three-instances').reason, result('restore-drill').reason]).toEqual([SINGLE.reason, PREVIEW.reason]);
    expect(problems).toEqual([]);
  });

  test.each([
    ['every rule is met', GOOD, [PREVIEW]],
    ['other waivers cover all', ONE, [PREVIEW, SINGLE]],
    ['only rules without costs are not met', { ...GOOD, superuserAccess: 'on' }, [PREVIEW]],
  ])('is a problem when %s', (_, facts, waivers) => {
    expect(judged(facts, ...waivers).problems).toEqual(['waiver "not-for-production" must waive something, got no costly rule left that is not met; remove it']);
  });

  test('expires like any other', () => {
    expect(judged(ONE, { ...PREVIEW, expires: '2026-03-30' })).toMatchObject({
      waived: [],
      problems: ['waiver "not-for-production" must not have expired, got "2026-03-30" on 2026-03-31; meet the rule, or waive it anew'],
    });
  });
});

test('a rule that nobody wrote yet needs nothing but the list', () => {
  const rule: Rule = { ...RULES[0], id: 'new', check: () => pass('fine', true) };
  expect(judge(GOOD, TODAY, { rules: [rule] }).results).toEqual([{ rule, outcome: 'pass', found: 'fine', fix: rule.fix, attested: true }]);
});
