import { AddressSet, ofFamily, union, without } from './address-set';
import { HbaLine, HbaWord, includesOthers, networkLines, OTHER_HOSTS } from './hba-line';
import { Seen, Unseen } from '../unseen';

/** Whether a client on the network that offers no TLS is turned away; for each client the first line that is about it decides. */
export function refusesPlaintext(lines: readonly string[]): boolean {
  const rejecting: HbaLine[] = [];
  return networkLines(lines).every((line) => {
    if (!line.connections.includes('plain')) return true;
    if (line.method === 'reject') return rejecting.push(line) > 0;
    return line.users.every((user) => line.databases.every((database) => (
      isEmpty(left(line, rejecting, (by) => by.connections.includes('plain') && coverUser(by.users, user) && coverDatabase(by.databases, database)))
    )));
  });
}

/** The line that lets a role log in over the network; undefined when it is turned away, unknown where that depends on what no manifest shows. */
export function loginOf(role: string, lines: readonly string[]): Seen<string | undefined> {
  const rejecting: HbaLine[] = [];
  let doubt: Unseen | undefined;
  for (const line of networkLines(lines)) {
    const isMeant = meets(line.users, role);
    if (isMeant === false) continue;
    if (line.method === 'reject') {
      rejecting.push(line);
      continue;
    }
    // whatever else may be about the role, this is open to it
    const open = isMeant === true ? openings(line, rejecting, role) : [];
    if (open.some((addresses) => isForSure(addresses, line))) return line.text;
    const rejectingRole = rejecting.filter(({ users }) => meets(users, role) === true);
    if (!doubt && !openings(line, rejectingRole, role).every(isEmpty)) doubt = new Unseen(doubtOf(role, line, !open.every(isEmpty)));
  }
  if (!doubt && includesOthers(lines)) return new Unseen(`pg_hba.conf includes files that are not in the input, and they say who may log in as "${role}"; write their lines into it.`);
  return doubt;
}

/** What a line lets in of each of its databases and kinds of connection, after what the lines before it rejected. */
function openings(line: HbaLine, rejecting: readonly HbaLine[], role: string): Array<AddressSet | undefined> {
  const databases = line.databases.filter((database) => !isKeyword(database, 'replication')).map((database) => ofRole(database, role));
  return databases.flatMap((database) => line.connections.map((connection) => (
    left(line, rejecting, (by) => by.connections.includes(connection) && coverDatabase(by.databases.map((each) => ofRole(each, role)), database))
  )));
}

/** Addresses of a line that no other one rejects; undefined for addresses that are not told and not all rejected. */
function left(line: HbaLine, rejecting: readonly HbaLine[], isAbout: (by: HbaLine) => boolean): AddressSet | undefined {
  const rejected = union(...rejecting.filter(isAbout).map(({ addresses }) => addresses ?? []));
  const rest = without(line.addresses ?? OTHER_HOSTS, rejected);
  return line.addresses || rest.length === 0 ? rest : undefined;
}

function isEmpty(addresses: AddressSet | undefined): boolean {
  return addresses?.length === 0;
}

/** Whether somebody comes in there: where only a line's IPv6 is left, it depends on whether the cluster has any. */
function isForSure(open: AddressSet | undefined, { addresses = [] }: HbaLine): boolean {
  return open === undefined || ofFamily(open, 'ipv4').length > 0 || (open.length > 0 && ofFamily(addresses, 'ipv4').length === 0);
}

function doubtOf(role: string, { text }: HbaLine, isByAddress: boolean): string {
  return isByAddress
    ? `pg_hba.conf turns role "${role}" away from IPv4 addresses only, and lets it in from IPv6 (${text}); reject it for the address all.`
    : `Whether pg_hba.conf is about role "${role}" (a group's members, a pattern or a file decide: ${text}) is not in the input; reject the role by its name before that line.`;
}

/** A superuser is in a group only where somebody put it there (PostgreSQL 18 docs, The pg_hba.conf File); undefined when that is not told. */
function meets(users: readonly HbaWord[], role: string): boolean | undefined {
  const met = users.map((user) => meetsOne(user, role));
  return met.includes(true) ? true : met.includes(undefined) ? undefined : false;
}

function meetsOne(user: HbaWord, role: string): boolean | undefined {
  if (isKeyword(user, 'all')) return true;
  if (user.text.startsWith('/')) return matches(user.text.slice(1), role);
  if (user.quoted) return user.text === role;
  if (user.text.startsWith('@')) return undefined;
  // each role is in the group of its own name
  if (user.text.startsWith('+')) return user.text.slice(1) === role || undefined;
  return user.text === role;
}

/** Expressions that mean in JavaScript what they mean in PostgreSQL, and cost little. */
const PLAIN_PATTERN = /^(?:[\w^$|(),.-]|\.[*+]){0,100}$/;

function matches(pattern: string, role: string): boolean | undefined {
  if (!PLAIN_PATTERN.test(pattern) || (pattern.match(/[*+]/g) ?? []).length > 3) return undefined;
  try {
    return new RegExp(pattern).test(role);
  } catch {
    // a bracket too many
    return undefined;
  }
}

function coverUser(users: readonly HbaWord[], one: HbaWord): boolean {
  return users.some((user) => isKeyword(user, 'all') || isSame(user, one));
}

/** A connection for replication is to no database. */
function coverDatabase(databases: readonly HbaWord[], one: HbaWord): boolean {
  return databases.some((database) => (isKeyword(database, 'all') && !isKeyword(one, 'replication')) || isSame(database, one));
}

/** A database of the role's own name is what these words hold for sure. */
function ofRole(database: HbaWord, role: string): HbaWord {
  return ['sameuser', 'samerole', 'samegroup'].some((word) => isKeyword(database, word)) ? { text: role, quoted: true } : database;
}

/** Quotes only matter where the word would mean something else without. */
function isSame(one: HbaWord, other: HbaWord): boolean {
  return one.text === other.text && (one.quoted === other.quoted || !/^([+@]|all$|replication$|same)/.test(one.text));
}

function isKeyword({ text, quoted }: HbaWord, keyword: string): boolean {
  return text === keyword && !quoted;
}
