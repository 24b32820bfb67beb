import { Endpoint } from '../contracts/endpoint';

/** Where a `MySqlCluster` answers. */
export class MySqlEndpoints {
  /** @internal */
  public constructor(
    /** The instance that takes writes, through the proxy. */
    public readonly readWrite: Endpoint,
    /** The other instances, through the proxy; with ProxySQL the same as `readWrite`, because it sends reads there by itself. */
    public readonly readOnly: Endpoint,
  ) {}
}
