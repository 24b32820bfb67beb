import { objectStoreName } from './cnpg-backup';
import { sourceStoreName } from './cnpg-recovery';
import { PostgresSettings } from './postgres-settings';
import { RecoverySettings } from './recovery-settings';
import { remoteKeyOf } from './remote-key';
import { counted, mebibytesText } from '../checklist/wording';
import { shell } from '../parts/shell-lines';
import { BaseBackup } from '../values/base-backup';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';

/** What to do at three in the morning with this restore, and what its errors mean. `job` is the Job that verifies it. */
export function restoreRunbook(of: PostgresSettings, from: RecoverySettings, job: string | undefined): string {
  const source = from.archive.settings;
  return [
    `# Restore ${of.namespace}/${of.name} from the backups of ${source.namespace}/${source.name}`,
    `Brings back ${words(from.to)}${base(from.from)}, into a new database. \`${source.name}\` and its archive are only read.`,
    ...steps(of, from, job).map((text, i) => `## ${i + 1}. ${text}`),
    errors(of),
  ].join('\n\n') + '\n';
}

function steps(of: PostgresSettings, from: RecoverySettings, job: string | undefined): string[] {
  return [
    look(of, from), apply(of), watch(of, from), ...(job === undefined ? [] : [verify(of, job)]),
    switchOver(of, from), goBack(of, from), afterwards(of, from),
  ];
}

function look(of: PostgresSettings, { archive: { destinationPath, serverName, settings }, to, from }: RecoverySettings): string {
  return `See what can be restored

While \`${settings.name}\` is there:

${shell(`kubectl -n ${settings.namespace} get objectstore ${objectStoreName(settings.name)} -o jsonpath='{.status.serverRecoveryWindow.${serverName}}'`)}

\`firstRecoverabilityPoint\` is the earliest moment, and the newest is at most \`archive_timeout\` old. ${to.kind === RecoveryPointKind.TIME
  ? `The recovery point, ${to.value}, lies between them, and something was committed after it: PostgreSQL gives up where the log ends before.` : ''}
The backups lie in \`${destinationPath}\`, under \`${serverName}\`, and \`${of.name}\` reads them by the ObjectStore \`${sourceStoreName(of.name)}\`.${snapshots(of, from)}`;
}

function snapshots(of: PostgresSettings, from: BaseBackup | undefined): string {
  if (from?.dataSnapshot === undefined) return '';
  const names = [from.dataSnapshot, from.walSnapshot, ...Object.values(from.tablespaceSnapshots ?? {})];
  return `

The volumes are made from VolumeSnapshots, which have to be in namespace \`${of.namespace}\`:

${shell(`kubectl -n ${of.namespace} get volumesnapshots ${names.join(' ')}`)}`;
}

function apply(of: PostgresSettings): string {
  return `Make the new database

${shell('npx cdk8s synth', 'kubectl apply --server-side -f dist/')}

or let the pipeline do it. \`${of.name}\` needs room for ${counted(of.instances, 'instance')}, each with ${mebibytesText(of.dataMebibytes)} of data,
${mebibytesText(of.walMebibytes)} of log and ${mebibytesText(of.compute.memoryMebibytes)} of memory.`;
}

function watch(of: PostgresSettings, { to, from }: RecoverySettings): string {
  const commands = [
    `kubectl -n ${of.namespace} get cluster ${of.name}`,
    `kubectl -n ${of.namespace} logs -f -l cnpg.io/cluster=${of.name},cnpg.io/jobRole --all-containers --tail=-1`,
    `kubectl -n ${of.namespace} wait cluster/${of.name} --for=condition=Ready --timeout=24h`,
  ];
  return `Watch it come

${shell(...commands)}

${from?.dataSnapshot === undefined ? 'First the base backup is copied' : 'First the volumes are made from their snapshots'}, then the log is replayed: \`recovery stopping before commit of transaction …\` and \`last completed transaction was at log time …\` say
where it ended.${to.kind === RecoveryPointKind.LATEST ? `

PostgreSQL takes a piece of the log that it cannot read for the end of the log. Look whether it was the end, before anybody writes: compare that time with the newest that
the archive has, and the newest rows with what is expected. An object store that failed meanwhile leaves a database that is healthy, and short.

` : ' '}Then the replicas are made, and the first backup of \`${of.name}\` itself.`;
}

function verify(of: PostgresSettings, job: string): string {
  const commands = [
    `kubectl -n ${of.namespace} logs -f job/${job}`,
    `kubectl -n ${of.namespace} get job ${job}`,
  ];
  return `See whether it is right

${shell(...commands)}

The last line is the verdict. A pod that ended with 11 found no table, 12 an assertion that is not true, 13 one that failed, 14 newest rows that are too old, 15 another
database: then do not switch. Whatever else matters is asked by hand:

${shell(`kubectl -n ${of.namespace} exec -it ${of.name}-1 -c postgres -- psql -d ${of.database}`)}`;
}

function switchOver(of: PostgresSettings, { archive: { settings } }: RecoverySettings): string {
  return `Move the applications

What was written to \`${settings.name}\` after the recovery point is not in \`${of.name}\`. Stop the writers first (scale them to 0), so that nothing more is lost between the two. Then, for
each of them, in the code:

\`\`\`ts
// was: ${camel(settings.name)}.grantConnect(backend)
restore.database.grantConnect(backend);
\`\`\`

Roles, passwords and rights are the same: Secrets and host names are \`${of.name}\`'s own. Apply it, start one writer, look, start the others.`;
}

function goBack(of: PostgresSettings, { archive: { settings } }: RecoverySettings): string {
  return `The way back

Stop the writers, put \`grantConnect\` back to \`${settings.name}\`, apply, start them. What was written to \`${of.name}\` meanwhile stays there.`;
}

function afterwards(of: PostgresSettings, { archive: { settings, destinationPath, serverName } }: RecoverySettings): string {
  return `Afterwards

- To keep \`${of.name}\`: ${keys(of)}write it as a \`PostgresCluster\` with this name and the props of \`${settings.name}\`, and remove the \`PitrRestore\`. The operator leaves a database that exists as it is; its
  archive stays in use. Clients that \`grantConnect\` moved are moved to the new construct.
- To take from it what was lost: \`pg_dump -t\` from \`${of.name}\`, then remove the \`PitrRestore\` from the code and \`kubectl -n ${of.namespace} delete cluster ${of.name}\`. Its volumes (reclaim policy
  Retain) and its archive are deleted by hand; so is, where nothing prunes, all that the manifests had of it, its CronJobs first: \`kubectl get cronjobs -A | grep ${of.name}\`.
- \`${settings.name}\` is deleted last, and its archive (\`${destinationPath}\`, \`${serverName}\`) not before its retention is over.
- Once more, to another moment: another \`name\`. A database refuses to archive where another one did.`;
}

/** As a restore it reads its source's passwords, as a database of its own those under its name. */
function keys(of: PostgresSettings): string {
  const { secrets } = of.platform;
  const made = [of.owner, ...of.roles].filter(({ given }) => given === undefined);
  if (!secrets || made.length === 0) return '';
  const copies = made.map(({ name }) => `\`${remoteKeyOf(of, name)}\` to \`${secrets.remoteKey(of.namespace, of.name, name)}\``);
  return `copy its passwords in the secret store first (${copies.join(', ')}, and those of roles that \`grantConnect\` made likewise), then `;
}

function errors(of: PostgresSettings): string {
  return `## What its errors mean

| in the logs of the Job that restores | means | what to do |
|---|---|---|
| \`no target backup found\` | no backup ended before the recovery point, or none lies under that name | a later point; after an upgrade of the major version, a source of the old version |
| \`recovery ended before configured recovery target was reached\` | the log ends before the recovery point | an earlier point, or \`RecoveryPoint.latest()\` |
| \`Expected empty archive\` | something wrote to the archive of \`${of.name}\` before | another \`name\`; the archive stays as it is |
| \`requested timeline … is not a child of this server's history\`, \`could not find … WAL file\` | a piece of the log is missing | the last moment before the gap |
| the Job's pod stays \`Pending\` | no node or no volume | \`kubectl -n ${of.namespace} describe pod -l cnpg.io/cluster=${of.name}\` |
| nothing happens, and the Cluster has no Job | the operator or the plugin does not answer, or the Secret of the object store is missing | \`kubectl -n ${of.namespace} describe cluster ${of.name}\`, then the operator's log |`;
}

function words({ kind, value, inclusive }: RecoveryPoint): string {
  const until = inclusive ? 'up to and with' : 'up to, and without,';
  switch (kind) {
    case RecoveryPointKind.TIME: return `what was committed ${inclusive ? 'until' : 'before'} ${value}`;
    case RecoveryPointKind.LATEST: return 'the newest that the archive has';
    case RecoveryPointKind.LSN: return `the log ${until} ${value}`;
    case RecoveryPointKind.IMMEDIATE: return 'the end of the base backup';
    case RecoveryPointKind.TRANSACTION: return `everything ${until} transaction ${value}`;
    case RecoveryPointKind.RESTORE_POINT: return `everything up to the restore point "${value}"`;
  }
}

function base(from: BaseBackup | undefined): string {
  if (from?.backupId !== undefined) return `, from the base backup ${from.backupId}`;
  return from?.dataSnapshot === undefined ? '' : `, from the snapshot ${from.dataSnapshot}`;
}

function camel(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
