import { Endpoint } from '../contracts/endpoint';
import { refuse } from '../values/refusal';

/** Where a `MongoReplicaSet` answers. A client names all members, or the seed list, and finds the primary by itself. */
export class MongoEndpoints {
  /** @internal */
  public constructor(
    /** Every member, by the name under which the replica set knows it. It stands in the server certificate. */
    public readonly members: Endpoint[],
    /** Host of the DNS seed list, for `mongodb+srv://`. Inside of the Kubernetes cluster alone. */
    public readonly seedList: string,
    /** Name of the replica set. */
    public readonly replicaSet: string,
    /** Members by the names of each horizon; without an arbiter. */
    private readonly horizons: { readonly [horizon: string]: Endpoint[] } = {},
  ) {}

  /**
   * Every member, by the name under which clients outside know it.
   * @param horizon name of one of `horizons`
   * @throws when there is no such horizon
   */
  public membersIn(horizon: string): Endpoint[] {
    const names = Object.keys(this.horizons);
    const found = names.includes(horizon) ? this.horizons[horizon]
      : refuse('horizon', names.length > 0 ? `be one of ${names.join(', ')}` : 'be one that the database has, which has none', horizon, 'give the database this one in horizons');
    return [...found];
  }

  /**
   * Connection string for clients outside, without user, password and the file of the CA.
   * @param horizon name of one of `horizons`
   * @throws when there is no such horizon
   */
  public uriIn(horizon: string): string {
    const hosts = this.membersIn(horizon).map(({ host, port }) => `${host}:${port}`).join(',');
    return `mongodb://${hosts}/?authSource=admin&replicaSet=${this.replicaSet}&tls=true&w=majority`;
  }
}
