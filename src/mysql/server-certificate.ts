import { MySqlSettings } from './mysql-settings';
import { certificateNames, serverSecretName } from './pxc-names';
import { Manifest } from '../checklist/manifests';
import { serverCertificate } from '../parts/certificate';
import { Issuer } from '../values/issuer';

/**
 * The certificate that servers and proxies show under all their names. Instances show it to each other on both sides of a connection, too, so that it is a
 * client's as well; key and common name are those of the Certificate that the operator makes of this name where there is none (tls.go, 1.20).
 */
export function mySqlCertificate({ name, namespace, proxy, platform, source }: MySqlSettings, issuer: Issuer): Manifest {
  const certificate = serverCertificate({
    name: serverSecretName(name),
    namespace,
    secretName: serverSecretName(name),
    issuer,
    dnsNames: certificateNames({ name, namespace, clusterDomain: platform.network.clusterDomain, proxy: proxy.component, hosts: source?.hosts }),
  });
  return {
    ...certificate,
    spec: {
      ...certificate.spec,
      commonName: `${name}-proxysql`,
      usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
      privateKey: { algorithm: 'RSA', size: 2048, rotationPolicy: 'Never' },
    },
  };
}

/** Adds names to the certificate: of the issuer's, and of the one that the operator makes where there is none (`tls.SANs`). */
export function addServerNames(cluster: Manifest, certificate: Manifest | undefined, names: readonly string[]): void {
  for (const list of [certificate?.spec.dnsNames, cluster.spec.tls.SANs]) list?.push(...names.filter((name) => !list.includes(name)));
}
