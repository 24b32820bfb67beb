interface HbaLine {
  readonly type: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  readonly address: string;
  readonly method: string;
}

const NETWORK = /^host(ssl|nossl|gssenc|nogssenc)?$/;
const PLAIN = ['host', 'hostnossl', 'hostnogssenc'];
const LOOPBACK = /^(127\.|::1|localhost$)/;
/** Of IPv4 and IPv6: a line for 0.0.0.0/0 leaves the other one to the lines below. */
const EVERYWHERE = /^all$/;

/** Whether a client on the network that offers no TLS is turned away; the first line that matches decides (PostgreSQL 18 docs, The pg_hba.conf File). */
export function refusesPlaintext(lines: readonly string[]): boolean {
  for (const line of networkLines(lines)) {
    if (!PLAIN.includes(line.type)) continue;
    if (line.method !== 'reject') return false;
    if (isForAll(line.databases) && isForAll(line.users) && EVERYWHERE.test(line.address)) return true;
  }
  // nobody gets in without a line
  return true;
}

/** The line that lets a role log in over the network; undefined when it is turned away. */
export function loginOf(role: string, lines: readonly string[]): string | undefined {
  const rejected = new Set<string>();
  for (const line of networkLines(lines)) {
    if (!isForAll(line.users) && !line.users.includes(role)) continue;
    if (line.databases.every((database) => database === 'replication')) continue;
    const kinds = line.type === 'host' ? ['tls', 'plain'] : [line.type === 'hostssl' ? 'tls' : 'plain'];
    if (line.method === 'reject') {
      if (isForAll(line.databases) && EVERYWHERE.test(line.address)) kinds.forEach((kind) => rejected.add(kind));
    } else if (kinds.some((kind) => !rejected.has(kind))) {
      return `${line.type} ${line.databases.join()} ${line.users.join()} ${line.address} ${line.method}`;
    }
  }
  return undefined;
}

function networkLines(lines: readonly string[]): HbaLine[] {
  return lines.flatMap((text) => {
    const [type = '', databases = '', users = '', address = '', ...rest] = text.replace(/#.*$/, '').trim().split(/\s+/).map(unquoted);
    // a mask may stand apart from its address
    const masked = /^\d+\.\d+\.\d+\.\d+$/.test(rest[0] ?? '');
    if (!NETWORK.test(type) || LOOPBACK.test(address)) return [];
    const method = rest[masked ? 1 : 0] ?? '';
    return [{ type, databases: databases.split(','), users: users.split(','), address, method }];
  });
}

function unquoted(word: string): string {
  return word.replaceAll('"', '');
}

function isForAll(names: readonly string[]): boolean {
  return names.includes('all');
}
