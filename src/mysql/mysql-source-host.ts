import { isIP } from 'net';
import { requireDnsSubdomain } from '../values/kubernetes-name';
import { refuse, requireInteger } from '../values/refusal';

/** Options of `MySqlSourceHost.of`. */
export interface MySqlSourceHostOptions {
  /**
   * Port of the server.
   * @default 3306
   */
  readonly port?: number;

  /**
   * Which one is preferred: of those that answer, the one with the highest weight, from 1 to 100.
   * @default 100 - as of the operator (CheckNSetDefaults in pxc_types.go, 1.20); among equals the first one
   */
  readonly weight?: number;
}

/** A server that the other site may be followed at. */
export class MySqlSourceHost {
  /**
   * A server by its name. Its certificate must carry the name, which is verified.
   * @param host a DNS name, and no address
   * @throws when it is no DNS name, or port or weight are out of their range
   */
  public static of(host: string, options: MySqlSourceHostOptions = {}): MySqlSourceHost {
    requireHostName('host', host);
    const { port = 3306, weight = 100 } = options;
    requireInteger('port', port, 1, 65535, 'give the port that the server answers on');
    // MySQL 8.4 manual, 14.18.3, asynchronous_connection_failover_add_source(); the operator takes 0 for 100
    requireInteger('weight', weight, 1, 100, 'the highest is preferred');
    return new MySqlSourceHost(host, port, weight);
  }

  private constructor(
    /** DNS name. */
    public readonly host: string,
    /** Port. */
    public readonly port: number,
    /** Preference, up to 100. */
    public readonly weight: number,
  ) {}
}

/** Refuses what is no name that a certificate has for a server. */
export function requireHostName(prop: string, host: string): void {
  requireDnsSubdomain(prop, host);
  if (isIP(host)) refuse(prop, 'be a DNS name, and no address', host, 'give the name that the server\'s certificate carries: it is verified');
}
