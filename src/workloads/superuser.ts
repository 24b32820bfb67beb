import { Access, Unclosed } from './access';
import { Configuration, configurationOf } from './configuration';
import { DatabaseWorkload } from './database-workload';
import { passwordless } from './passwords';
import { redisAccess } from './redis-access';
import { isOn } from './settings';
import { Manifests } from '../checklist/manifests';
import { loginOf } from '../checklist/readers/pg-hba';
import { isSeen, Unseen } from '../checklist/unseen';

/** Why somebody may log in with every right over the network; the images' entrypoints decide it, as their documentation says. */
export function superuserAccess(of: DatabaseWorkload, among: Manifests): Access {
  const empty = passwordless(of, among);
  if (empty !== undefined) return `${empty} lets in whoever reaches it, with every right and no password`;
  const configuration = configurationOf(of, among);
  const access = ACCESS[of.engine.id](of, configuration, among);
  if (typeof access === 'string') return access;
  if (configuration.unseen) return configuration.unseen;
  // what a Secret puts into the environment is not seen
  const hidden = configuration.environment.secrets[0];
  if (hidden !== undefined) return new Unseen(`Who may log in as superuser depends on what Secret ${of.namespace}/${hidden} puts into the environment; name its keys one by one in env.`);
  return access instanceof Unclosed ? access.words : access;
}

const ACCESS: Readonly<Record<DatabaseWorkload['engine']['id'], (of: DatabaseWorkload, configuration: Configuration, among: Manifests) => Access | Unclosed>> = {
  postgresql: postgres, mysql, mariadb: mysql, mongodb, redis: redisAccess, elasticsearch, cassandra,
};

/** The official image makes POSTGRES_USER a superuser and lets all users in from everywhere with a password (docker-library/docs, postgres). */
function postgres({ server: { image } }: DatabaseWorkload, { environment, files }: Configuration): Access | Unclosed {
  const names = new Set(environment.variables.map(({ name }) => name));
  if (environment.get('POSTGRES_HOST_AUTH_METHOD') === 'trust') return 'POSTGRES_HOST_AUTH_METHOD is trust: whoever reaches it may log in as superuser without a password';
  const user = environment.get('POSTGRES_USER') ?? environment.get('POSTGRESQL_USERNAME') ?? environment.get('POSTGRESQL_USER');
  const hba = files.find(({ path }) => /pg_hba\.conf$/.test(path));
  if (hba) return lettingIn(hba.text, user ?? 'postgres');
  if (/bitnami|rhel|sclorg|rhscl|centos/.test(image.repository)) {
    const admin = ['POSTGRES_POSTGRES_PASSWORD', 'POSTGRES_POSTGRES_PASSWORD_FILE', 'POSTGRESQL_POSTGRES_PASSWORD', 'POSTGRESQL_POSTGRES_PASSWORD_FILE', 'POSTGRESQL_ADMIN_PASSWORD']
      .find((name) => names.has(name));
    if (admin !== undefined) return `role postgres has a password (${admin}) and may log in over the network`;
    return user === undefined || user === 'postgres' ? 'role postgres, a superuser, is the one that clients log in with' : undefined;
  }
  if (!['POSTGRES_PASSWORD', 'POSTGRES_PASSWORD_FILE', 'POSTGRES_USER', 'POSTGRES_DB'].some((name) => names.has(name))) return undecided(image.repository);
  if (!names.has('POSTGRES_USER')) return new Unclosed('role postgres, a superuser, may log in over the network');
  return new Unclosed(`role ${user === undefined ? 'of' : `"${user}" of`} POSTGRES_USER is a superuser and may log in over the network`);
}

function lettingIn(hba: string, user: string): Access {
  const line = loginOf(user, [hba]);
  return isSeen(line) ? line && `pg_hba.conf lets role "${user}", a superuser, in over the network (${line})` : line;
}

/** Root may come from % unless MYSQL_ROOT_HOST says otherwise (docker-library/docs, mysql and mariadb); from localhost in Oracle's own image. */
function mysql({ server: { image } }: DatabaseWorkload, { environment, settings }: Configuration): Access | Unclosed {
  if (isGiven(settings.get('skip_grant_tables')) && !isGiven(settings.get('skip_networking')) && !closesWithoutGrants(image)) {
    return 'skip-grant-tables lets in whoever reaches it, with every right and no password';
  }
  const variable = environment.variables.find(({ name }) => /^(MYSQL|MARIADB)_ROOT_HOST$/.test(name));
  const host = variable ? variable.value : /mysql-server$|(community|enterprise)-server$/.test(image.repository) ? 'localhost' : '%';
  if (environment.variables.some(({ name, value }) => /_RANDOM_ROOT_PASSWORD$/.test(name) && isOn(value))) return undefined;
  if (variable && host?.includes('%')) return `root may log in from every address (${variable.name} allows it)`;
  const name = `${image.engine === 'mariadb' ? 'MARIADB' : 'MYSQL'}_ROOT_HOST`;
  return host === '%' ? new Unclosed(`root may log in from every address (${name} is not set)`) : undefined;
}

/** Since 8.0 MySQL takes no connection over the network then (MySQL 8.4 manual, --skip-grant-tables); MariaDB does. */
function closesWithoutGrants({ engine, version }: DatabaseWorkload['server']['image']): boolean {
  return engine === 'mysql' && !(Number(version?.split('.')[0]) < 8);
}

/** An option that switches by being there. */
function isGiven(value: string | undefined): boolean {
  return value !== undefined && !/^(0|off|false|no)$/i.test(value);
}

/** In transition, clients that do not log in may do everything (MongoDB 8.0 manual, security.transitionToAuth). */
function mongodb(_: DatabaseWorkload, { environment, settings }: Configuration): Access | Unclosed {
  const transition = ['transitiontoauth', 'security.transitiontoauth'].map((name) => settings.get(name)).find((value) => value !== undefined);
  if (isGiven(transition)) return 'transitionToAuth lets in whoever reaches it, without a login: it may do everything';
  const root = environment.variables.find(({ name }) => /^(MONGO_INITDB_ROOT_(USERNAME|PASSWORD)|MONGODB_ROOT_PASSWORD)(_FILE)?$/.test(name));
  if (root) return `the user that ${root.name} makes has role root and may log in over the network`;
  const isControlled = isOn(settings.get('auth')) || ['keyfile', 'security.keyfile', 'tlsclusterfile'].some((name) => settings.has(name))
    || settings.get('security.authorization') === 'enabled';
  return isControlled ? undefined : new Unclosed('access control is off (no --auth, no keyFile): whoever reaches it may do everything');
}

/** Security is on without a word since 8.0 (Elasticsearch reference, Minimal security setup), and in OpenSearch's image. */
function elasticsearch({ server: { image } }: DatabaseWorkload, { environment, settings }: Configuration): Access | Unclosed {
  const enabled = settings.get('xpack.security.enabled');
  const open = 'its security is switched off: whoever reaches it may do everything';
  if (enabled === undefined && image.product === 'elasticsearch' && Number(image.version?.split('.')[0]) < 8) return new Unclosed(open);
  if ((enabled !== undefined && !isOn(enabled)) || isOn(environment.get('DISABLE_SECURITY_PLUGIN')) || isOn(settings.get('plugins.security.disabled'))) {
    return open;
  }
  const admin = environment.variables.find(({ name }) => /^(ELASTIC(SEARCH)?_PASSWORD|OPENSEARCH_INITIAL_ADMIN_PASSWORD)(_FILE)?$/.test(name));
  return admin ? `the user that ${admin.name} is for may do everything, and logs in over the network` : undecided(image.repository);
}

function cassandra({ server: { image } }: DatabaseWorkload, { settings, environment }: Configuration): Access | Unclosed {
  const authenticator = settings.get('authenticator');
  if (authenticator === undefined && environment.variables.some(({ name }) => /^CASSANDRA_PASSWORD/.test(name))) return 'clients log in as the superuser that CASSANDRA_PASSWORD is for';
  if (authenticator === undefined && !/library\/cassandra$|google-samples/.test(image.repository)) return undecided(image.repository);
  const open = 'its authenticator (AllowAllAuthenticator) asks for no password: whoever reaches it may do everything';
  if (authenticator === undefined) return new Unclosed(open);
  return /AllowAll/.test(authenticator) ? open : undefined;
}

function undecided(repository: string): Unseen {
  return new Unseen(`Who may log in as superuser is decided inside of image ${repository}, which no manifest shows; waive the rule with where it is seen.`);
}
