/** A Service of a database, and its port. */
export class Endpoint {
  /** @internal */
  public constructor(
    /** Host name inside the cluster: `<service>.<namespace>.svc`. It stands in the server certificate. */
    public readonly host: string,
    /** Port. */
    public readonly port: number,
  ) {}
}
