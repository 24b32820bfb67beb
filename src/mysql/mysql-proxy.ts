import { Size } from 'cdk8s';
import { Compute } from '../values/compute';

/** Options of `MySqlProxy.haproxy`. */
export interface HaproxyOptions {
  /**
   * Number of its pods, from 2 to 5: each wants a node of its own.
   * @default 3 - the loss of a zone leaves two
   */
  readonly instances?: number;

  /**
   * CPU and memory of each pod.
   * @default - 500m and 512 MiB; deploy/cr.yaml of the operator 1.20.0 has 600m and 1 GB
   */
  readonly compute?: Compute;
}

/** Options of `MySqlProxy.proxysql`. */
export interface ProxySqlOptions {
  /**
   * Number of its pods, from 2 to 5: each wants a node of its own.
   * @default 3 - the loss of a zone leaves two
   */
  readonly instances?: number;

  /**
   * CPU and memory of each pod.
   * @default - 500m and 1 GiB; deploy/cr.yaml of the operator 1.20.0 has 600m and 1 GB
   */
  readonly compute?: Compute;

  /**
   * Size of the volume with the configuration that each pod has learnt.
   * @default Size.gibibytes(2) - as in deploy/cr.yaml of the operator 1.20.0; never less than the storage class makes for its IOPS
   */
  readonly storage?: Size;
}

/** What stands in front of the instances: clients reach them only through it, and it leads all writes to one of them. */
export class MySqlProxy {
  /**
   * HAProxy: it passes connections through as they are, so that TLS ends at the server.
   */
  public static haproxy(options: HaproxyOptions = {}): MySqlProxy {
    return new MySqlProxy(false, options.instances, options.compute);
  }

  /**
   * ProxySQL: it speaks MySQL's protocol itself, reuses connections and sends plain reads to replicas. It cannot turn away clients without TLS, so that
   * the rule `tls-required` has to be waived.
   */
  public static proxysql(options: ProxySqlOptions = {}): MySqlProxy {
    return new MySqlProxy(true, options.instances, options.compute, options.storage);
  }

  private constructor(
    /** Whether it is ProxySQL; otherwise it is HAProxy. */
    public readonly isProxySql: boolean,
    /** Number of its pods; undefined for the default. */
    public readonly instances?: number,
    /** CPU and memory of each pod; undefined for the default. */
    public readonly compute?: Compute,
    /** Size of each pod's volume; undefined for the default, and for HAProxy, which has none. */
    public readonly storage?: Size,
  ) {}
}
