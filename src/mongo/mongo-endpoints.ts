import { Endpoint } from '../contracts/endpoint';

/** Where a `MongoReplicaSet` answers. A client names all members, or the seed list, and finds the primary by itself. */
export class MongoEndpoints {
  /** @internal */
  public constructor(
    /** Every member, by the name under which the replica set knows it. It stands in the server certificate. */
    public readonly members: Endpoint[],
    /** Host of the DNS seed list, for `mongodb+srv://`. */
    public readonly seedList: string,
    /** Name of the replica set. */
    public readonly replicaSet: string,
  ) {}
}
