import { Yaml } from 'cdk8s';
import { refuse } from '../values/refusal';

/** What somebody may set, by the beginnings of paths in mongod.conf (MongoDB manual 8.0, Configuration File Options). */
const OPEN = ['operationProfiling.', 'setParameter.', 'storage.', 'auditLog.', 'net.maxIncomingConnections', 'net.compression.', 'systemLog.verbosity', 'systemLog.component.'];

/** What nobody may, and why, by path or its beginning. */
const FIXED: ReadonlyArray<readonly [path: RegExp, why: string]> = [
  [/^net\.(tls|ssl)(\.|$)/, 'this library sets it, and Percona\'s operator refuses net.tls.mode'],
  [/^net\.(port|bindIp|bindIpAll|ipv6|unixDomainSocket)/, 'the operator, the policies and the clients rely on it'],
  [/^security(\.|$)/, 'the operator sets authentication and encryption'],
  [/^replication\.oplogSizeMB$/, 'it is the prop oplog'],
  [/^(replication|sharding|processManagement)(\.|$)/, 'the operator sets it'],
  [/^storage\.(dbPath|engine|directoryPerDB|inMemory)(\.|$)/, 'the volume is laid out by it, and it cannot be changed later'],
  [/^storage\.wiredTiger\.engineConfig\.(cacheSize\w+|directoryForIndexes)$/, 'the cache follows from compute.memory, and the layout of the volume cannot be changed later'],
  [/^(storage\.wiredTiger\.(engine|collection|index)Config\.configString|setParameter\.wiredTigerEngineRuntimeConfig)$/, 'it reaches past MongoDB into WiredTiger, its cache and its log among it'],
  [/^storage\.syncPeriodSecs$/, 'checkpoints are made by it; at 0 there are none, and the journal fills the volume'],
  [/^setParameter\.(recoverFromOplogAsStandalone|takeUnstableCheckpointOnShutdown|startupRecoveryForRestore|allowUnsafeUntimestampedWrites|wiredTigerSkipTableLoggingChecksOnStartup)$/,
    'it is for repairs of a server that is no member'],
  [/^storage\.journal\.enabled$/, 'without a journal a crash loses acknowledged writes; MongoDB 6.1 and later know no such option'],
  [/^setParameter\.(authenticationMechanisms|enableLocalhostAuthBypass|enableTestCommands|disabledSecureAllocatorDomains|tls\w*)$/, 'it opens the server, or breaks what the operator logs in with'],
  [/^systemLog\.(destination|path|quiet|logAppend|logRotate)$/, 'the log goes to the container\'s output, where it is collected'],
];

/** What stops or fills the server beyond them: path, from, to, and why (MongoDB manual 8.0, Configuration File Options and Server Parameters). */
const BOUNDS: ReadonlyArray<readonly [path: string, least: number, most: number, why: string]> = [
  ['storage.oplogMinRetentionHours', 0, 48, 'for that long the oplog grows beyond its size, and may fill the volume'],
  ['setParameter.maxSessions', 10_000, 1_000_000, 'below, drivers are turned away, and the server\'s default is the most'],
  ['net.maxIncomingConnections', 200, 65_536, 'below, members, backups and the operator find no place, and each one takes up to 1 MiB of memory'],
];

/** The tree of mongod.conf that follows from the settings, with somebody's own on top; what cannot be is refused. */
export function mongodConfiguration(oplogMebibytes: number, own: Readonly<Record<string, string>>): Record<string, any> {
  const paths: Record<string, unknown> = {
    'replication.oplogSizeMB': oplogMebibytes,
    // what takes longer than slowOpThresholdMs (100 ms by default) goes to system.profile of its database, 1 MB that is written over
    'operationProfiling.mode': 'slowOp',
  };
  for (const [path, value] of Object.entries(own)) {
    requireParameter(path, value);
    paths[path] = typed(value);
  }
  if (paths['operationProfiling.mode'] === 'off') {
    refuse('parameters.operationProfiling.mode', 'be slowOp or all', 'off', 'leave it out: without it nobody sees which queries are slow');
  }
  return tree(paths);
}

/** As Percona's operator takes it. */
export function asText(configuration: object): string {
  return Yaml.stringify(configuration);
}

function requireParameter(path: string, value: string): void {
  const prop = `parameters.${path}`;
  if (!/^[a-zA-Z]\w*(\.[a-zA-Z]\w*)+$/.test(path)) {
    refuse('parameters', 'have paths in mongod.conf, joined by "."', path, 'write for example "operationProfiling.slowOpThresholdMs"');
  }
  const fixed = FIXED.find(([pattern]) => pattern.test(path));
  if (fixed) refuse(prop, 'not be set', value, `remove it: ${fixed[1]}`);
  if (!OPEN.some((start) => (start.endsWith('.') ? path.startsWith(start) : path === start))) {
    refuse(prop, `begin with one of ${OPEN.map((start) => start.replace(/\.$/, '')).join(', ')}`, value, 'correct the path, or leave it out');
  }
  if (typeof value !== 'string' || value === '' || value.trim() !== value || /[\n\r\0]/.test(value)) {
    refuse(prop, 'be text on one line without space around it', value, 'write the value as in mongod.conf, for example "200"');
  }
  const bounds = BOUNDS.find(([bounded]) => bounded === path);
  if (bounds) {
    const [, least, most, why] = bounds;
    if (!/^\d+(\.\d+)?$/.test(value) || Number(value) < least || Number(value) > most) {
      refuse(prop, `be a number from ${least} to ${most}`, value, `${why}: correct it, or leave it out`);
    }
  }
}

/** YAML would read them so, too. */
function typed(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

function tree(paths: Readonly<Record<string, unknown>>): Record<string, any> {
  const root: Record<string, any> = {};
  for (const [path, value] of Object.entries(paths)) {
    const parts = path.split('.');
    let at = root;
    for (const [i, part] of parts.entries()) {
      if (i === parts.length - 1) {
        if (typeof at[part] === 'object') refuse(`parameters.${path}`, 'not have parts of its own set, too', value, 'remove one of them');
        at[part] = value;
      } else {
        if (!Object.hasOwn(at, part)) at[part] = {};
        if (typeof at[part] !== 'object') refuse(`parameters.${path}`, `not stand beside ${parts.slice(0, i + 1).join('.')}`, value, 'remove one of them');
        at = at[part];
      }
    }
  }
  return root;
}
