import { Shape, shaped } from '../../../src/checklist/readers/shape';

const SHAPE: Shape = { fields: { name: 'text', replicas: 'number', on: 'flag', words: 'string', list: { list: 'text' }, map: { map: 'number' }, free: 'anything' } };

test('what the shape names is kept, numbers are text where text is asked for, and nulls are left out', () => {
  expect(shaped({ name: 5, replicas: 3, on: true, list: ['a', 1], map: { a: 1 }, free: { any: [null] }, other: 1 }, SHAPE, 'spec'))
    .toEqual({ name: '5', replicas: 3, on: true, list: ['a', '1'], map: { a: 1 }, free: { any: [null] } });
  expect(shaped({ name: null, list: null, map: { a: null } }, SHAPE, 'spec')).toEqual({ map: {} });
  expect(shaped(null, SHAPE, 'spec')).toBeUndefined();
});

test.each<[object | string, string]>([
  [{ name: {} }, 'spec.name must be text, got a map'],
  [{ replicas: '3' }, 'spec.replicas must be a number, got text'],
  [{ on: 'yes' }, 'spec.on must be true or false, got text'],
  [{ words: 5 }, 'spec.words must be text in quotes, got 5'],
  [{ words: ['a'] }, 'spec.words must be text in quotes, got a list'],
  [{ map: 12345 }, 'spec.map must be a map, got a number'],
  [{ list: 'a' }, 'spec.list must be a list without gaps, got text'],
  [{ list: ['a', null] }, 'spec.list must be a list without gaps, got a list'],
  [{ list: [[]] }, 'spec.list[0] must be text, got a list'],
  [{ map: [] }, 'spec.map must be a map, got a list'],
  [{ map: { a: 'b' } }, 'spec.map.a must be a number, got text'],
  ['text', 'spec must be a map, got text'],
])('%j is refused', (value, message) => expect(() => shaped(value, SHAPE, 'spec')).toThrow(`${message}; correct the manifest`));

test('names of an object\'s prototype are no fields', () => {
  expect(shaped({}, { fields: { ['toString']: 'text' as const } } as Shape, 'spec')).toEqual({});
});
