import { requireNamespace } from './kubernetes-name';
import { refuse } from './refusal';

/** Options of `Pmm.of`. */
export interface PmmOptions {
  /** Host name of the PMM server, for example `pmm.example.com` or `monitoring-service.pmm.svc`. */
  readonly serverHost: string;

  /**
   * Namespace that the server runs in.
   * @default - outside of the cluster: its port is open to any address
   */
  readonly namespace?: string;
}

/** Percona Monitoring and Management 3, which a `MySqlCluster` or a `MongoReplicaSet` by Percona's operator pushes to, beside Prometheus. */
export class Pmm {
  /**
   * A PMM 3 server that exists. The token of one of its service accounts lies in the platform's secret store, beside the passwords of the database that pushes to it:
   * `<prefix>/<namespace>/<database>/pmmservertoken`, property `password`.
   * @throws when the host or the namespace is malformed
   */
  public static of(options: PmmOptions): Pmm {
    const { serverHost, namespace } = options;
    if (!isServer(serverHost)) {
      refuse('pmm.serverHost', 'be a host name, with or without a port', serverHost, 'write for example "pmm.example.com", without https://');
    }
    if (namespace !== undefined) requireNamespace('pmm.namespace', namespace);
    return new Pmm(serverHost, namespace);
  }

  private constructor(
    /** Host name of the PMM server. */
    public readonly serverHost: string,
    /** Namespace that the server runs in; undefined when it is outside of the cluster. */
    public readonly namespace?: string,
  ) {}
}

// labels of at most 63 characters, at most 253 together (RFC 1035), and a port that there is
function isServer(value: string): boolean {
  const [, host, port] = /^([^:]*)(?::([1-9]\d{0,4}))?$/.exec(value ?? '') ?? [];
  return host !== undefined && host.length <= 253 && host.split('.').every((label) => LABEL.test(label)) && Number(port ?? 1) <= 65535;
}

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
