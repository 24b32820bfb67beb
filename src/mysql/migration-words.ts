import { MySqlSettings } from './mysql-settings';
import { BACKUPS } from './pxc-backup';
import { MigrationRequest, MigrationRunbookParts } from '../contracts/migration-side';
import { backUpByHand } from '../parts/percona-backup';
import { shell, shellWord } from '../parts/shell-lines';

const [SCRIPT, REMOVE] = ['mysql-administrator.sql', 'mysql-administrator-remove.sql'];
const SCHEMA = 'cdk8s_migration';

/** What only MySQL has in the runbook. */
export function migrationWords(request: MigrationRequest, settings: MySqlSettings): MigrationRunbookParts {
  return {
    administrator: administrator(request, settings),
    bothCas: '`ssl-ca` of MySQL\'s clients takes several',
    whileDumped: 'While it dumps, an `ALTER TABLE` at the source breaks the dump, or waits for it with all who use that table: change no schema.',
    backUp: backUp(settings),
    writesAgain: shell(`${client(request)} -e 'CALL ${SCHEMA}.allow_writes()'`),
    cleanUp: cleanUp(request),
  };
}

function administrator(request: MigrationRequest, { namespace }: MySqlSettings): string {
  const { source, front } = request;
  const { user, database, host } = source;
  return `Read \`node_modules/cdk8s-databases/programs/${SCRIPT}\`, copy it and \`${REMOVE}\` to the machine, and run it once on \`${host}\` as a user with all privileges. It makes the user \`${user}\`, which reads
\`${database}\` and writes nothing, and the schema \`${SCHEMA}\` with the few procedures that it may call. **The write stop is one of the whole server**, with its other databases.

${shell(
  `${client(request)} --init-command=${shellWord(`SET @migration_user = ${text(user)}, @migration_database = ${text(database)}${source.ca ? '' : ', @migration_unencrypted = 1'}`)} < ${SCRIPT}`,
  `${client(request)}   # then: ALTER USER ${text(user)}@'%' IDENTIFIED BY '…'`,
)}

The same password, in namespace \`${namespace}\`, in the Secret \`${source.credentials.name}\` under \`password\`${source.ca ? `, and the CA of the server's certificate in \`${source.ca.name}\` under \`${source.ca.key}\`` : ''}.

The server's certificate carries \`${host}\`${source.ca ? ', which is verified,' : ''} and \`${front}.${namespace}.svc\`, which clients will call it by. One that MySQL made for itself when it was installed has neither, and no CA that you could give: have one signed, set \`ssl_ca\`, \`ssl_cert\`
and \`ssl_key\`, and \`ALTER INSTANCE RELOAD TLS\`. Pods reach port ${source.port} from the addresses that they have where they leave the cluster: see \`bind_address\` and firewalls.`;
}

function backUp({ name, namespace, platform }: MySqlSettings): string | undefined {
  return platform.backups && backUpByHand({ engine: 'pxc', kind: 'PerconaXtraDBClusterBackup', namespace, name, spec: { pxcCluster: name, storageName: BACKUPS }, done: 'Succeeded' });
}

function cleanUp(request: MigrationRequest): string {
  return `Turn the server off for good. Where it has to go on with other databases: see to it first that nobody can write into \`${request.source.database}\` there (\`REVOKE\`, \`DROP USER\`), because what is written from then on is lost. Then:

${shell(`${client(request)} -e 'CALL ${SCHEMA}.allow_writes()'   # opens the whole server`, `${client(request)} < ${REMOVE}`)}`;
}

/** On the machine itself, by its socket where the port is MySQL's own. */
function client({ source: { port } }: MigrationRequest): string {
  return `mysql -u root -p${port === 3306 ? '' : ` --protocol=tcp --port=${port}`}`;
}

/** A text in SQL. */
function text(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, '\'\'')}'`;
}
