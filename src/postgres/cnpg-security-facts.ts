import { satellitesOf } from './cnpg-satellites';
import { Attested } from '../checklist/annotations';
import { CredentialFacts, RoleFacts, TlsFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readCredential } from '../checklist/readers/credentials';
import { listOf } from '../checklist/readers/list';
import { replicationRoles } from '../checklist/readers/migrations';
import { Unseen } from '../checklist/unseen';

const EXCESS = ['superuser', 'createrole', 'createdb', 'replication', 'bypassrls'] as const;
// members are superuser, or may run programs or read files as the server's user
const DANGEROUS = ['postgres', 'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'];

/** Roles that the manifests declare, and what they may that no application needs. */
export function readRoles(cluster: Manifest, among: Manifests): RoleFacts[] {
  const declared = [...listOf('spec.managed.roles', cluster.spec?.managed?.roles), ...satellitesOf(cluster, 'DatabaseRole', among).map((role) => role.spec)];
  const { name, namespace = 'default' } = cluster.metadata;
  const replicating = replicationRoles(among, { namespace, name });
  return declared.filter((role) => role.ensure !== 'absent').map((role) => ({
    name: role.name,
    excess: [...EXCESS.filter((right) => role[right] === true && !(right === 'replication' && replicating.includes(role.name))), ...(role.inRoles ?? []).filter((group: string) => DANGEROUS.includes(group) || group.startsWith('cnpg_'))],
  }));
}

/** Secrets that hold a password or a credential, and where they come from. */
export function readCredentials(cluster: Manifest, among: Manifests, attested: Attested): CredentialFacts[] {
  const { name, namespace = 'default' } = cluster.metadata;
  const of = (secret: string, purpose: string, operatorMade = false) =>
    readCredential(among, { namespace, secret, purpose, attested: attested.secrets, operatorMade });
  const found = new Map<string, CredentialFacts>();
  const add = (fact: CredentialFacts) => { if (!found.has(fact.secret)) found.set(fact.secret, fact); };
  const initdb = cluster.spec?.bootstrap?.initdb;
  // without a Secret the operator makes one up for the owner
  if (initdb?.secret?.name) add(of(initdb.secret.name, `role ${initdb.owner ?? initdb.database ?? 'app'}`));
  else if (!cluster.spec?.bootstrap?.recovery && !cluster.spec?.bootstrap?.pg_basebackup) add(of(`${name}-app`, `role ${initdb?.owner ?? 'app'}`, true));
  const roles = [...listOf('spec.managed.roles', cluster.spec?.managed?.roles), ...satellitesOf(cluster, 'DatabaseRole', among).map((role) => role.spec)];
  for (const role of roles) if (role.passwordSecret?.name) add(of(role.passwordSecret.name, `role ${role.name}`));
  if (cluster.spec?.enableSuperuserAccess) add(of(cluster.spec.superuserSecret?.name ?? `${name}-superuser`, 'role postgres', !cluster.spec.superuserSecret));
  for (const secret of storeSecrets(cluster, among)) add(of(secret, 'object store'));
  return [...found.values()];
}

/** Whether clients can and must use TLS, under a certificate that carries the names they use. */
export function readTls(cluster: Manifest, among: Manifests): TlsFacts {
  const { namespace = 'default' } = cluster.metadata;
  const secret = cluster.spec?.certificates?.serverTLSSecret;
  const plaintextRefused = serverRefusesPlaintext(cluster) && satellitesOf(cluster, 'Pooler', among).every(poolerRefusesPlaintext);
  const missingNames = (names: readonly string[], services: readonly string[]) =>
    clientNames(cluster, services).filter((client) => !names.includes(client));
  const poolers = satellitesOf(cluster, 'Pooler', among).map((pooler) => pooler.metadata.name);
  if (!secret) {
    // the operator's own CA signs for the Cluster's Services, and for what it is told
    const names = listOf('spec.certificates.serverAltDNSNames', cluster.spec?.certificates?.serverAltDNSNames);
    return { certificate: 'the operator\'s own CA', missingNames: missingNames(names, poolers), plaintextRefused };
  }
  const fills = (candidate: Manifest | undefined) => candidate?.spec?.secretName === secret;
  const named = among.find('cert-manager.io', 'Certificate', namespace, secret);
  const certificate = fills(named) ? named : among.inNamespace('cert-manager.io', 'Certificate', namespace).find(fills);
  if (!certificate) {
    return { certificate: new Unseen(`the Certificate that fills Secret ${namespace}/${secret} is not in the input; add it.`), missingNames: [], plaintextRefused };
  }
  const { kind = 'Issuer', name } = certificate.spec.issuerRef ?? {};
  const own = ['rw', 'ro', 'r'].map((role) => `${cluster.metadata.name}-${role}`);
  return { certificate: `${kind} ${name}`, missingNames: missingNames(certificate.spec.dnsNames ?? [], [...own, ...poolers]), plaintextRefused };
}

/** The first line that matches decides: nothing may let anybody in before plain connections are rejected, and nothing without a password. */
function serverRefusesPlaintext(cluster: Manifest): boolean {
  for (const line of listOf('spec.postgresql.pg_hba', cluster.spec?.postgresql?.pg_hba)) {
    const [type, database, user, address, ...method] = String(line).trim().split(/\s+/);
    if (method.some((word) => word === 'trust' || word === 'password')) return false;
    if (/^(host|hostnossl|hostnogssenc)$/.test(type)) {
      return type === 'hostnossl' && database === 'all' && user === 'all' && /^(all|0\.0\.0\.0\/0)$/.test(address) && method[0] === 'reject';
    }
  }
  return false;
}

/** PgBouncer's default in CloudNativePG is `prefer` (pkg/management/pgbouncer/config/config.go). */
function poolerRefusesPlaintext(pooler: Manifest): boolean {
  return ['require', 'verify-ca', 'verify-full'].includes(pooler.spec?.pgbouncer?.parameters?.client_tls_sslmode);
}

function clientNames({ metadata: { namespace = 'default' } }: Manifest, services: readonly string[]): string[] {
  return services.flatMap((service) => [service, `${service}.${namespace}`, `${service}.${namespace}.svc`]);
}

function storeSecrets(cluster: Manifest, among: Manifests): string[] {
  const { namespace = 'default' } = cluster.metadata;
  const stores = listOf('spec.plugins', cluster.spec?.plugins)
    .map((plugin) => among.find('barmancloud.cnpg.io', 'ObjectStore', namespace, plugin.parameters?.barmanObjectName)?.spec?.configuration);
  return [...new Set([...stores, cluster.spec?.backup?.barmanObjectStore].filter((store) => store !== undefined).flatMap((store: any) => [
    store.s3Credentials?.accessKeyId?.name, store.s3Credentials?.secretAccessKey?.name,
    store.googleCredentials?.applicationCredentials?.name, store.azureCredentials?.storageKey?.name, store.azureCredentials?.connectionString?.name,
  ]).filter((name) => typeof name === 'string'))];
}
