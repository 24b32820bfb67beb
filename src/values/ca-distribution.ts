import { requireDataKey, requireDnsSubdomain } from './kubernetes-name';

/** How clients in other namespaces get the CA of the servers' certificates. */
export class CaDistribution {
  /**
   * A Certificate of the same ClusterIssuer in the client's namespace: its Secret holds the CA, and only the CA is mounted. It is renewed on a
   * clock of its own: when the CA's key changes, renew it together with the server's (`cmctl renew`), or distribute the CA by trust-manager.
   */
  public static certificate(): CaDistribution {
    return new CaDistribution();
  }

  /**
   * A ConfigMap that a Bundle of trust-manager keeps in the clients' namespaces; the Bundle exists already.
   * @param name of the Bundle, which is the name of the ConfigMap
   * @param key in the ConfigMap
   * @throws when the name is no DNS subdomain name or the key is no valid key of a ConfigMap
   */
  public static trustManagerBundle(name: string, key: string): CaDistribution {
    requireDnsSubdomain('name', name);
    requireDataKey('key', key);
    return new CaDistribution(name, key);
  }

  private constructor(
    /** Name of the ConfigMap; undefined for a Certificate. */
    public readonly configMap?: string,
    /** Key in the ConfigMap; undefined for a Certificate. */
    public readonly key?: string,
  ) {}
}
