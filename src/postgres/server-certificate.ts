import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';
import { serverCertificate } from '../parts/certificate';
import { serviceNames } from '../parts/service-names';
import { Issuer } from '../values/issuer';

/** Name of the Secret with the certificate of a database's servers, where the platform has an issuer. */
export function serverSecretName(cluster: string): string {
  return `${cluster}-server-tls`;
}

/** The certificate that instances and poolers show under all their names. */
export function postgresCertificate({ name, namespace, poolers, platform }: PostgresSettings, issuer: Issuer): Manifest {
  const services = [...['rw', 'ro', 'r'].map((role) => `${name}-${role}`), ...poolers.map((pooler) => pooler.name)];
  return serverCertificate({
    name: serverSecretName(name),
    namespace,
    secretName: serverSecretName(name),
    issuer,
    dnsNames: services.flatMap((service) => serviceNames(service, namespace, platform.network.clusterDomain)),
    // the operator reloads Secrets that carry it
    secretLabels: { 'cnpg.io/reload': '' },
  });
}
