import { CaDistribution } from './ca-distribution';
import { requireDnsSubdomain } from './kubernetes-name';

/** Options of `Issuer.cluster`. */
export interface ClusterIssuerOptions {
  /**
   * How clients in other namespaces get the CA.
   * @default CaDistribution.certificate() - a Certificate of the same issuer in the client's namespace, whose Secret holds the CA
   */
  readonly distribution?: CaDistribution;
}

/** Who signs the servers' certificates: an issuer of cert-manager. */
export class Issuer {
  /**
   * A ClusterIssuer. It must put the CA into the Secret (`ca.crt`), as the CA, Vault and Venafi issuers do and ACME does not.
   * @param name name of the ClusterIssuer
   * @throws when the name is no DNS subdomain name
   */
  public static cluster(name: string, options: ClusterIssuerOptions = {}): Issuer {
    requireDnsSubdomain('name', name);
    return new Issuer(name, 'ClusterIssuer', options.distribution ?? CaDistribution.certificate());
  }

  /**
   * An Issuer of this name in each namespace that holds a database. Clients in other namespaces have no way to its CA.
   * @param name name of the Issuer, the same in every namespace
   * @throws when the name is no DNS subdomain name
   */
  public static namespaced(name: string): Issuer {
    requireDnsSubdomain('name', name);
    return new Issuer(name, 'Issuer', undefined);
  }

  private constructor(
    /** Name of the issuer. */
    public readonly name: string,
    /** `ClusterIssuer` or `Issuer`. */
    public readonly kind: string,
    /** How clients in other namespaces get the CA; undefined when they cannot. */
    public readonly distribution?: CaDistribution,
  ) {}
}
