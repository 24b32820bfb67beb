import { mysqldOptions } from './my-cnf';
import { isOn } from './parameter-units';
import { clientServices, operatorNames, serverSecretName, systemSecretName } from './pxc-names';
import { proxyIn } from './pxc-shape';
import { Attested } from '../checklist/annotations';
import { CredentialFacts, RoleFacts, TlsFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readCredential } from '../checklist/readers/credentials';
import { readServerCertificate } from '../checklist/readers/tls-certificate';
import { Unseen } from '../checklist/unseen';

/** Privileges that are for a whole server, or pass themselves on (MySQL 8.4 manual, 8.2.2). */
const GLOBAL = new RegExp(`^(${[
  'SUPER', 'FILE', 'PROCESS', 'RELOAD', 'SHUTDOWN', 'CREATE USER', 'CREATE ROLE', 'DROP ROLE', 'CREATE TABLESPACE', 'GRANT OPTION', 'PROXY', 'REPLICATION SLAVE',
  'REPLICATION CLIENT', 'SHOW DATABASES', '\\w+_ADMIN', 'SYSTEM_\\w+', '\\w+_USER',
].join('|')})$`);

/** Custom users, and what they may that no application needs: without databases the operator grants on all of them (upsertUserQuery, 1.20). */
export function readRoles(spec: any): RoleFacts[] {
  return (spec.users ?? []).map(({ name = '', dbs = [], grants = [], withGrantOption }: any) => {
    const given: string[] = grants.map((grant: string) => grant.trim().toUpperCase());
    const excess = dbs.length === 0 ? given.map((grant) => `${grant} on *.*`) : given.filter((grant) => GLOBAL.test(grant));
    return { name, excess: [...excess, ...(withGrantOption ? ['GRANT OPTION'] : [])] };
  });
}

/** Secrets that hold a password or a credential, and where they come from. */
export function readCredentials(cluster: Manifest, spec: any, among: Manifests, attested: Attested): CredentialFacts[] {
  const { name, namespace = 'default' } = cluster.metadata;
  const found = new Map<string, CredentialFacts>();
  const add = (secret: string | undefined, purpose: string, operatorMade = false) => {
    if (secret === undefined || secret === '' || found.has(secret)) return;
    found.set(secret, readCredential(among, { namespace, secret, purpose, attested: attested.secrets, operatorMade }));
  };
  add(spec.secretsName ?? systemSecretName(name), 'the operator\'s users', true);
  for (const user of spec.users ?? []) {
    const secret = user.passwordSecretRef?.name;
    add(secret ?? `${name}-custom-user-secret`, `user ${user.name}`, secret === undefined);
  }
  for (const storage of Object.values<any>(spec.backup?.storages ?? {})) add((storage.s3 ?? storage.azure)?.credentialsSecret, 'object store');
  return [...found.values()];
}

/** Whether clients can and must use TLS, under a certificate that carries the names they use. */
export function readTls(cluster: Manifest, spec: any, among: Manifests): TlsFacts {
  const { name, namespace = 'default' } = cluster.metadata;
  const proxy = proxyIn(spec) ?? 'haproxy';
  const isOff = spec.tls?.enabled === false || spec.allowUnsafeConfigurations === true;
  if (isOff) return { certificate: undefined, missingNames: [], plaintextRefused: false };
  // ProxySQL answers clients itself, and asks them for no TLS
  const plaintextRefused = proxy === 'haproxy' && isOn(mysqldOptions(spec.pxc?.configuration).require_secure_transport);
  const names = { external: spec.sslSecretName || serverSecretName(name), internal: spec.sslInternalSecretName || `${name}-ssl-internal` };
  // HAProxy passes connections on to the server, which shows the internal one (build/pxc-configure-pxc.sh, 1.20)
  const secret = proxy === 'haproxy' ? names.internal : names.external;
  const services = proxyIn(spec) ? clientServices(name, proxy) : [`${name}-pxc`];
  const seen = readServerCertificate(among, { namespace, secret, services });
  if (!(seen.certificate instanceof Unseen)) return { ...seen, plaintextRefused };
  const isNamed = proxy === 'haproxy' ? spec.sslInternalSecretName : spec.sslSecretName;
  const issuer = spec.tls?.issuerConf;
  if (isNamed && !issuer) return { ...seen, plaintextRefused };
  const isExternal = secret === names.external;
  const own = [...operatorNames(name, namespace).filter((each) => isExternal !== /-haproxy/.test(each)), ...spec.tls?.SANs ?? []];
  const used = services.flatMap((service) => [service, `${service}.${namespace}`, `${service}.${namespace}.svc`]);
  return {
    certificate: issuer ? `${issuer.kind ?? 'Issuer'} ${issuer.name}` : 'the operator\'s own CA',
    missingNames: used.filter((each) => !own.includes(each)),
    plaintextRefused,
  };
}
