import { OperatorConfiguration } from './operator-configuration';
import { poolersOf } from './spilo-containers';
import { SpiloEnvironment } from './spilo-environment';
import { Attested } from '../checklist/annotations';
import { CredentialFacts, RoleFacts, TlsFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { readCredential } from '../checklist/readers/credentials';
import { loginOf, refusesPlaintext } from '../checklist/readers/pg-hba';
import { readServerCertificate } from '../checklist/readers/tls-certificate';
import { isSeen, Seen } from '../checklist/unseen';

const EXCESS = ['superuser', 'createrole', 'createdb', 'replication', 'bypassrls'];

/** Roles of `users` and `preparedDatabases` that may log in, and what they may that no application needs. */
export function readRoles(spec: any): RoleFacts[] {
  const manifest = Object.entries<string[]>(spec.users ?? {}).map(([name, flags = []]) => ({ name, flags: flags.map((flag) => flag.toLowerCase()) }))
    .filter(({ flags }) => !flags.includes('nologin'))
    .map(({ name, flags }) => ({ name, excess: EXCESS.filter((right) => flags.includes(right)) }));
  return [...manifest, ...preparedUsers(spec).map((name) => ({ name, excess: [] }))];
}

/** For a database, or a schema of it, that asks for default users (pkg/cluster/cluster.go, initPreparedDatabaseRoles, postgres-operator 2.0.1). */
function preparedUsers(spec: any): string[] {
  const users = (of: string) => ['owner', 'reader', 'writer'].map((role) => `${of}_${role}_user`);
  return Object.entries<any>(spec.preparedDatabases ?? {}).flatMap(([database, { defaultUsers, schemas = {} } = {}]) => [
    ...(defaultUsers ? users(database) : []),
    ...Object.entries<any>(schemas).filter(([, schema]) => schema?.defaultUsers).flatMap(([schema]) => users(`${database}_${schema}`)),
  ]);
}

/** Its own, with which the operator logs in over the network, too. */
function superuserOf(configuration: OperatorConfiguration): string {
  return configuration.text('super_username') ?? 'postgres';
}

const SECRET_NAME = '{username}.{cluster}.credentials.{tprkind}.{tprgroup}';

/**
 * Secrets that hold a password. A Secret that is there before the operator makes it is taken over.
 * Those of the replication's and the pooler's roles are between the operator and its pods.
 */
export function readCredentials(
  database: Manifest, spec: any, configuration: OperatorConfiguration, among: Manifests, attested: Attested,
): CredentialFacts[] {
  const { name, namespace = 'default' } = database.metadata;
  const template = configuration.text('secret_name_template') ?? SECRET_NAME;
  return [...new Set([...readRoles(spec).map((role) => role.name), superuserOf(configuration)])].map((role) => {
    // with cross-namespace Secrets a role may come with the namespace that its Secret is in
    const [place, user] = role.includes('.') ? [role.slice(0, role.indexOf('.')), role] : [namespace, role];
    const words: Record<string, string> = { username: user.replaceAll('_', '-'), cluster: name, tprkind: 'postgresql', tprgroup: 'acid.zalan.do' };
    const secret = template.replace(/\{(\w+)\}/g, (whole, word) => words[word] ?? whole);
    return readCredential(among, { namespace: place, secret, purpose: `role ${role}`, attested: attested.secrets, operatorMade: true });
  });
}

/** What Spilo writes when the manifest has no lines of its own (configure_spilo.py, Spilo 4.1). */
const SPILO_HBA = ['hostnossl all all all reject', 'hostssl all all all md5'];

export function linesOf(spec: any, { variables }: SpiloEnvironment): readonly string[] {
  const own: readonly string[] = spec.patroni?.pg_hba ?? [];
  if (own.length > 0) return own;
  return variables.get('ALLOW_NOSSL') ? ['host all all all md5'] : SPILO_HBA;
}

/** Why the superuser may log in over the network: the operator itself does, to make roles and databases. */
export function superuserAccess(spec: any, configuration: OperatorConfiguration, environment: SpiloEnvironment): Seen<string | undefined> {
  const superuser = superuserOf(configuration);
  const line = loginOf(superuser, linesOf(spec, environment));
  return isSeen(line) ? line && `superuser ${superuser} has a password and may log in over the network (pg_hba: ${line})` : line;
}

/** Without a Secret every pod signs for itself, under a name that is nobody's (write_certificates, configure_spilo.py, Spilo 4.1). */
export function readTls({ metadata: { name, namespace = 'default' } }: Manifest, spec: any, environment: SpiloEnvironment, among: Manifests): TlsFacts {
  const plaintextRefused = refusesPlaintext(linesOf(spec, environment));
  const secret: string | undefined = spec.tls?.secretName || undefined;
  if (secret === undefined) return { certificate: undefined, missingNames: [], plaintextRefused };
  const services = [name, ...((spec.numberOfInstances ?? 0) > 1 ? [`${name}-repl`] : []), ...poolersOf(spec).map((suffix) => `${name}${suffix}`)];
  return { ...readServerCertificate(among, { namespace, secret, services }), plaintextRefused };
}
