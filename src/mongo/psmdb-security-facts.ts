import { horizonHosts } from './horizon-facts';
import { Replset, replsetsOf } from './psmdb-replsets';
import { SYSTEM_USERS } from './system-users';
import { Attested } from '../checklist/annotations';
import { CredentialFacts, TlsFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readCredential } from '../checklist/readers/credentials';
import { DRILLER } from '../checklist/readers/drills';
import { readServerCertificate } from '../checklist/readers/tls-certificate';
import { isSeen } from '../checklist/unseen';
import { listed } from '../checklist/wording';

// Percona Operator for MongoDB 1.22.0, psmdb_defaults.go
const USERS = 'percona-server-mongodb-users';

/** Secrets that hold a password or a credential, and where they come from. */
export function readCredentials({ metadata: { name, namespace = 'default' } }: Manifest, spec: any, among: Manifests, attested: Attested): CredentialFacts[] {
  const of = (secret: string, purpose: string, operatorMade: boolean) =>
    readCredential(among, { namespace, secret, purpose, attested: attested.secrets, operatorMade });
  const found = new Map<string, CredentialFacts>();
  const add = (fact: CredentialFacts) => { if (!found.has(fact.secret)) found.set(fact.secret, fact); };
  const users = of(spec.secrets?.users ?? USERS, 'users of the operator', true);
  const lacks = isSeen(users.source) && users.source.by === 'secret-store' ? missingKeys(among, namespace, users.secret) : [];
  add(lacks.length === 0 ? users : {
    ...users,
    source: { by: 'operator', detail: `ExternalSecret ${namespace}/${users.secret} lacks ${listed(lacks)}: the operator adds them, External Secrets takes them away, and the passwords change for ever` },
  });
  for (const user of spec.users ?? []) {
    if (isDriller(user)) continue;
    // without a Secret the operator makes one up for all of them
    add(of(user.passwordSecretRef?.name ?? `${name}-custom-user-secret`, `user ${user.name}`, user.passwordSecretRef?.name === undefined));
  }
  const storages: any[] = spec.backup?.enabled === true ? Object.values(spec.backup.storages ?? {}) : [];
  for (const { s3, minio, gcs, azure } of storages) {
    const secret = (s3 ?? minio ?? gcs ?? azure)?.credentialsSecret;
    if (secret) add(of(secret, 'object store', false));
  }
  return [...found.values()];
}

/** Whether it is a failover drill's, and the operator makes its password. */
function isDriller({ name, roles, passwordSecretRef }: any): boolean {
  return name === DRILLER && passwordSecretRef === undefined && Array.isArray(roles) && roles.every(({ db }) => db === DRILLER);
}

/** Keys of the operator's users that an ExternalSecret leaves out, where it alone says what is in the Secret. */
function missingKeys(among: Manifests, namespace: string, secret: string): string[] {
  const external = among.inNamespace('external-secrets.io', 'ExternalSecret', namespace)
    .find(({ metadata, spec }) => (spec?.target?.name ?? metadata.name) === secret);
  const { target = {}, data = [], dataFrom = [] } = external?.spec ?? {};
  const { creationPolicy = 'Owner', template } = target;
  // what is fetched as a whole, or written by a template elsewhere, is not in the input; with Merge what the operator adds stays
  const fetched = dataFrom.length > 0 && (template?.data === undefined || template.mergePolicy === 'Merge');
  if (external === undefined || fetched || template?.templateFrom?.length > 0 || !['Owner', 'Orphan'].includes(creationPolicy)) return [];
  const fromData = template?.data === undefined || template.mergePolicy === 'Merge' ? data.map((each: any) => each?.secretKey) : [];
  const keys = new Set([...fromData, ...Object.keys(template?.data ?? {})]);
  return Object.values(SYSTEM_USERS).flatMap((key) => [`${key}_USER`, `${key}_PASSWORD`]).filter((key) => !keys.has(key));
}

/** Whether clients can and must use TLS, under a certificate that carries the names they use. */
export function readTls(database: Manifest, spec: any, among: Manifests): TlsFacts {
  const { name, namespace = 'default' } = database.metadata;
  // a client without TLS is let in by all others, the default preferTLS among them
  const plaintextRefused = spec.tls?.mode === 'requireTLS' && spec.allowUnsafeConfigurations !== true;
  if (spec.tls?.mode === 'disabled' || spec.allowUnsafeConfigurations === true) return { certificate: undefined, missingNames: [], plaintextRefused };
  const secret: string = spec.secrets?.ssl ?? `${name}-ssl`;
  const own = among.inNamespace('cert-manager.io', 'Certificate', namespace).some((certificate) => certificate.spec?.secretName === secret);
  if (own || secret !== `${name}-ssl`) {
    const sets = replsetsOf(database, spec);
    const services = sets.map((replset) => memberOf(name, replset));
    const hosts = sets.flatMap(({ set }) => horizonHosts(Object.values(set.splitHorizons ?? {})));
    // members know each other by it
    const suffix: string = spec.clusterServiceDNSSuffix ?? 'svc.cluster.local';
    return { ...readServerCertificate(among, { namespace, secret, services, hosts, suffix }), plaintextRefused };
  }
  // the operator's certificate carries the names that it gives to members; of other issuers it makes the Certificate, too
  const { issuerConf } = spec.tls ?? {};
  const certificate = issuerConf?.name === undefined ? 'the operator\'s own CA' : `${issuerConf.kind ?? 'Issuer'} ${issuerConf.name}`;
  return { certificate, missingNames: [], plaintextRefused };
}

/** A member, by the shortest name that leads to it. */
function memberOf(database: string, { name }: Replset): string {
  return `${database}-${name}-0.${database}-${name}`;
}
