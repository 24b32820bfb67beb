import { OWN_DATABASES } from './identifiers';
import { mysqldOptions } from './my-cnf';
import { EVERYTHING } from './mysql-privileges';
import { isOn } from './parameter-units';
import { clientServices, operatorNames, serverSecretName, systemSecretName } from './pxc-names';
import { proxyIn } from './pxc-shape';
import { flappingPasswords } from './pxc-system-secret';
import { Attested } from '../checklist/annotations';
import { CredentialFacts, RoleFacts, TlsFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readCredential } from '../checklist/readers/credentials';
import { DRILLER } from '../checklist/readers/drills';
import { namesPassword, passwordsInConnections } from '../checklist/readers/passwords';
import { isPlaceholder } from '../checklist/readers/placeholder';
import { readServerCertificate } from '../checklist/readers/tls-certificate';
import { Unseen } from '../checklist/unseen';

/** What there is to grant on a database (MySQL 8.4 manual, 8.2.2); others are for a whole server, or pass themselves on. */
const OF_A_DATABASE = new Set<string>([...EVERYTHING, 'ALL', 'ALL PRIVILEGES', 'USAGE']);

/** Custom users, and what they may that no application needs: without databases the operator grants on all of them (upsertUserQuery, 1.20). */
export function readRoles(spec: any): RoleFacts[] {
  return (spec.users ?? []).map(({ name = '', dbs = [], grants = [], withGrantOption }: any) => {
    const given: string[] = grants.map((grant: string) => grant.trim().toUpperCase());
    const reached = dbs.length === 0 ? ['*'] : dbs.filter(reachesMySql);
    const excess = reached.flatMap((db: string) => given.map((grant) => `${grant} on ${db}.*`));
    // several in one text are none that is known
    const beyond = dbs.length === 0 ? [] : given.filter((grant) => !OF_A_DATABASE.has(grant));
    return { name, excess: [...excess, ...beyond, ...(withGrantOption ? ['GRANT OPTION'] : [])] };
  });
}

/** Whether a name, in which "_" and "%" stand for others (MySQL 8.4 manual, 15.7.1.6), is one of MySQL's own databases, or all. */
function reachesMySql(db: string): boolean {
  const name = db.trim().replace(/^`(.*)`$/, '$1');
  const pattern = name.replace(/\\?[^\w\\]|\\?_/g, (part) => (part === '_' ? '.' : part === '%' ? '.*' : `\\${part.slice(-1)}`));
  return name === '*' || OWN_DATABASES.some((own) => new RegExp(`^${pattern}$`, 'i').test(own));
}

/** Secrets that hold a password or a credential, and where they come from. */
export function readCredentials(cluster: Manifest, spec: any, among: Manifests, attested: Attested): CredentialFacts[] {
  const { name, namespace = 'default' } = cluster.metadata;
  const found = new Map<string, CredentialFacts>();
  const add = (secret: string | undefined, purpose: string, operatorMade = false) => {
    if (secret === undefined || secret === '' || found.has(secret)) return;
    found.set(secret, readCredential(among, { namespace, secret, purpose, attested: attested.secrets, operatorMade }));
  };
  const [system, users] = [spec.secretsName ?? systemSecretName(name), 'the operator\'s users'];
  const flapping = flappingPasswords(among, namespace, system, users);
  if (flapping) found.set(system, flapping);
  add(system, users, true);
  for (const user of spec.users ?? []) {
    if (isDriller(user)) continue;
    const secret = user.passwordSecretRef?.name;
    add(secret ?? `${name}-custom-user-secret`, `user ${user.name}`, secret === undefined);
  }
  for (const storage of Object.values<any>(spec.backup?.storages ?? {})) add((storage.s3 ?? storage.azure)?.credentialsSecret, 'object store');
  return [...found.values(), ...passwordsBeside(spec)];
}

/** Whether it is a failover drill's, and the operator makes its password. */
function isDriller({ name, dbs, passwordSecretRef }: any): boolean {
  return name === DRILLER && passwordSecretRef === undefined && Array.isArray(dbs) && dbs.length === 1 && dbs[0] === DRILLER;
}

/** Passwords that stand in the manifest, in the environment of what runs beside the servers. */
function passwordsBeside(spec: any): CredentialFacts[] {
  const sidecars: any[] = ['pxc', 'haproxy', 'proxysql'].flatMap((component) => spec[component]?.sidecars ?? []);
  return sidecars.flatMap(({ name = '', env }) => (Array.isArray(env) ? env : []).filter(isPassword).map((variable: any): CredentialFacts => (
    { secret: '', purpose: `container ${name}`, source: { by: 'plain', detail: `the manifest holds the value of ${variable.name}` } })));
}

function isPassword(variable: any): boolean {
  const { name, value } = variable ?? {};
  if (typeof name !== 'string' || typeof value !== 'string' || value === '') return false;
  return passwordsInConnections(value).length > 0 || (namesPassword(name) && !isPlaceholder(value));
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
