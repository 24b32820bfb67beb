import { Waiver } from '../../src/values/waiver';

test('a waiver names the rule, the reason, and the last day on which it counts', () => {
  expect(Waiver.of({ rule: 'restore-drill', reason: 'by hand', expires: '2028-02-29' })).toEqual({ rule: 'restore-drill', reason: 'by hand', expires: '2028-02-29' });
  expect(Waiver.of({ rule: 'restore-drill', reason: 'by hand' }).expires).toBeUndefined();
  expect(Waiver.notForProduction('a preview')).toMatchObject({ rule: 'not-for-production', reason: 'a preview' });
});

test.each(['', '2027', '2027-3-1', '2027-02-29', '2027-13-01', '2027-02-28T00:00:00Z', '31.12.2027', ' 2027-12-31', 'NaN'])('the day %p is refused', (expires) => {
  expect(() => Waiver.of({ rule: 'a', reason: 'b', expires }))
    .toThrow(new Error(`waiver.expires must be a day as YYYY-MM-DD, got ${JSON.stringify(expires)}; write for example "2027-03-31"`));
});

test.each<[string, () => unknown, string]>([
  ['no rule', () => Waiver.of({ reason: 'b' } as any), 'waiver.rule must not be empty, got nothing; name the rule, see docs/checklist.md'],
  ['an empty rule', () => Waiver.of({ rule: ' ', reason: 'b' }), 'waiver.rule must not be empty, got " "; name the rule, see docs/checklist.md'],
  ['an empty reason', () => Waiver.of({ rule: 'a', reason: '' }), 'waiver.reason must not be empty, got ""; say why this database does not follow the rule'],
  ['a reason of one space for all rules', () => Waiver.notForProduction(' '), 'waiver.reason must not be empty, got " "; say what this database is for'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(new Error(message));
});
