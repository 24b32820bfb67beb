import { Manifest } from '../checklist/manifests';
import { Issuer } from '../values/issuer';

export interface ServerCertificate {
  readonly name: string;
  readonly namespace: string;
  readonly secretName: string;
  readonly issuer: Issuer;
  /** Written as it is when the app is synthesized, so that names can still be added. */
  readonly dnsNames: string[];
  readonly secretLabels?: Record<string, string>;
  /** Organizations of its subject. */
  readonly organizations?: string[];
  /** Organizational units of its subject; only with organizations. */
  readonly organizationalUnits?: string[];
  /** Whether the server shows it to others of its kind, too, as their client. */
  readonly alsoClient?: boolean;
}

/** A server's certificate: 90 days, renewed 30 days before its end, with a new key each time (cert-manager 1.21, usage/certificate). */
export function serverCertificate(of: ServerCertificate): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: of.name, namespace: of.namespace },
    spec: {
      secretName: of.secretName,
      ...(of.secretLabels ? { secretTemplate: { labels: of.secretLabels } } : {}),
      duration: '2160h0m0s',
      renewBefore: '720h0m0s',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'key encipherment', 'server auth', ...(of.alsoClient ? ['client auth'] : [])],
      ...(of.organizations ? { subject: { organizations: of.organizations, organizationalUnits: of.organizationalUnits } } : {}),
      dnsNames: of.dnsNames,
      issuerRef: { name: of.issuer.name, kind: of.issuer.kind, group: 'cert-manager.io' },
    },
  };
}
