import { cut, legible } from '../../src/validation/legible';

test.each([
  ['a line of its own is none', 'a\nb\r\n\tc\u2028d', 'a b c d'],
  ['a control is a sign', '\u001b[31mred\u0000\u009b', '\ufffd[31mred\ufffd\ufffd'],
  ['half a surrogate pair is a sign, a whole one stays', '\ud800 \u{1f600}', '\ufffd \u{1f600}'],
  ['the direction of reading stays', '\u202egnirts\u2069', '\ufffdgnirts\ufffd'],
  ['what is no text although its type says so is one', 5 as unknown as string, '5'],
])('%s', (_, text, shown) => {
  expect(legible(text)).toBe(shown);
});

test('what is cut off is seen, and no surrogate pair is cut in two', () => {
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abcd', 3)).toBe('ab…');
  expect(cut('a\u{1f600}bc', 3)).toBe('a…');
});
