import { Attested } from '../checklist/annotations';
import { CredentialFacts, RoleFacts, TlsFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readCredential } from '../checklist/readers/credentials';
import { loginOf, refusesPlaintext } from '../checklist/readers/pg-hba';
import { readServerCertificate } from '../checklist/readers/tls-certificate';
import { isSeen, Seen } from '../checklist/unseen';

const EXCESS = ['superuser', 'createrole', 'createdb', 'replication', 'bypassrls'];
const SUPERUSER = 'postgres';

interface User {
  readonly name: string;
  readonly options: string;
}

/** Without a list there is one, named as the cluster (docs, PGO 6.0, User and database management). */
function usersOf({ metadata: { name } }: Manifest, spec: any): User[] {
  if (spec.users === undefined) return [{ name, options: '' }];
  return spec.users.filter((user: any) => user.name !== undefined).map((user: any) => ({ name: user.name, options: user.options ?? '' }));
}

export function readRoles(cluster: Manifest, spec: any): RoleFacts[] {
  return usersOf(cluster, spec).filter(({ name }) => name !== SUPERUSER).map(({ name, options }) => {
    const words = options.toLowerCase().split(/[\s,]+/);
    return { name, excess: EXCESS.filter((right) => words.includes(right)) };
  });
}

/** Secrets of the users, and of the object stores; a user's Secret that is there before the operator makes it is taken over. */
export function readCredentials(cluster: Manifest, spec: any, among: Manifests, attested: Attested): CredentialFacts[] {
  const { name, namespace = 'default' } = cluster.metadata;
  const of = (secret: string, purpose: string, operatorMade: boolean) =>
    readCredential(among, { namespace, secret, purpose, attested: attested.secrets, operatorMade });
  const stores: string[] = (spec.backups?.pgbackrest?.configuration ?? []).flatMap((projection: any) => projection.secret?.name ?? []);
  return [
    ...usersOf(cluster, spec).map((user) => of(`${name}-pguser-${user.name}`, `role ${user.name}`, true)),
    ...[...new Set(stores)].map((secret) => of(secret, 'object store', false)),
  ];
}

/** Lines of the manifest; when it has none, whoever has a password may come in by TLS (internal/postgres/hba.go, PGO 6.0.3). */
function linesOf(spec: any): readonly string[] {
  const rules: string[] = (spec.authentication?.rules ?? []).map(({ hba, connection = '', databases = [], users = [], method = '' }: any) =>
    hba ?? [connection, databases.join() || 'all', users.join() || 'all', 'all', method].join(' '));
  const own = [...rules, ...spec.patroni?.dynamicConfiguration?.postgresql?.pg_hba ?? []];
  return own.length > 0 ? own : ['hostssl all all all scram-sha-256'];
}

/** The superuser has no password until the manifest names it among the users. */
export function superuserAccess(cluster: Manifest, spec: any): Seen<string | undefined> {
  if (!usersOf(cluster, spec).some(({ name }) => name === SUPERUSER)) return undefined;
  const line = loginOf(SUPERUSER, linesOf(spec));
  return isSeen(line) ? line && `spec.users gives superuser ${SUPERUSER} a password, and it may log in over the network (pg_hba: ${line})` : line;
}

/** The operator's own CA signs for every Service, unless the manifest brings a certificate. */
export function readTls(cluster: Manifest, spec: any, among: Manifests): TlsFacts {
  const { name, namespace = 'default' } = cluster.metadata;
  const pooler = spec.proxy?.pgBouncer;
  const plaintextRefused = refusesPlaintext(linesOf(spec)) && (pooler === undefined || poolerRefusesPlaintext(pooler));
  const own = spec.customTLSSecret?.name === undefined ? [] : [{ secret: spec.customTLSSecret.name, services: [`${name}-primary`, `${name}-replicas`] }];
  const pooled = pooler?.customTLSSecret?.name === undefined ? [] : [{ secret: pooler.customTLSSecret.name, services: [`${name}-pgbouncer`] }];
  const read = [...own, ...pooled].map((of) => readServerCertificate(among, { namespace, ...of }));
  return {
    certificate: own.length > 0 ? read[0].certificate : 'the operator\'s own CA',
    missingNames: read.flatMap(({ missingNames }) => missingNames),
    plaintextRefused,
  };
}

/** PGO sets `require`, and lets the manifest set it otherwise (internal/pgbouncer/config.go, PGO 6.0.3). */
function poolerRefusesPlaintext({ config }: any): boolean {
  return ['require', 'verify-ca', 'verify-full'].includes(config?.global?.client_tls_sslmode ?? 'require');
}
