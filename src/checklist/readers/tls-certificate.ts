import { TlsFacts } from '../facts';
import { Manifest, Manifests } from '../manifests';
import { Unseen } from '../unseen';

export interface ServerCertificateOf {
  readonly namespace: string;
  /** Name of the Secret that holds the server's certificate. */
  readonly secret: string;
  /** Services that clients connect to. */
  readonly services: readonly string[];
  /** Names that lead to it from outside, as they are. */
  readonly hosts?: readonly string[];
  /** What follows the namespace in the full names, for example `svc.cluster.local`, where they are used, too. */
  readonly suffix?: string;
}

/** Who signs the certificate in a Secret, and which of the names that clients use it lacks. */
export function readServerCertificate(among: Manifests, { namespace, secret, services, hosts = [], suffix }: ServerCertificateOf): Pick<TlsFacts, 'certificate' | 'missingNames'> {
  const fills = (candidate: Manifest) => candidate.spec?.secretName === secret;
  const certificate = among.inNamespace('cert-manager.io', 'Certificate', namespace).find(fills);
  if (!certificate) {
    return { certificate: new Unseen(`the Certificate that fills Secret ${namespace}/${secret} is not in the input; add it.`), missingNames: [] };
  }
  const { kind = 'Issuer', name } = certificate.spec.issuerRef ?? {};
  const names: string[] = Array.isArray(certificate.spec.dnsNames) ? certificate.spec.dnsNames.map(String) : [];
  const used = services.flatMap((service) => [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, ...(suffix === undefined ? [] : [`${service}.${namespace}.${suffix}`])]);
  return { certificate: `${kind} ${name}`, missingNames: [...used, ...hosts].filter((host) => !names.some((pattern) => covers(pattern, host))) };
}

/** A star stands for one label, the first (RFC 9525, 6.3). */
function covers(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*.') && host.includes('.') && host.slice(host.indexOf('.')) === pattern.slice(1));
}
