import * as fc from 'fast-check';

/** One change of a tree of data, applied wherever the number leads. */
export interface Spoil {
  readonly at: number;
  readonly how: 'drop' | 'retype' | 'duplicate' | 'nest' | 'rename';
  readonly value: unknown;
}

/** What stands in manifests where something else belongs. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21, '', ' ', 'x', '0', '-1', '1e9', '*', '/', '{{ .password }}', '${X}', '\u0000', '__proto__', [], {},
    [null], [[]], [{}], { a: null }, { '': '' }, { constructor: {} }, ['a', 1, null]),
  fc.string({ maxLength: 20 }),
  fc.jsonValue({ maxDepth: 3 }),
);

export const spoil: fc.Arbitrary<Spoil> = fc.record({
  at: fc.nat(1_000_000), how: fc.constantFrom<Spoil['how'][]>('drop', 'retype', 'duplicate', 'nest', 'rename'), value: odd,
});

/** Changes the tree in place. */
export function apply(tree: any, { at, how, value }: Spoil): void {
  const places = placesIn(tree);
  const [holder, key] = places[at % places.length];
  const was = holder[key];
  switch (how) {
    case 'drop': return Array.isArray(holder) ? void holder.splice(Number(key), 1) : void delete holder[key];
    case 'retype': holder[key] = value; return;
    case 'duplicate': holder[key] = Array.isArray(was) ? [...was, ...was] : [was, was]; return;
    case 'nest': holder[key] = { [String(key)]: was, nested: value }; return;
    case 'rename':
      if (!Array.isArray(holder)) {
        delete holder[key];
        holder[typeof value === 'string' ? value : `${key}s`] = was;
      }
  }
}

function placesIn(tree: any): Array<[any, string | number]> {
  if (typeof tree !== 'object' || tree === null) return [];
  const keys: Array<string | number> = Array.isArray(tree) ? [...tree.keys()] : Object.keys(tree);
  return keys.flatMap((key) => [[tree, key] as [any, string | number], ...placesIn(tree[key])]);
}
