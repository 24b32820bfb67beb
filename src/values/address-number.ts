import { isIP } from 'net';

/** An IP address as a number; undefined for what is none. */
export function addressNumber(address: string): bigint | undefined {
  switch (isIP(address)) {
    case 4: return address.split('.').reduce((number, part) => (number << 8n) + BigInt(part), 0n);
    // a zone is a host's own
    case 6: return address.includes('%') ? undefined : numberOfIpv6(address);
    default: return undefined;
  }
}

function numberOfIpv6(address: string): bigint {
  // the URL parser writes every form as groups of hexadecimal digits
  const [head, tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = tail === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.reduce((number, group) => (number << 16n) + BigInt(`0x${group}`), 0n);
}
