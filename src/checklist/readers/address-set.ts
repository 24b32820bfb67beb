import { AddressRange, FAMILIES, Family, rangeOf } from './cidr';

/** Any set of addresses: ranges of one family do not touch each other and are in order. */
export type AddressSet = readonly AddressRange[];

export const NOWHERE: AddressSet = [];

/** The addresses of blocks; what is no block holds none. */
export function addressesOf(...blocks: readonly string[]): AddressSet {
  return joined(blocks.flatMap((block) => rangeOf(block) ?? []));
}

export const EVERYWHERE = addressesOf('0.0.0.0/0', '::/0');

export function union(...sets: readonly AddressSet[]): AddressSet {
  return joined(sets.flat());
}

/** What of the first set is not in the second. */
export function without(set: AddressSet, taken: AddressSet): AddressSet {
  return set.flatMap(({ family, first, last }) => {
    const left: AddressRange[] = [];
    let from = first;
    for (const hole of taken) {
      if (hole.family !== family || hole.last < from || hole.first > last) continue;
      if (hole.first > from) left.push({ family, first: from, last: hole.first - 1n });
      from = hole.last + 1n;
    }
    return from <= last ? [...left, { family, first: from, last }] : left;
  });
}

/** Only the addresses of one family. */
export function ofFamily(set: AddressSet, family: Family): AddressSet {
  return set.filter((range) => range.family === family);
}

/** How many in a hundred of the addresses of `all` lie in the set, rounded down. */
export function percentage(set: AddressSet, all: AddressSet): number {
  const total = size(all);
  return Number(((total - size(without(all, set))) * 100n) / total);
}

function size(set: AddressSet): bigint {
  return set.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

function joined(ranges: readonly AddressRange[]): AddressSet {
  return FAMILIES.flatMap((family) => {
    const merged: AddressRange[] = [];
    for (const range of [...ofFamily(ranges, family)].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
      const before = merged.at(-1);
      if (!before || range.first > before.last + 1n) merged.push(range);
      else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last };
    }
    return merged;
  });
}
