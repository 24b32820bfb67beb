import { AddressSet, addressesOf, EVERYWHERE, NOWHERE, without } from './address-set';

/** How a connection comes in over the network: by TLS, by GSSAPI's own encryption, or plain. */
export const CONNECTIONS = ['tls', 'gss', 'plain'] as const;
export type Connection = typeof CONNECTIONS[number];

/** A word of pg_hba.conf; in quotes it is never a keyword. */
export interface HbaWord {
  readonly text: string;
  readonly quoted: boolean;
}

/** A line of pg_hba.conf about connections over the network. */
export interface HbaLine {
  /** As written, without its comment. */
  readonly text: string;
  readonly connections: readonly Connection[];
  readonly databases: readonly HbaWord[];
  readonly users: readonly HbaWord[];
  /** Undefined for what is no range of addresses: names of hosts, `samenet`. */
  readonly addresses?: AddressSet;
  readonly method: string;
}

const TYPES: Readonly<Record<string, readonly Connection[]>> = {
  host: CONNECTIONS, hostssl: ['tls'], hostnossl: ['gss', 'plain'], hostgssenc: ['gss'], hostnogssenc: ['tls', 'plain'],
};

const LOOPBACK = addressesOf('127.0.0.0/8', '::1/128');
/** Every address but this host's own. */
export const OTHER_HOSTS = without(EVERYWHERE, LOOPBACK);

/** Lines about the network in their order; of this host itself, and of what is no line, there are none (PostgreSQL 18 docs, The pg_hba.conf File). */
export function networkLines(lines: readonly string[]): HbaLine[] {
  return lines.join('\n').replace(/\\\r?\n/g, '').split(/\r?\n/).flatMap((line) => lineOf(fieldsOf(line)));
}

/** Whether more lines stand in files that these name. */
export function includesOthers(lines: readonly string[]): boolean {
  return lines.some((line) => /^[ \t]*include(_if_exists|_dir)?[ \t]/m.test(line));
}

function lineOf(fields: readonly HbaWord[][]): HbaLine[] {
  const [[type] = [], databases, users, [address] = [], ...rest] = fields;
  const connections = type && Object.hasOwn(TYPES, type.text) ? TYPES[type.text] : undefined;
  if (!connections || !databases || !users || !address) return [];
  // a mask may stand apart from its address
  const mask = /^[\d.]+$|:/.test(rest[0]?.[0]?.text ?? '') ? rest[0][0].text : undefined;
  const addresses = addressesIn(address, mask);
  if (addresses?.length === 0) return [];
  const method = rest[mask === undefined ? 0 : 1]?.[0]?.text ?? '';
  return [{ text: fields.map((words) => words.map(written).join()).join(' '), connections, databases, users, addresses, method }];
}

/** Those of others than this host; undefined when they are not told. */
function addressesIn({ text, quoted }: HbaWord, mask: string | undefined): AddressSet | undefined {
  if (text === 'all' && !quoted) return OTHER_HOSTS;
  if (text === 'localhost' || (text === 'samehost' && !quoted)) return NOWHERE;
  const found = addressesOf(mask === undefined ? text : `${text}/${bitsOf(mask)}`);
  return found.length === 0 ? undefined : without(found, LOOPBACK);
}

/** How many bits of a mask are set, for example 8 of 255.0.0.0. */
function bitsOf(mask: string): number {
  const groups = mask.includes(':') ? mask.split(':').map((group) => parseInt(group || '0', 16)) : mask.split('.').map(Number);
  return groups.reduce((sum, group) => sum + group.toString(2).replace(/0/g, '').length, 0);
}

/** Fields of a line, each a list whose members stand between commas; spaces may follow a comma. */
function fieldsOf(line: string): HbaWord[][] {
  const fields: HbaWord[][] = [];
  let goesOn = false;
  for (const [, blank, word, comma] of line.matchAll(/([ \t]*)((?:"(?:[^"]|"")*"|[^\s",#])*)(,?)/g)) {
    if (blank === '' && word === '' && comma === '') break;
    if (word === '' && comma === '') continue;
    const one = { text: word.replace(/"((?:[^"]|"")*)"/g, (_, inner) => inner.replace(/""/g, '"')), quoted: word.startsWith('"') };
    if (goesOn) fields[fields.length - 1].push(one); else fields.push([one]);
    goesOn = comma === ',';
  }
  return fields;
}

function written({ text, quoted }: HbaWord): string {
  return quoted ? `"${text}"` : text;
}
