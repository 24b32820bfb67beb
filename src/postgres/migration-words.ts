import { slotsSurvive, sqlNameOf, wayBackName } from './cnpg-migration';
import { POSTGRES_PORT } from './cnpg-network';
import { PostgresSettings } from './postgres-settings';
import { MigrationWayBack } from '../contracts/migratable';
import { MigrationRequest, MigrationRunbookParts } from '../contracts/migration-side';
import { shell, shellWord } from '../parts/shell-lines';
import { SecretKeyRef } from '../values/secret-key-ref';

const [SCRIPT, REMOVE] = ['postgres-administrator.sql', 'postgres-administrator-remove.sql'];
const SCHEMA = 'cdk8s_migration';

export interface MigrationWords {
  readonly settings: PostgresSettings;
  readonly request: MigrationRequest;
  /** Database of the target. */
  readonly database: string;
  /** The CA of the target's certificate. */
  readonly ca: SecretKeyRef;
}

/** What only PostgreSQL has in the runbook. */
export function migrationWords(of: MigrationWords): MigrationRunbookParts {
  return {
    administrator: administrator(of),
    bothCas: '`sslrootcert` of libpq takes several',
    whileDumped: 'While it dumps, an `ALTER TABLE` at the source waits for it, and all who use that table wait behind: change no schema.',
    backUp: backUp(of),
    wayBack: wayBack(of),
    look: look(of),
    writesAgain: atTheMachine(of, `SELECT ${SCHEMA}.allow_writes()`),
    cleanUp: cleanUp(of),
  };
}

function administrator({ settings: { namespace }, request: { name, source, front, wayBack: way }, database: target }: MigrationWords): string {
  const { user, database, host } = source;
  return `Read \`node_modules/cdk8s-databases/programs/${SCRIPT}\`, copy it and \`${REMOVE}\` to the machine, and run it once on \`${host}\` as a superuser. It makes the role \`${user}\`, which replicates and reads and is no superuser, and
the schema \`${SCHEMA}\` with the few functions that it may call.${way ? ' What `back_` begins is where the way back leads: what comes by it is written with a superuser\'s rights, so that the role cannot choose it.' : ''}

${shell(
  `psql -d ${shellWord(database)} -v role=${shellWord(user)}${way ? wayVariables(way, wayBackName(name), target) : ''} -f ${SCRIPT}`,
  `psql -d ${shellWord(database)} -c ${shellWord('SHOW wal_level')}   # logical; another value needs a restart of the server`,
  `psql -d ${shellWord(database)}   # then: \\password ${sqlIdent(user)}`,
)}

The same password, in namespace \`${namespace}\`, in the Secret \`${source.credentials.name}\` under \`password\`${source.ca ? `, and the CA of the server's certificate in \`${source.ca.name}\` under \`${source.ca.key}\`` : ''}. In pg_hba.conf, with the addresses
that pods have where they leave the cluster:

\`\`\`
${source.ca ? 'hostssl' : 'host'} ${hbaName(database)} ${hbaName(user)} <address> scram-sha-256
\`\`\`

The server's certificate carries \`${host}\`${source.ca ? ', which is verified,' : ''} and \`${front}.${namespace}.svc\`, which clients will call it by.`;
}

function backUp({ settings: { name, namespace, platform, parameters } }: MigrationWords): string | undefined {
  return platform.backups && shell(
    `kubectl cnpg backup -n ${namespace} ${name} --method=plugin --plugin-name=barman-cloud.cloudnative-pg.io`
    + `   # begins with a checkpoint, which is spread over most of checkpoint_timeout (${parameters.checkpoint_timeout})`);
}

/** The same words as the assessment's (postgres-assess-findings.mjs). */
function wayVariables({ host, port = POSTGRES_PORT, rootCertificate }: MigrationWayBack, name: string, database: string): string {
  return Object.entries({ name, host, port, database, user: name, root: rootCertificate }).map(([variable, value]) => ` -v back_${variable}=${shellWord(String(value))}`).join('');
}

function wayBack({ settings, request: { name, source, wayBack: way }, ca, database }: MigrationWords): string | undefined {
  if (!way) return undefined;
  const { namespace } = settings;
  const { port = POSTGRES_PORT } = way;
  return `After the switch the source follows the target, through the load balancer \`${name}-back\`:

${shell(
  `kubectl -n ${namespace} get service ${name}-back -o wide   # the address that ${way.host} has to lead to`,
  `kubectl -n ${namespace} get secret ${ca.name} -o jsonpath='{.data.${ca.key.replace(/\./g, '\\.')}}' | base64 -d > ${way.rootCertificate.replace(/^.*\//, '')}`,
)}

That file goes to \`${way.rootCertificate}\` on \`${source.host}\`, readable for the server's user. From there, as that user, this has to end at the question for a password, and not earlier:

${shell(`psql 'host=${way.host} port=${port} dbname=${database} user=${wayBackName(name)} sslmode=verify-full sslrootcert=${way.rootCertificate}'`)}

The switch proves all of it before it stops a write. The target speaks TLS 1.3 alone.${slotsSurvive(settings) ? '' : ` **A failover of the target ends the way back**: ${settings.major < 17
  ? `PostgreSQL ${settings.major} keeps no logical slot on a replica` : 'it has one instance'}.`}`;
}

function look({ settings: { name, namespace }, request, database }: MigrationWords): string {
  const sqlName = sqlNameOf(request.name);
  return `At the target, each table's state (\`r\` follows), and at the source what the slot holds back:

${shell(
  `kubectl -n ${namespace} get subscriptions.postgresql.cnpg.io ${request.name}`,
  `kubectl cnpg psql -n ${namespace} ${name} -- -d ${shellWord(database)} -c ${shellWord('SELECT srrelid::regclass, srsubstate FROM pg_subscription_rel')}`,
  `psql -d ${shellWord(request.source.database)} -c ${shellWord(`SELECT active, wal_status, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) FROM pg_replication_slots WHERE slot_name = '${sqlName}'`)}`,
)}`;
}

function cleanUp({ settings: { name, namespace }, request: { name: migration, source, wayBack: way } }: MigrationWords): string {
  const lines = [`psql -d ${shellWord(source.database)} -v role=${shellWord(source.user)} -f ${REMOVE}`];
  if (way) lines.push(`kubectl cnpg psql -n ${namespace} ${name} -- -c ${shellWord(`DROP ROLE IF EXISTS ${sqlIdent(wayBackName(migration))}`)}   # once the migration's code is gone`);
  return shell(...lines);
}

function atTheMachine({ request: { source } }: MigrationWords, statement: string): string {
  return shell(`psql -d ${shellWord(source.database)} -c ${shellWord(statement)}`);
}

function sqlIdent(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replace(/"/g, '""')}"`;
}

/** In pg_hba.conf a quoted word is no keyword. */
function hbaName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !['all', 'replication', 'sameuser', 'samerole', 'samegroup'].includes(name) ? name : `"${name.replace(/"/g, '""')}"`;
}
