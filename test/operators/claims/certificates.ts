import { X509Certificate } from 'node:crypto';
import { Cast, makerOf, short } from './cast';
import { Claim, holds } from './claim';
import { Scene } from '../scene';

const DAY = 24 * 3600 * 1000;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/** The server certificate is for every host that clients connect to, and `ca` verifies it. */
export function* certificateClaims(scene: Scene): Generator<Claim> {
  for (const database of scene.databases) {
    const { namespace, name, endpoints, _settings: { platform } } = database;
    const cast = new Cast(scene, database);
    const secretOf = (secret: string) => scene.living.find('', 'Secret', namespace, secret);
    // what the operator serves, by its own word
    const { serverTLSSecret, clientCASecret } = cast.cluster.status.certificates;
    const secret = secretOf(serverTLSSecret);
    const madeBy = makerOf(secret);
    const from = platform.issuer ? `Certificate ${namespace}/${serverTLSSecret}` : `PostgresCluster ${namespace}/${name}`;
    const certificate = certificateIn(secret, 'tls.crt');
    const ca = certificateIn(secretOf(database.ca.name), database.ca.key);
    if (platform.issuer) {
      yield holds('the operator serves the issuer\'s certificate', from, 'CloudNativePG', madeBy === 'cert-manager', `Secret ${serverTLSSecret} by ${madeBy}`);
      yield holds('its Secret is reloaded when it changes', from, madeBy, secret?.metadata.labels?.['cnpg.io/reload'] !== undefined, 'label cnpg.io/reload is missing');
    }
    const hosts = Object.values<any>(endpoints).flatMap((endpoint) => (endpoint ? [endpoint.host] : []));
    for (const host of hosts) {
      const [service] = host.split('.');
      for (const as of [service, `${service}.${namespace}`, host, `${host}.${platform.network.clusterDomain}`]) {
        yield holds(`the certificate is for ${short(as, database).replaceAll(`.${namespace}`, '.<namespace>')}`, from, madeBy, certificate?.checkHost(as, { subject: 'never' }) !== undefined, certificate?.subjectAltName ?? 'no certificate');
      }
    }
    yield holds('clients that verify by `ca` accept it', `ca of ${namespace}/${name}`, madeBy,
      !!certificate && !!ca && certificate.checkIssued(ca) && certificate.verify(ca.publicKey), 'another CA signed it');
    yield holds('it is a server\'s', from, madeBy, certificate?.keyUsage?.includes(SERVER_AUTH) ?? false, String(certificate?.keyUsage));
    const days = certificate && Math.round((+new Date(certificate.validTo) - +new Date(certificate.validFrom)) / DAY);
    yield holds('it lives 90 days', from, madeBy, days === 90, `${days} days`);
    yield* poolerCertificate(scene, cast, clientCASecret);
  }
  yield* distributed(scene);
}

/** A pooler logs in with a certificate of the operator's own client CA. */
function* poolerCertificate(scene: Scene, cast: Cast, clientCaSecret: string): Generator<Claim> {
  if (cast.poolers.length === 0) return;
  const { name, namespace } = cast.database;
  const secretOf = (secret: string) => scene.living.find('', 'Secret', namespace, secret);
  const ca = certificateIn(secretOf(clientCaSecret), 'ca.crt');
  const certificate = certificateIn(secretOf(`${name}-pooler`), 'tls.crt');
  yield holds('poolers log in with a certificate of the client CA', `PostgresCluster ${namespace}/${name}`, makerOf(secretOf(`${name}-pooler`)),
    !!ca && !!certificate && certificate.checkIssued(ca) && secretOf(clientCaSecret)?.data['ca.key'] !== undefined, `Secret ${name}-pooler`);
}

/** What clients in other namespaces verify by is the CA of the server's certificate. */
function* distributed(scene: Scene): Generator<Claim> {
  for (const database of scene.databases) {
    const ca = certificateIn(scene.living.find('', 'Secret', database.namespace, database.ca.name), database.ca.key);
    for (const certificate of scene.claimed.ofKind('cert-manager.io', 'Certificate')) {
      if (certificate.spec.dnsNames[0] !== `${database.name}.${database.namespace}.ca.invalid`) continue;
      const { name, namespace } = certificate.metadata;
      const secret = scene.living.find('', 'Secret', namespace, certificate.spec.secretName);
      yield holds('its Secret holds the CA that signed the server\'s', `Certificate ${namespace}/${name}`, makerOf(secret),
        !!ca && certificateIn(secret, 'ca.crt')?.fingerprint256 === ca.fingerprint256, 'another one');
    }
  }
}

export function certificateIn(secret: any, key: string): X509Certificate | undefined {
  const data = secret?.data?.[key];
  return data && new X509Certificate(Buffer.from(data, 'base64'));
}
