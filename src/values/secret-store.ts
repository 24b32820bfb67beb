import { Duration } from 'cdk8s';
import { requireDnsSubdomain } from './kubernetes-name';
import { refuse } from './refusal';

/** Options of `SecretStore`. */
export interface SecretStoreOptions {
  /**
   * First part of every remote key: keys are `<prefix>/<namespace>/<database>/<role>`.
   * @default databases
   */
  readonly prefix?: string;

  /**
   * What stands between the parts of a remote key. Google Secret Manager and Azure Key Vault allow no `/` in a name: `-` for both.
   * @default /
   */
  readonly separator?: string;

  /**
   * How often External Secrets reads the store again; a rotated password arrives within that time.
   * @default Duration.minutes(15)
   */
  readonly refreshInterval?: Duration;
}

/**
 * Where passwords come from: a store of External Secrets (`external-secrets.io/v1`). Under each remote key lies a JSON object (or what the store has
 * in its place) with the property `password`.
 */
export class SecretStore {
  /**
   * A ClusterSecretStore.
   * @param name name of the ClusterSecretStore
   * @throws when the name is no DNS subdomain name, the prefix is empty or has empty parts, or the interval is no whole number of seconds
   */
  public static cluster(name: string, options: SecretStoreOptions = {}): SecretStore {
    return SecretStore.made(name, 'ClusterSecretStore', options);
  }

  /**
   * A SecretStore of this name in each namespace that holds a database.
   * @param name name of the SecretStore, the same in every namespace
   * @throws when the name is no DNS subdomain name, the prefix is empty or has empty parts, or the interval is no whole number of seconds
   */
  public static namespaced(name: string, options: SecretStoreOptions = {}): SecretStore {
    return SecretStore.made(name, 'SecretStore', options);
  }

  private static made(name: string, kind: string, options: SecretStoreOptions): SecretStore {
    requireDnsSubdomain('name', name);
    const prefix = options.prefix ?? 'databases';
    const separator = options.separator ?? '/';
    if (!['/', '-', '_', '.'].includes(separator)) refuse('separator', 'be one of "/", "-", "_" and "."', separator, 'choose what the store allows in names');
    if (separator !== '/' && prefix.includes('/')) refuse('prefix', `go with the separator "${separator}"`, prefix, 'write it without "/"');
    if (!/^[^\s/]+(\/[^\s/]+)*$/.test(prefix)) refuse('prefix', 'be path parts joined by "/"', prefix, 'write for example "prod/databases"');
    const seconds = (options.refreshInterval ?? Duration.minutes(15)).toSeconds({ integral: false });
    if (!Number.isSafeInteger(seconds) || seconds <= 0) {
      refuse('refreshInterval', 'be whole seconds, at least one', `${seconds} s`, 'a password that is never read again cannot be rotated');
    }
    return new SecretStore(name, kind, prefix, separator, seconds);
  }

  private constructor(
    /** Name of the store. */
    public readonly name: string,
    /** `ClusterSecretStore` or `SecretStore`. */
    public readonly kind: string,
    /** First part of every remote key. */
    public readonly prefix: string,
    /** What stands between the parts of a remote key. */
    public readonly separator: string,
    /** Seconds between two readings of the store. */
    public readonly refreshSeconds: number,
  ) {}

  /**
   * The remote key of a role of a database: `<prefix>/<namespace>/<database>/<role>`.
   * @param namespace namespace of the database
   * @param database name of the database
   * @param role name of the role
   */
  public remoteKey(namespace: string, database: string, role: string): string {
    return [this.prefix, namespace, database, role].join(this.separator);
  }
}
