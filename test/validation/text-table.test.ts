import { textTable } from '../../src/validation/text-table';

test('frames its cells and wraps them to their columns', () => {
  expect(textTable([8, 12], [['a', 'one two three'], ['  b c', '']])).toBe([
    '┌────────┬────────────┐',
    '│ a      │ one two    │',
    '│        │ three      │',
    '│   b c  │            │',
    '└────────┴────────────┘',
  ].join('\n'));
});

test('breaks a word that is longer than its column', () => {
  expect(textTable([6], [['ab cdefghij k']]).split('\n').slice(1, -1)).toEqual(['│ ab   │', '│ cdef │', '│ ghij │', '│ k    │']);
});

test('counts signs as a terminal shows them: wide ones twice, accents of their own not at all', () => {
  expect(textTable([8], [['주문'], ['😀x'], ['e\u0301']]).split('\n').slice(1, -1)).toEqual(['│ 주문   │', '│ 😀x    │', '│ e\u0301      │']);
  expect(textTable([7], [['😀😀😀']]).split('\n').slice(1, -1)).toEqual(['│ 😀😀  │', '│ 😀    │']);
});

test('a megabyte in a cell takes no longer than its length', () => {
  const lines = textTable([102], [['x'.repeat(1_000_000)]]).split('\n');
  expect(lines).toHaveLength(10_002);
});
