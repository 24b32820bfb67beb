import { mebibytes, millis, quantity } from '../../../src/checklist/readers/quantity';

test.each([
  ['128974848', 128974848], ['129e6', 129e6], ['129M', 129e6], ['128974848000m', 128974848], ['123Mi', 123 * 1024 ** 2],
  ['1Ki', 1024], ['1Gi', 1024 ** 3], ['1Ti', 1024 ** 4], ['1Pi', 1024 ** 5], ['1Ei', 1024 ** 6],
  ['1n', 1e-9], ['1u', 1e-6], ['1m', 1e-3], ['1k', 1e3], ['1G', 1e9], ['1T', 1e12], ['1P', 1e15], ['1E', 1e18],
  ['1E3', 1000], ['1e-3', 0.001], ['.5', 0.5], ['5.', 5], ['+1.5Gi', 1.5 * 1024 ** 3], ['-1', -1], ['1.005k', 1005],
])('%s is %p', (text, number) => expect(quantity(text)).toBe(number));

test('a number, as YAML has it, is a quantity', () => expect(quantity(2)).toBe(2));

test.each(['', ' 1', '1 Gi', '1gi', '1KB', '1K', 'e3', '1Gi3', 'NaN', '1e1.5', '0x10'])('%p is none', (text) => {
  expect(() => quantity(text))
    .toThrow(new Error(`quantity must be a Kubernetes quantity, got ${JSON.stringify(text)}; write for example "10Gi" or "500m"`));
});

test('sizes are read in MiB', () => {
  expect(mebibytes('10Gi')).toBe(10240);
  expect(mebibytes('1G')).toBeCloseTo(953.67, 2);
});

test('CPUs are read in thousandths, rounded up as the API server does', () => {
  expect(millis('1500m')).toBe(1500);
  expect(millis('0.1')).toBe(100);
  expect(millis('1.1')).toBe(1100);
  expect(millis('1500u')).toBe(2);
});
