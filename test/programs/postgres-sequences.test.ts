import { called } from './called';

const SEQUENCE = { schema: 'public', name: 's', increment: '1', least: '1', most: '9223372036854775807', cycles: false, value: '500', called: true };
const ahead = (change: Partial<typeof SEQUENCE>) => called('postgres-sequences.mjs', 'ahead', { ...SEQUENCE, ...change }).returned;

test.each([
  ['of many values is 1,000 ahead', {}, '1500'],
  ['that was never drawn from is, too', { value: '1', called: false }, '1001'],
  ['by sevens is 1,000 values of its own ahead', { increment: '7' }, '7500'],
  ['downwards goes down', { increment: '-1', least: '-100000', most: '-1', value: '-10' }, '-1009'],
  ['of few values takes a hundredth of what is left', { most: '9999' }, '594'],
  ['at its end stays', { most: '550' }, '500'],
  ['that begins anew at its end stays', { cycles: true }, '500'],
  ['beyond what a number of JavaScript can be keeps each digit', { value: '9007199254740993' }, '9007199254741993'],
])('a sequence %s', (_, change, value) => {
  expect(ahead(change).value).toBe(value);
});

test.each([
  ['less is behind', {}, { value: '499' }, true],
  ['more is not', {}, { value: '501' }, false],
  ['the same is not', {}, {}, false],
  ['the same, but not given yet, is', {}, { called: false }, true],
  ['more is, where it goes down', { increment: '-1' }, { value: '501' }, true],
  ['less is not, where it goes down', { increment: '-1' }, { value: '499' }, false],
])('a sequence with %s', (_, wanted, there, is) => {
  expect(called('postgres-sequences.mjs', 'isBehind', { ...SEQUENCE, ...wanted, ...there }, { ...SEQUENCE, ...wanted }).returned).toBe(is);
});
