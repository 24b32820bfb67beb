import { castsOf, EngineCast, fromOf } from './engine-cast';
import { MySqlCluster } from '../../../../src/mysql/mysql-cluster';
import { serviceNames } from '../../../../src/parts/service-names';
import { Scene } from '../../scene';
import { makerOf, short } from '../cast';
import { certificateIn } from '../certificates';
import { Claim, holds } from '../claim';
import { fileAt } from '../clients';
import { reaches } from '../reach';

/** The certificate that clients see is for every endpoint, and `ca` verifies it. */
export function* engineCertificateClaims(scene: Scene): Generator<Claim> {
  for (const cast of castsOf(scene)) {
    const { database } = cast;
    const { namespace, _settings: { platform: { issuer, network } } } = database;
    const secretOf = (name: string | undefined) => scene.living.find('', 'Secret', namespace, name ?? '');
    const secret = secretOf(cast.certificateSecret);
    const certificate = certificateIn(secret, 'tls.crt');
    const ca = certificateIn(secretOf(database.ca.name), database.ca.key);
    const from = fromOf(cast);
    yield holds(`clients see the certificate of ${issuer ? 'our Certificate' : 'the operator'}`, from, 'cert-manager',
      makerOf(secret) === 'cert-manager' && secret?.metadata.annotations?.['cert-manager.io/issuer-name'] === (issuer?.name ?? `${database.name}-${cast.isMySql ? 'pxc' : 'psmdb'}-issuer`)
      || (!issuer && secret !== undefined), JSON.stringify(secret?.metadata));
    for (const host of hostsOf(cast)) {
      yield holds(`the certificate is for ${short(host, database).replace(namespace, '<namespace>').replace(network.clusterDomain, '<domain>')}`, from, 'cert-manager',
        certificate?.checkHost(host, { subject: 'never' }) !== undefined, certificate?.subjectAltName ?? 'no certificate');
    }
    yield holds('clients that verify by `ca` accept it', from, 'cert-manager', !!certificate && !!ca && certificate.checkIssued(ca) && certificate.verify(ca.publicKey), 'another CA signed it');
    yield* distributed(scene, cast);
  }
}

function hostsOf({ database }: EngineCast): string[] {
  const { namespace, _settings: { platform: { network } } } = database;
  if (!(database instanceof MySqlCluster)) {
    const outside = database._settings.horizons.flatMap(({ members }) => members);
    return [...[...database.endpoints.members, ...outside].map(({ host }) => host), database.endpoints.seedList, 'localhost'];
  }
  const { readWrite, readOnly } = database.endpoints;
  return [...new Set([readWrite, readOnly].flatMap(({ host }) => serviceNames(host.split('.')[0], namespace, network.clusterDomain)))];
}

/** What clients in other namespaces verify by. */
function* distributed(scene: Scene, { database }: EngineCast): Generator<Claim> {
  const ca = certificateIn(scene.living.find('', 'Secret', database.namespace, database.ca.name), database.ca.key);
  for (const certificate of scene.claimed.ofKind('cert-manager.io', 'Certificate')) {
    if (certificate.spec.dnsNames[0] !== `${database.name}.${database.namespace}.ca.invalid`) continue;
    const { name, namespace } = certificate.metadata;
    const secret = scene.living.find('', 'Secret', namespace, certificate.spec.secretName);
    yield holds('its Secret holds the CA that signed the server\'s', `Certificate ${namespace}/${name}`, makerOf(secret),
      !!ca && certificateIn(secret, 'ca.crt')?.fingerprint256 === ca.fingerprint256, 'another one');
  }
}

/** Variables of `grantConnect` that hold a path, by engine. */
const FILES = {
  MYSQL: ['MYSQL_PASSWORD_FILE', 'MYSQL_SSL_CA', 'MYSQL_OPTION_FILE'],
  MONGODB: ['MONGODB_PASSWORD_FILE', 'MONGODB_TLS_CA_FILE', 'MONGODB_URI_FILE'],
};

/** What `grantConnect` gives a workload leads to the database. */
export function* engineClientClaims(scene: Scene): Generator<Claim> {
  for (const cast of castsOf(scene)) {
    const { database, isMySql, resource } = cast;
    const hosts = database instanceof MySqlCluster
      ? [database.endpoints.readWrite.host, database.endpoints.readOnly.host]
      : [database.endpoints.members.map(({ host, port }) => `${host}:${port}`).join(',')];
    for (const pod of scene.living.ofKind('', 'Pod')) {
      const [container] = pod.spec.containers;
      const value = (variable: string): string => container.env?.find(({ name }: any) => name === variable)?.value;
      if (!hosts.includes(value(isMySql ? 'MYSQL_HOST' : 'MONGODB_HOSTS'))) continue;
      const from = `grantConnect to ${fromOf(cast)}`;
      const user = value(isMySql ? 'MYSQL_USER' : 'MONGODB_USER');
      const declared = resource.spec.users.find(({ name }: any) => name === user);
      yield holds('its user is one of the operator\'s', from, cast.operator, declared !== undefined, user);
      for (const variable of FILES[isMySql ? 'MYSQL' : 'MONGODB']) {
        const file = fileAt(scene, pod, container, value(variable));
        yield holds(`${variable} is a file of a mounted Secret`, from, file ? makerOf(file.source) : 'nobody', file?.content !== undefined, `no ${value(variable)}`);
      }
      const password = fileAt(scene, pod, container, value(isMySql ? 'MYSQL_PASSWORD_FILE' : 'MONGODB_PASSWORD_FILE'))?.content;
      const { name, key } = declared?.passwordSecretRef ?? {};
      yield holds('the mounted password is the user\'s', from, 'stand-in for External Secrets',
        password !== undefined && password === scene.living.find('', 'Secret', database.namespace, name)?.data?.[key], 'another one');
      const ca = certificateIn(scene.living.find('', 'Secret', database.namespace, database.ca.name), database.ca.key);
      const mounted = fileAt(scene, pod, container, value(isMySql ? 'MYSQL_SSL_CA' : 'MONGODB_TLS_CA_FILE'))?.content;
      yield holds('the mounted CA is the one that signed the server\'s', from, 'cert-manager',
        !!ca && certificateIn({ data: { ca: mounted } }, 'ca')?.fingerprint256 === ca.fingerprint256, 'another one');
      const replicas = database instanceof MySqlCluster && value('MYSQL_HOST') !== database.endpoints.readWrite.host;
      const port = isMySql ? replicas ? 3307 : 3306 : 27017;
      const way = scene.claimed.ofKind('networking.k8s.io', 'NetworkPolicy').length > 0 && cast.front.pods.every((target) => reaches(pod, target, port, scene.living));
      yield holds(`NetworkPolicies let it reach port ${port}`, from, cast.operator, way, 'they do not');
    }
  }
}
