import { asOf } from '../../src/checklist/as-of';

test('is now', () => {
  const before = Date.now();
  const now = asOf({}).getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test('is what SOURCE_DATE_EPOCH says, in seconds', () => {
  expect(asOf({ SOURCE_DATE_EPOCH: '1774915200' })).toEqual(new Date('2026-03-31T00:00:00Z'));
  expect(asOf({ SOURCE_DATE_EPOCH: '0' })).toEqual(new Date(0));
});

test.each(['', 'today', '-1', '1.5', '1e9', '0x10', ' 1', '8640000000001'])('SOURCE_DATE_EPOCH=%s is refused', (epoch) => {
  expect(() => asOf({ SOURCE_DATE_EPOCH: epoch })).toThrow(
    `SOURCE_DATE_EPOCH must be whole seconds since 1970, got ${JSON.stringify(epoch)}; correct the environment variable or unset it`);
});
