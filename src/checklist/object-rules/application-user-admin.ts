import { groupOf, Manifest } from '../manifests';
import { objectRule, Violation } from '../object-rule';
import { isRecord, listIn } from '../readers/pod-template';
import { statementsOf } from '../readers/statements';
import { Severity } from '../severity';

export const applicationUserAdmin = objectRule({
  id: 'application-user-admin',
  title: 'No application\'s user may administer the database',
  why: 'A user with an administrator\'s rights turns one injected statement, or one leaked connection string, into the loss of every database of the server.',
  fix: 'Grant what the application does and no more: in SQL, GRANT on its own schema and no SUPERUSER, CREATEROLE or ON *.*; in MongoDB, readWrite on its own database; '
    + 'give administration to a user of its own.',
  source: 'Running Databases on Kubernetes guide, 12; MongoDB manual 8.0, Built-In Roles; PostgreSQL 18 docs, Role Attributes; MySQL 8.4 manual, GRANT',
  severity: Severity.EXPOSURE,
  check: (manifest) => [...inStatements(manifest), ...inUsers(manifest)],
});

/** Users whose name says that they administer, give out accounts, replicate, back up or measure. */
const SERVICE = /^(\w*(vault|rotat|provision|terraform)\w*|root|postgres|admin\w*|\w*[_-]?admin|dba\w*|operator|super\w*|repl\w*|backup\w*|\w*exporter|monitor\w*|pmm\w*|pgbouncer|patroni|healthcheck|mysql\.\w+)$/i;
const NAME = '["\'`]?([\\w.$-]+)["\'`]?';
const ROLE = new RegExp(`\\b(?:CREATE|ALTER)\\s+(?:USER|ROLE)\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${NAME}([^;]{0,300})`, 'gi');
const GRANT = new RegExp(`\\bGRANT\\s+ALL(?:\\s+PRIVILEGES)?\\s+ON\\s+\\*\\.\\*\\s+TO\\s+${NAME}`, 'gi');

function inStatements(manifest: Manifest): Violation[] {
  return statementsOf(manifest).flatMap(({ text, path }) => {
    const roles = [...text.matchAll(ROLE)].flatMap(([, user, rest]) => {
      const options = rest.replace(/'[^']*'/g, '');
      const rights = ['SUPERUSER', 'CREATEROLE', 'BYPASSRLS'].filter((right) => new RegExp(`\\b${right}\\b`, 'i').test(options));
      return rights.length > 0 ? [{ user, rights: rights.join(', ') }] : [];
    });
    const grants = [...text.matchAll(GRANT)].map(([, user]) => ({ user, rights: 'all rights on *.*' }));
    return [...roles, ...grants].filter(({ user }) => !SERVICE.test(user))
      .map(({ user, rights }) => ({ found: `user ${user} gets ${rights}`, path }));
  });
}

const USERS: readonly string[] = ['mongodbcommunity.mongodb.com/MongoDBCommunity', 'psmdb.percona.com/PerconaServerMongoDB'];
const ADMIN = ['root', '__system', 'clusterAdmin', 'clusterManager', 'hostManager', 'userAdmin', 'userAdminAnyDatabase', 'dbAdminAnyDatabase',
  'readWriteAnyDatabase', 'dbOwner', 'restore'];

function inUsers(manifest: Manifest): Violation[] {
  if (!USERS.includes(`${groupOf(manifest)}/${manifest.kind}`)) return [];
  return listIn(manifest.spec?.users).flatMap((user, i) => (isRecord(user) && !SERVICE.test(String(user.name))
    ? listIn(user.roles).flatMap((role, j) => (ADMIN.includes(role?.name)
      ? [{ found: `user ${user.name} has the role ${role.name} on ${role.db}`, path: ['spec', 'users', i, 'roles', j, 'name'] }]
      : []))
    : []));
}
