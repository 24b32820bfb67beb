import * as fc from 'fast-check';
import { addressesOf, AddressSet, percentage, union, without } from '../../../src/checklist/readers/address-set';
import { isInside, overlaps } from '../../../src/checklist/readers/cidr';

/** Blocks of a small part of IPv4, so that they often meet. */
const block = fc.tuple(fc.nat(255), fc.integer({ min: 24, max: 32 })).map(([last, bits]) => `10.0.0.${last}/${bits}`);
const blocks = fc.array(block, { maxLength: 6 });
const ADDRESSES = Array.from({ length: 256 }, (_, i) => `10.0.0.${i}`);
const members = (set: AddressSet) => ADDRESSES.filter((address) => without(addressesOf(address), set).length === 0);
const within = (of: readonly string[]) => ADDRESSES.filter((address) => of.some((each) => isInside(address, each)));

test('a set holds what one of its blocks holds, and what is taken away it does not hold', () => {
  fc.assert(fc.property(blocks, blocks, (a, b) => {
    expect(members(addressesOf(...a))).toEqual(within(a));
    expect(members(union(addressesOf(...a), addressesOf(...b)))).toEqual(within([...a, ...b]));
    expect(members(without(addressesOf(...a), addressesOf(...b)))).toEqual(within(a).filter((address) => !within(b).includes(address)));
  }), { seed: 1, numRuns: 30 });
});

test('ranges that touch are one', () => {
  expect(addressesOf('10.0.0.128/25', '10.0.0.0/25', '::/1', '8000::/1')).toEqual(addressesOf('10.0.0.0/24', '::/0'));
});

test.each([
  [['10.0.0.0/25'], ['10.0.0.0/24'], 50],
  [['10.0.0.0/24', '::/0'], ['10.0.0.0/24'], 100],
  [['10.0.1.0/24'], ['10.0.0.0/24'], 0],
  [['10.0.0.1/32', 'no address', '10.0.0.0/40', 'fe80::1%eth0'], ['10.0.0.0/31'], 50],
])('%p are of %p %d in a hundred', (some, all, share) => expect(percentage(addressesOf(...some), addressesOf(...all))).toBe(share));

test('bits beyond the length do not count, and IPv4 written as IPv6 is IPv6', () => {
  expect(addressesOf('10.0.0.77/24')).toEqual(addressesOf('10.0.0.0/24'));
  expect(addressesOf('::ffff:10.0.0.1')).toEqual(addressesOf('::ffff:a00:1/128'));
  expect(overlaps('::ffff:10.0.0.1', '10.0.0.1')).toBe(false);
});
