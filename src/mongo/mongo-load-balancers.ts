/**
 * Load balancers of a `MongoReplicaSet`: one for each member, an arbiter too. Percona's operator waits for the address of each for up to 1000 s, and does nothing else
 * meanwhile, for other databases neither (1.22.0, getServiceIngressAddr): have something that makes load balancers.
 */
export interface MongoLoadBalancers {
  /**
   * Annotations of their Services, all of them alike, and of the headless one, too, such as those that make the load balancer one of the private network. A DNS name
   * for each cannot be given here: point the horizon's hosts at the Services `<name>-rs0-0`, `<name>-rs0-1` … yourself.
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * Class of the load balancers. It cannot be changed later.
   * @default - the cloud's own
   */
  readonly loadBalancerClass?: string;
}
