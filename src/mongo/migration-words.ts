import { loaderName } from './migration-loader';
import { MongoSettings } from './mongo-settings';
import { STORAGE } from './psmdb-backup';
import { sourceAddress } from './source-address';
import { MigrationRequest, MigrationRunbookParts } from '../contracts/migration-side';
import { dumpsName } from '../parts/dump-cron-job';
import { backUpByHand } from '../parts/percona-backup';
import { shell, shellWord } from '../parts/shell-lines';

const [SCRIPT, REMOVE] = ['mongo-administrator.js', 'mongo-administrator-remove.js'];
const OPEN = 'db.adminCommand({ setUserWriteBlockMode: 1, global: false })';

/** What only MongoDB has in the runbook. */
export function migrationWords(request: MigrationRequest, settings: MongoSettings): MigrationRunbookParts {
  return {
    administrator: [administrator(request, settings), membersAndUsers(request, settings), clients(request, settings)].join('\n\n'),
    bothCas: '`tlsCAFile` of the drivers takes several',
    whileDumped: 'While it dumps, the source reads all that it holds, and its cache with it.',
    backUp: backUp(settings),
    writesAgain: atTheMachine(request, `--eval ${shellWord(OPEN)}`),
    cleanUp: cleanUp(request),
  };
}

function administrator(request: MigrationRequest, { namespace }: MongoSettings): string {
  const { source } = request;
  const { user, database, host } = source;
  return `Read \`node_modules/cdk8s-databases/programs/${SCRIPT}\`, copy it and \`${REMOVE}\` to the machine, and run it once on \`${host}\`, the primary, as a user who may make users and roles. It makes the user \`${user}\`, which reads
\`${database}\`, stops writes and writes nothing; the script asks for the user's password. **The write stop is one of the whole server**, with its other databases.

${atTheMachine(request, `--eval ${shellWord(`const database = ${JSON.stringify(database)}, user = ${JSON.stringify(user)}`)} --file ${SCRIPT}`)}

The same password, in namespace \`${namespace}\`, in the Secret \`${source.credentials.name}\` under \`password\`${source.ca ? `, and the CA of the server's certificate in \`${source.ca.name}\` under \`${source.ca.key}\`` : ''}.`;
}

function membersAndUsers({ name }: MigrationRequest, settings: MongoSettings): string {
  return `Pods reach every member by the name that \`rs.conf()\` has for it, which its certificate carries. \`${loaderName(name)}\`, who loads the target, has its password in the secret store, like every user of \`${settings.name}\`.

**From the rehearsal until the clients are moved nobody is connected to the source who may write in spite of a stop**: users with the roles \`root\` or \`restore\`, such as an administrator in mongosh, or agents of backups and of monitoring.
The report names those that are; the switch does not begin, and is undone, while one is.`;
}

function clients({ front, source: { database } }: MigrationRequest, { namespace }: MongoSettings): string {
  return `Drivers ask a replica set for its members, and go there: no Service can lead them. Clients read the connection string instead, beside user and password of their own, whom both sides know in the database \`admin\`:

\`\`\`yaml
env:
- {name: MONGODB_URI, valueFrom: {configMapKeyRef: {name: ${front}, key: uri}}}
- {name: MONGODB_USER, value: ${database}}
- {name: MONGODB_PASSWORD, valueFrom: {secretKeyRef: {name: <Secret of that user>, key: password}}}
\`\`\`

They are started anew once after the switch (\`kubectl rollout restart\`). Outside of the namespace \`${namespace}\` they need a copy of the ConfigMap, made anew after the switch.`;
}

function backUp({ name, namespace, backup, dumps }: MongoSettings): string | undefined {
  if (dumps) return shell(`kubectl -n ${namespace} create job --from=cronjob/${dumpsName(name)} ${dumpsName(name)}-moved`, `kubectl -n ${namespace} wait --for=condition=complete --timeout=6h job/${dumpsName(name)}-moved`);
  return backup && backUpByHand({ engine: 'psmdb', kind: 'PerconaServerMongoDBBackup', namespace, name, spec: { clusterName: name, storageName: STORAGE }, done: 'ready' });
}

function cleanUp(request: MigrationRequest): string {
  const { name, source: { user, database } } = request;
  return `${atTheMachine(request, `--eval ${shellWord(`const user = ${JSON.stringify(user)}`)} --file ${REMOVE}`)}

Then turn the server off for good: it takes no writes. \`${OPEN}\` opens all of it again, and what clients write into \`${database}\` from then on is lost.

In the target, once the migration's code is gone, as who may drop users there: \`db.getSiblingDB('admin').dropUser('${loaderName(name)}')\`; its password goes from the secret store, too.`;
}

function atTheMachine({ source }: MigrationRequest, what: string): string {
  const { replicaSet, ca } = source;
  const options = [...(replicaSet === undefined ? [] : [`replicaSet=${replicaSet}`]), ...(ca ? ['tls=true', 'tlsCAFile=<file of its CA>'] : [])];
  const uri = `mongodb://${sourceAddress(source)}/admin${options.length > 0 ? `?${options.join('&')}` : ''}`;
  return shell(`mongosh ${shellWord(uri)} --username <administrator> ${what}`);
}
