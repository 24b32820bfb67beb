import { MySqlSettings } from './mysql-settings';
import { RecoverySettings } from './recovery-settings';
import { remoteKeyOf } from './remote-key';
import { systemKeys } from './system-users';
import { counted, mebibytesText } from '../checklist/wording';
import { shell } from '../parts/shell-lines';
import { BaseBackup } from '../values/base-backup';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';

/** Names of what restores. */
export interface Restorer {
  /** The Job. */
  readonly job: string;
  /** The operator's Restore, which the Job makes. */
  readonly restore: string;
}

/** What to do at three in the morning with this restore, and what its errors mean. */
export function restoreRunbook(of: MySqlSettings, from: RecoverySettings, by: Restorer): string {
  const source = from.archive.settings;
  return [
    `# Restore ${of.namespace}/${of.name} from the backups of ${source.namespace}/${source.name}`,
    `Brings back ${words(from.to)}${base(from.from)}, into a new database. \`${source.name}\` and its backups are only read.`,
    ...[look(from), apply(of), watch(of, by), verify(of, from, by), switchOver(of, from), goBack(of, from), afterwards(of, from, by)].map((text, i) => `## ${i + 1}. ${text}`),
    errors(of, by),
  ].join('\n\n') + '\n';
}

function look(from: RecoverySettings): string {
  const { archive: { settings, path, lost }, to } = from;
  if (lost) return lookInto(from);
  return `See what can be restored

${shell(`kubectl -n ${settings.namespace} get pxc-backup -o custom-columns=`
    + 'NAME:.metadata.name,CLUSTER:.spec.pxcCluster,STATE:.status.state,COMPLETED:.status.completed,LOG-UNTIL:.status.latestRestorableTime,DESTINATION:.status.destination')}

The earliest moment is the end of the oldest backup of \`${settings.name}\` that succeeded, and the newest is ${settings.recovery ? 'the end of the last one: as a `PitrRestore` it uploads no binary log.' : `the newest \`LOG-UNTIL\`: the binary log is uploaded every
${settings.backup.uploadSeconds} seconds.`}${to.kind === RecoveryPointKind.TIME ? ` The recovery point, ${to.value}, lies between them; what was committed in that very second is not restored.` : ''}
They lie in \`${path}\`. A backup with the condition \`PITRReady\` \`False\` was the newest when a gap in the binary log was detected, over which nothing is restored: it begins after the
newest \`LOG-UNTIL\` of the backups before that one, and ends before the \`lastTransitionTime\` of the condition.`;
}

/** With the objects of the backups gone, the store alone tells. */
function lookInto({ archive: { path, settings }, to }: RecoverySettings): string {
  return `See what can be restored

${shell(`aws s3 ls ${path}/backups/ | grep '\\.md5$'`, `aws s3 ls ${path}/binlogs/ | tail -3`)}

A backup of \`${settings.name}\` is whole when its \`.md5\` is there; its name says when it began. A piece of the binary log, \`binlog_<seconds since 1970>_…\`, has the time of its first event, and
counts with its \`-gtid-set\` beside it.${to.kind === RecoveryPointKind.TIME ? ` The recovery point, ${to.value}, lies between the end of the oldest and the newest piece; what was committed in that very second is not restored.` : ''} The Job looks for itself before it asks the
operator, and its container \`list\` says what it left out. Behind a gap in the binary log nothing is restored.`;
}

function apply(of: MySqlSettings): string {
  return `Make the new database

The operator stops the database while it restores, lets it run with one instance and without proxies, and puts all back at the end. Whoever undoes that meanwhile breaks the restore.
Flux leaves the object alone once it is there (\`kustomize.toolkit.fluxcd.io/ssa: IfNotPresent\`). Argo CD does not: turn \`selfHeal\` of its Application off until the restore is done, or have
\`ignoreDifferences\` with \`RespectIgnoreDifferences=true\` for \`/spec/pause\`, \`/spec/pxc/size\`, \`/spec/${of.proxy.component}/size\` and \`/spec/unsafeFlags\`.

${shell('npx cdk8s synth', 'kubectl apply --server-side -f dist/')}

or let the pipeline do it. \`${of.name}\` needs room for ${counted(of.instances, 'instance')}, each with ${mebibytesText(of.dataMebibytes)} of data and ${mebibytesText(of.compute.memoryMebibytes)} of memory.
First an empty database comes up; what it holds is overwritten.`;
}

function watch(of: MySqlSettings, { job, restore }: Restorer): string {
  const commands = [
    `kubectl -n ${of.namespace} get pxc ${of.name}`,
    ...(of.recovery?.archive.lost ? [`kubectl -n ${of.namespace} logs job/${job} -c list`] : []),
    `kubectl -n ${of.namespace} logs -f job/${job} -c restore`,
    `kubectl -n ${of.namespace} get pxc-restore ${restore} -o jsonpath='{.status.state}: {.status.comments}'`,
    `kubectl -n ${of.namespace} get pods -l app.kubernetes.io/instance=${of.name}`,
  ];
  return `Watch it come

${shell(...commands)}

\`Stopping Cluster\`, \`Restoring\` (the backup is copied and prepared), \`Preparing Cluster\`, \`Point-in-time recovering\` (the binary log is replayed), \`Starting Cluster\` and \`Succeeded\`. The pods of these
steps are \`restore-job-…\`, \`prepare-job-…\` and \`pitr-job-…\`. One state for hours, without a comment, is an error that the operator tries again and again: its log says which.`;
}

function verify(of: MySqlSettings, { verification }: RecoverySettings, { job }: Restorer): string {
  const commands = [...(verification.enabled ? [`kubectl -n ${of.namespace} logs -f job/${job} -c verify`] : []), `kubectl -n ${of.namespace} get job ${job}`];
  return `See whether it is right

${shell(...commands)}

${verification.enabled ? `The last line is the verdict. A pod that ended with 11 found no table, 12 an assertion that is not true, 13 one that failed, 14 newest rows that are too old, 15 another
database: then do not switch. Whatever else matters` : 'Nothing looks at it: what matters'} is asked by hand:

${shell(`kubectl -n ${of.namespace} exec -it ${of.name}-pxc-0 -c pxc -- bash -c 'MYSQL_PWD=$(cat /etc/mysql/mysql-users-secret/root) mysql -uroot ${of.databases[0]}'`)}`;
}

function switchOver(of: MySqlSettings, { archive: { settings } }: RecoverySettings): string {
  return `Move the applications

What was written to \`${settings.name}\` after the recovery point is not in \`${of.name}\`. Stop the writers first (scale them to 0), so that nothing more is lost between the two. Then, for
each of them, in the code:

\`\`\`ts
// was: ${camel(settings.name)}.grantConnect(backend)
restore.database.grantConnect(backend);
\`\`\`

Users, passwords and rights are the same: Secrets and host names are \`${of.name}\`'s own. Apply it, start one writer, look, start the others.

A user has the password of the recovery point. Where it was changed since, this sets today's:

${shell(`kubectl -n ${of.namespace} annotate secret ${of.users[0].given?.name ?? of.users[0].secretName} percona.com/${of.name}-${of.users[0].name}-hash-`)}

and likewise for each user.`;
}

function goBack(of: MySqlSettings, { archive: { settings } }: RecoverySettings): string {
  return `The way back

Stop the writers, put \`grantConnect\` back to \`${settings.name}\`, apply, start them. What was written to \`${of.name}\` meanwhile stays there.`;
}

function afterwards(of: MySqlSettings, { archive: { settings, path } }: RecoverySettings, { job, restore }: Restorer): string {
  return `Afterwards

- To keep \`${of.name}\`: ${keys(of)}write it as a \`MySqlCluster\` with this name and the props of \`${settings.name}\`, and remove the \`PitrRestore\`. The operator leaves a database that exists as it is, and
  uploads its binary log from then on: until then only its nightly backups are there. \`selfHeal\` may be turned on again. Clients that \`grantConnect\` moved are moved to the new construct.
  Where \`${settings.name}\` had a FailoverDrill, its user came with the data and another password: \`kubectl -n ${of.namespace} annotate secret ${of.name}-custom-user-secret percona.com/${of.name}-failover_drill-hash-\`.
- To take from it what was lost: \`mysqldump\` of the tables, then remove the \`PitrRestore\` from the code and \`kubectl -n ${of.namespace} delete pxc/${of.name} job/${job}\`. Its volumes, its Secrets and its backups
  are deleted by hand; \`PerconaXtraDBClusterRestore ${restore}\` goes with it. With its Job left there, a database that is made anew under this name stays **empty**.
- \`${settings.name}\` is deleted last, and its backups (\`${path}\`) not before their retention is over: who deletes its PerconaXtraDBClusterBackups deletes them in the store, too.
- Once more, or to another moment: another \`name\`. A database that was restored is never overwritten.`;
}

/** As a restore it reads its source's passwords, as a database of its own those under its name. */
function keys(of: MySqlSettings): string {
  const { secrets } = of.platform;
  if (!secrets) return '';
  const made = of.users.filter(({ given }) => given === undefined).map(({ name }) => name);
  const users = [...made, ...(of.systemUsers ? [] : Object.keys(systemKeys(of)))];
  if (users.length === 0) return '';
  const copies = users.map((user) => `\`${remoteKeyOf(of, user)}\` to \`${secrets.remoteKey(of.namespace, of.name, user)}\``);
  return `copy its passwords in the secret store first (${copies.join(', ')}, and those of users that \`grantConnect\` made likewise), then `;
}

function errors(of: MySqlSettings, { restore }: Restorer): string {
  const remove = `\`kubectl -n ${of.namespace} delete pxc ${of.name}\``;
  return `## What its errors mean

| the Job's last line, or what is seen | means | what to do |
|---|---|---|
| exit code 20, \`there is no backup\` | none that succeeded ended before the recovery point | a later point |
| exit code 21, \`secrets … not found\`, \`AccessDenied\` | the key of the object store is missing or refused | correct it, ${remove}, and restore under another name |
| exit code 22 | the operator, which looks first, does not reach the object store | its NetworkPolicy and DNS; then as above |
| exit code 24, \`Failed: …\` | a step failed; the database stays paused and holds a part of the data or none | the logs of the pods \`restore-job-${restore}-${of.name}\`, \`prepare-job-…\`, \`pitr-job-…\`; then as above |
| exit code 27 | the database has backups of its own, and is not overwritten | another name |
| exit code 28, \`is not covered\` | the binary log ends before the recovery point | an earlier point, or \`RecoveryPoint.latest()\` |
| exit code 28, \`is lost\` | the binary log has a gap, or may have it between the backup and the recovery point | a point before it or after the next backup, which the words name where they can; else the backup alone, by \`RecoveryPoint.immediate()\` and \`BaseBackup.id\` |
| exit code 28, \`was restored by\` | the source was restored itself after that backup, and its log begins anew there | a point before that, or after the end of a backup that began later |
| \`no binlogs to recover\` in \`pitr-job-…\` | nothing was uploaded after the backup | \`RecoveryPoint.latest()\`, or a moment after the next upload |
| \`Starting Cluster\` does not end | the operator's users have other passwords than at the recovery point | the operator's log; give \`${of.name}\` the passwords of that time by \`systemUsers\`, as a restore under another name |
| \`waiting for PerconaXtraDBCluster\` | the new database does not come up | \`kubectl -n ${of.namespace} describe pxc ${of.name}\`, then the operator's log |
| the Job's pod stays \`Pending\` | no node | \`kubectl -n ${of.namespace} describe pod -l cdk8s-databases.io/restores=${of.name}\` |`;
}

function words({ kind, value }: RecoveryPoint): string {
  switch (kind) {
    case RecoveryPointKind.TIME: return `what was committed before ${value}`;
    case RecoveryPointKind.LATEST: return 'the newest that was uploaded';
    default: return 'the end of the backup';
  }
}

function base(from: BaseBackup | undefined): string {
  return from?.backupId === undefined ? '' : `, from the backup ${from.backupId}`;
}

function camel(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
