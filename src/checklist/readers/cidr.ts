import { BlockList, isIP } from 'net';

interface Cidr {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly bits: number;
  readonly block: BlockList;
}

const parsed = new Map<string, Cidr | undefined>();

/** Whether every address of the first range lies in the second. */
export function isInside(inner: string, outer: string): boolean {
  const a = cidrOf(inner);
  const b = cidrOf(outer);
  return a !== undefined && b !== undefined && contains(b, a);
}

/** Whether two ranges share an address. Of two ranges that do, one lies in the other. */
export function overlaps(one: string, other: string): boolean {
  return isInside(one, other) || isInside(other, one);
}

function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.bits <= inner.bits && outer.block.check(inner.address, inner.family);
}

function cidrOf(text: string): Cidr | undefined {
  if (!parsed.has(text)) parsed.set(text, parse(text));
  return parsed.get(text);
}

function parse(text: string): Cidr | undefined {
  const [address, length] = text.split('/');
  const version = isIP(address);
  if (version === 0) return undefined;
  const most = version === 4 ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  if (!Number.isInteger(bits) || bits < 0 || bits > most) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(address, bits, family);
  return { address, family, bits, block };
}
