import { isIP } from 'net';
import { addressNumber } from '../../values/address-number';

export const FAMILIES = ['ipv4', 'ipv6'] as const;
export type Family = typeof FAMILIES[number];

/** Addresses of one family from the first to the last, both included. */
export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

const parsed = new Map<string, AddressRange | undefined>();

/** Whether every address of the first range lies in the second. */
export function isInside(inner: string, outer: string): boolean {
  const a = rangeOf(inner);
  const b = rangeOf(outer);
  return a !== undefined && b !== undefined && a.family === b.family && b.first <= a.first && a.last <= b.last;
}

/** Whether two ranges share an address. Of two ranges that do, one lies in the other. */
export function overlaps(one: string, other: string): boolean {
  return isInside(one, other) || isInside(other, one);
}

/** The addresses of a CIDR, or of an address by itself; undefined for any other text. */
export function rangeOf(text: string): AddressRange | undefined {
  if (!parsed.has(text)) parsed.set(text, parse(text));
  return parsed.get(text);
}

function parse(text: string): AddressRange | undefined {
  const [address, length] = text.split('/');
  const version = isIP(address);
  const number = addressNumber(address);
  if (number === undefined) return undefined;
  const most = version === 4 ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  if (!Number.isInteger(bits) || bits < 0 || bits > most) return undefined;
  const rest = BigInt(most - bits);
  const first = (number >> rest) << rest;
  return { family: version === 4 ? 'ipv4' : 'ipv6', first, last: first + (1n << rest) - 1n };
}
