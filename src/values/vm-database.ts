import { isIP } from 'net';
import { addressNumber } from './address-number';
import { requireCidr } from './cluster-network';
import { requireDnsSubdomain } from './kubernetes-name';
import { refuse, requireInteger, requireText } from './refusal';
import { SecretKeyRef } from './secret-key-ref';
import { SecretRef } from './secret-ref';
import { VmDatabaseOptions, VmMongoOptions, VmMySqlOptions, VmPostgresOptions } from './vm-database-options';

/** Who the administrator's script makes. */
const USER = 'cdk8s_migration';
/** MongoDB's. */
const MONGO_DATABASES = ['admin', 'config', 'local'];
/** MySQL's. */
const OWN_DATABASES = ['mysql', 'sys', 'information_schema', 'performance_schema'];

/** A database on a machine, from which a `VmMigration` brings the data. */
export class VmDatabase {
  /**
   * PostgreSQL 12 or later.
   * @throws when a value is malformed, TLS is neither verifiable nor given up with a reason, or the addresses are not known
   */
  public static postgres(options: VmPostgresOptions): VmDatabase {
    const { version } = options;
    // PostgreSQL 18 docs, 4.1.1
    requireNames(options, { database: 63, user: 63 });
    if (version !== undefined) requireInteger('version', version, 12, 99, 'give the major version, or leave it out; logical replication of older ones is not supported');
    return new VmDatabase('postgres', options, 5432, version === undefined ? undefined : String(version));
  }

  /**
   * MySQL 8.0.20 or later; MariaDB is another database, which MySQL does not follow.
   * @throws when a value is malformed, TLS is neither verifiable nor given up with a reason, or the addresses are not known
   */
  public static mysql(options: VmMySqlOptions): VmDatabase {
    const { version } = options;
    // 64 and 32 characters of at most 3 bytes (MySQL 8.4 manual, 11.2 to 11.2.1)
    requireNames(options, { database: 192, user: 96 });
    if (OWN_DATABASES.includes(options.database.toLowerCase())) refuse('database', 'be none of the server\'s own', options.database, 'name the one that clients use');
    if (version !== undefined && !/^([89]|[1-9]\d)\.\d+$/.test(version)) {
      refuse('version', 'be a release series of MySQL from 8.0 on', version, 'write for example "8.0", or leave it out; an older one takes no write stop that outlives a restart');
    }
    requireAlsoStopped(options);
    return new VmDatabase('mysql', options, 3306, version, undefined, options.alsoStopped);
  }

  /**
   * MongoDB 6.0 or later.
   * @throws when a value is malformed, TLS is neither verifiable nor given up with a reason, or the addresses are not known
   */
  public static mongo(options: VmMongoOptions): VmDatabase {
    const { version, replicaSet } = options;
    // MongoDB manual 8.0, Limits and Thresholds
    requireNames(options, { database: 63, user: 128 });
    if (/[/\\. "$*<>:|?]/.test(options.database)) refuse('database', 'have none of the characters / \\ . " $ * < > : | ? nor a space, as in MongoDB', options.database, 'give the name as it is on the machine');
    if (MONGO_DATABASES.includes(options.database)) refuse('database', 'be none of the server\'s own', options.database, 'name the one that clients use');
    if (version !== undefined) requireInteger('version', version, 6, 99, 'give the major version, or leave it out; an older one takes no write stop that outlives a restart');
    if (replicaSet !== undefined && !/^[\w.-]+$/.test(replicaSet)) refuse('replicaSet', 'be letters, digits, ".", "_" and "-"', replicaSet, 'give the name as rs.conf() has it, or leave it out');
    requireAlsoStopped(options);
    return new VmDatabase('mongo', options, 27017, version === undefined ? undefined : String(version), replicaSet, options.alsoStopped);
  }

  /** DNS name or address. */
  public readonly host: string;
  /** Port. */
  public readonly port: number;
  /** Name of the database on the machine. */
  public readonly database: string;
  /** Who the migration works as. */
  public readonly user: string;
  /** Secret with its password. */
  public readonly credentials: SecretRef;
  /** Addresses of the machine, as CIDRs. */
  public readonly addresses: string[];
  /** The CA of its certificate; undefined when unencrypted. */
  public readonly ca?: SecretKeyRef;
  /** Why it is not encrypted; undefined when it is. */
  public readonly unencrypted?: string;

  private constructor(
    /**
     * What it is a database of.
     * @internal
     */
    public readonly _engine: 'postgres' | 'mysql' | 'mongo',
    options: VmDatabaseOptions,
    port: number,
    /** Version, as its engine counts; undefined when not known. */
    public readonly version?: string,
    /** Name of the replica set of MongoDB; undefined for a server that is asked alone, and for other engines. */
    public readonly replicaSet?: string,
    /** Other databases whose writes are stopped, too. */
    public readonly alsoStopped: string[] = [],
  ) {
    requireHost('host', options.host);
    requireInteger('port', options.port ?? port, 1, 65535, 'give the port that the server answers on');
    this.host = options.host;
    this.port = options.port ?? port;
    this.database = options.database;
    this.user = options.user ?? USER;
    if (!(options.credentials instanceof SecretRef)) {
      refuse('credentials', 'be a SecretRef', shape(options.credentials), `name the Secret with the key password of ${this.user} by SecretRef.of: it is never part of a manifest`);
    }
    this.credentials = options.credentials;
    requireTls(options.ca, options.unencrypted);
    this.ca = options.ca;
    this.unencrypted = options.unencrypted;
    this.addresses = addressesOf(options.host, options.addresses);
  }
}

/** Refuses what is neither a DNS name nor an address that another machine has. */
export function requireHost(prop: string, host: string): void {
  if (!isIP(host)) requireDnsSubdomain(prop, host);
  // a name of digits and dots that is no address is none that anybody has
  if (!isIP(host) && /^[\d.]+$/.test(host)) refuse(prop, 'be a DNS name or an address', host, 'correct the address');
  if (host === 'localhost' || /^127\./.test(host) || host === '::1' || host === '0.0.0.0' || host === '::' || host.includes('%')) {
    refuse(prop, 'be how another machine reaches it', host, 'give its DNS name, or its address in the network');
  }
}

/** Names may hold what they like, but for a NUL; a line break would end a line of a password file. */
function requireNames({ database, user = USER }: VmDatabaseOptions, most: { readonly database: number; readonly user: number }): void {
  for (const [prop, name, longest] of [['database', database, most.database], ['user', user, most.user]] as const) {
    requireText(prop, name, 'give the name as it is on the machine');
    // eslint-disable-next-line no-control-regex
    if (/[\u0000-\u001f\u007f]/.test(name)) refuse(prop, 'have no control characters', name, 'give the name as it is on the machine');
    const bytes = Buffer.byteLength(name);
    if (bytes > longest) refuse(prop, `be at most ${longest} bytes, as such names are`, `${bytes} bytes`, 'give the name as it is on the machine');
  }
}

function requireTls(ca: SecretKeyRef | undefined, unencrypted: string | undefined): void {
  if (unencrypted !== undefined) {
    requireText('unencrypted', unencrypted, 'say why passwords and rows may cross the network readable, or leave it out');
    if (ca) refuse('ca', 'be left out for a source that is unencrypted', ca.name, 'remove the one or the other');
  } else if (!(ca instanceof SecretKeyRef)) {
    refuse('ca', 'be given, because the server\'s certificate is verified', shape(ca),
      'name the Secret with its CA by SecretKeyRef.of; a source without TLS needs a reason in `unencrypted`');
  }
}

function addressesOf(host: string, given: readonly string[] | undefined): string[] {
  const addresses = given ?? (isIP(host) ? [host] : []);
  if (!Array.isArray(addresses) || addresses.length === 0) {
    refuse('addresses', 'name an address of the machine where host is a name', given, 'write for example ["10.20.0.7"]; a NetworkPolicy knows no DNS names');
  }
  const cidrs = addresses.map((address) => (isIP(address) && addressNumber(address) !== undefined ? `${address}/${isIP(address) === 4 ? 32 : 128}` : address));
  cidrs.forEach((cidr, i) => requireCidr(`addresses[${i}]`, cidr));
  const twice = cidrs.find((cidr, i) => cidrs.indexOf(cidr) !== i);
  if (twice !== undefined) refuse('addresses', 'name each one once', twice, 'remove the second one');
  return cidrs;
}

/** What a wrong value is, without its content: it may be the secret itself. */
function shape(value: unknown): string | undefined {
  return value === undefined ? undefined : typeof value === 'object' ? value?.constructor.name ?? 'null' : typeof value;
}

function requireAlsoStopped({ database, alsoStopped = [] }: VmMySqlOptions | VmMongoOptions): void {
  if (!Array.isArray(alsoStopped)) refuse('alsoStopped', 'be a list', shape(alsoStopped), 'name other databases of the server');
  alsoStopped.forEach((name, i) => {
    requireText(`alsoStopped[${i}]`, name, 'name a database, or remove it');
    if (name === database) refuse(`alsoStopped[${i}]`, 'be another database than the one that moves', name, 'remove it');
  });
}
