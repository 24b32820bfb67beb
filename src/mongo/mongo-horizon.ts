/**
 * Names under which clients outside of the Kubernetes cluster know the members of a `MongoReplicaSet`. Inside, members have names that no one else resolves,
 * and every client is sent on to these; MongoDB tells by the name that a client asks for in its TLS handshake (SNI) which names to send it on to. So the
 * hosts stand in the client's connection string, in DNS, and in the server certificate, into which they are written.
 */
export interface MongoHorizon {
  /** Name of the horizon, for example `external`: a DNS label. No client sees it. */
  readonly name: string;

  /**
   * Where each member is reached, in the order of the members, for example `catalog-0.db.example.com` or `db.example.com:27018`; without a port, on 27017. An
   * arbiter's comes last: MongoDB wants one of every member (replSetReconfig), and no client is let in there. What leads there, DNS and load balancers, is
   * yours, or the operator's by `loadBalancers`.
   */
  readonly hosts: string[];

  /**
   * Addresses that the clients come from, as CIDRs: nobody else gets past the NetworkPolicy and the load balancers. Where a load balancer puts its own address in the
   * place of a client's, its own is needed, too.
   */
  readonly clients: string[];
}
