import type { MongoSettings } from './mongo-settings';
import { MongoRecoverySettings } from './recovery-settings';
import { systemUsersKeys } from './system-users';
import { counted, mebibytesText } from '../checklist/wording';
import { shell } from '../parts/shell-lines';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';

export interface RestoreNames {
  /** The Job that restores and verifies. */
  readonly job: string;
  /** The operator's object. */
  readonly restore: string;
}

/** What to do at three in the morning with this restore, and what its errors mean. */
export function mongoRestoreRunbook(of: MongoSettings, from: MongoRecoverySettings, names: RestoreNames): string {
  const { source } = from;
  return [
    `# Restore ${of.namespace}/${of.name} from the backups of ${source.namespace}/${source.name}`,
    `Brings back ${words(from.to)}${from.from === undefined ? '' : `, from the backup ${from.from.backupId}`}, into a new database. \`${source.name}\` goes on running, and its data are not touched.`,
    ...steps(of, from, names).map((text, i) => `## ${i + 1}. ${text}`),
    errors(of, from, names),
  ].join('\n\n') + '\n';
}

function steps(of: MongoSettings, from: MongoRecoverySettings, names: RestoreNames): string[] {
  return [
    look(from), apply(of), watch(of, names), ...(from.verification.enabled ? [verify(of, names)] : []),
    keep(of, from), switchOver(of, from), goBack(of, from), afterwards(of, from, names),
  ];
}

function look(from: MongoRecoverySettings): string {
  const { source, archive: { lost, path }, to } = from;
  if (lost) return lookInto(from);
  return `See what can be restored

${shell(`kubectl -n ${source.namespace} get psmdb-backup --sort-by=.metadata.creationTimestamp -o custom-columns='NAME:.metadata.name,CLUSTER:.spec.clusterName,STATE:.status.state,LASTWRITE:.status.lastWriteAt,LATEST:.status.latestRestorableTime,ID:.status.pbmName'`)}

The backup that is taken is the last one of \`${source.name}\` that is \`ready\`${to.kind === RecoveryPointKind.TIME ? ` and has a \`LASTWRITE\` before ${to.value}; the newest \`LATEST\` has to be after it: that far the oplog is archived` : ''}.
All lies in \`${path}\`. The objects are needed, too: while there are none, nothing is restored (docs/restoring.md, by hand).`;
}

/** With the objects of the backups gone, the store alone tells. */
function lookInto({ archive: { path }, to }: MongoRecoverySettings): string {
  const s3 = path.replace(/^gs:/, 's3:');
  return `See what can be restored

${shell(`aws s3 ls ${s3}/ | grep '\\.pbm\\.json$'`, `aws s3 ls --recursive ${s3}/pbmPitr/ | tail -3`)}

A backup is whole when \`status\` in its \`.pbm.json\` is \`done\`, and was last written to at \`last_write_ts\`. Names of the pieces of the oplog say from when to when each goes.${to.kind === RecoveryPointKind.TIME ? `
The backup that is taken is the last one that ended before ${to.value}, and the pieces have to follow it up to there without a gap.` : ''}
The Job looks for itself before it asks the operator, and its container \`list\` says what it left out.`;
}

function apply(of: MongoSettings): string {
  return `Make the new database

${shell('npx cdk8s synth', 'kubectl apply --server-side -f dist/')}

or let the pipeline do it. \`${of.name}\` needs room for ${counted(of.instances, 'instance')}, each with ${mebibytesText(of.dataMebibytes)} of data and ${mebibytesText(of.compute.memoryMebibytes)} of memory.`;
}

function watch(of: MongoSettings, { job, restore }: RestoreNames): string {
  const commands = [
    `kubectl -n ${of.namespace} get psmdb ${of.name}`,
    ...(of.recovery!.archive.lost ? [`kubectl -n ${of.namespace} logs job/${job} -c list`] : []),
    `kubectl -n ${of.namespace} logs -f job/${job} -c restore`,
    `kubectl -n ${of.namespace} get psmdb-restore ${restore} -o jsonpath='{.status.state} {.status.error}{"\\n"}'`,
    `kubectl -n ${of.namespace} exec ${of.pods[0]} -c backup-agent -- pbm logs --tail=50`,
  ];
  return `Watch it come

${shell(...commands)}

First an empty database comes up, then the operator has its agents restore the backup and replay the oplog: \`waiting\`, \`requested\`, \`running\`, \`ready\`. With a recovery point the agents have the
source's store for their own meanwhile, and the Job waits until they have theirs again. Do not have a backup made before it has ended.`;
}

function verify(of: MongoSettings, { job }: RestoreNames): string {
  return `See whether it is right

${shell(`kubectl -n ${of.namespace} logs -f job/${job} -c verify`, `kubectl -n ${of.namespace} get job ${job}`)}

The last line is the verdict. A pod that ended with 11 found no document, 12 an assertion that is not true, 13 one that failed, 14 newest documents that are too old, 15 another server's databases: then do
not switch. Whatever else matters is asked by hand, with the password of a user (Secret \`${of.users[0].secretName}\`, key \`password\`):

${shell(`kubectl -n ${of.namespace} exec -it ${of.pods[0]} -c mongod -- mongosh --tls --tlsCAFile /etc/mongodb-ssl/ca.crt --host ${of.service} -u ${of.users[0].name} --authenticationDatabase admin ${of.database}`)}`;
}

function keep(of: MongoSettings, { source }: MongoRecoverySettings): string {
  return `Keep it, before anybody writes to it

As a \`PitrRestore\` \`${of.name}\` makes no backups and archives no oplog. When the Job has ended, and not before:

1. Copy its passwords in the secret store: ${keys(of)}, and those of users that \`grantConnect\` made likewise.
2. Write it as a \`MongoReplicaSet\` with this name and the props of \`${source.name}\`, and remove the \`PitrRestore\`. The operator leaves a database that exists as it is, and begins to back it up: to a path of its own.
3. Have a backup made at once (the runbook of the alert \`MongoBackupTooOld\` has the command): points in time begin with it.

To look something up, or to take from it what was lost, leave it a \`PitrRestore\`.`;
}

function switchOver(of: MongoSettings, { source }: MongoRecoverySettings): string {
  return `Move the applications

What was written to \`${source.name}\` after the recovery point is not in \`${of.name}\`. Stop the writers first (scale them to 0), so that nothing more is lost between the two. Then, for each of them,
\`grantConnect\` of the new database in the code in the place of \`${source.name}\`'s. Users and rights are the same; Secrets and host names are \`${of.name}\`'s own. Apply it, start one writer, look, start the others.

Users have the passwords that they had at the recovery point. One that was changed since: set it in mongosh with \`db.getSiblingDB('admin').changeUserPassword\`, as a user who may.`;
}

function goBack(of: MongoSettings, { source }: MongoRecoverySettings): string {
  return `The way back

Stop the writers, put \`grantConnect\` back to \`${source.name}\`, apply, start them. What was written to \`${of.name}\` meanwhile stays there.`;
}

function afterwards(of: MongoSettings, { source }: MongoRecoverySettings, { job, restore }: RestoreNames): string {
  return `Afterwards

- What is not kept: take from it what was lost (\`mongodump -c\`), remove the \`PitrRestore\` from the code, and \`kubectl -n ${of.namespace} delete psmdb/${of.name} job/${job}\`. Its volumes (reclaim policy Retain) and Secrets
  are deleted by hand, \`PerconaServerMongoDBRestore ${restore}\` goes with it; so is, where nothing prunes, all that the manifests had of it. With its Job left there, a database that is made anew under this name stays **empty**.
- \`${source.name}\` is deleted last, and its archive (\`${of.recovery!.archive.path}\`) not before its retention is over. Who deletes its \`PerconaServerMongoDBBackup\` objects, empties the archive.
- Once more, to another moment: another \`name\`. What was restored once is not restored again.
- The user \`look-…\` of the verification stays in MongoDB until somebody drops it; it reads.`;
}

function keys(of: MongoSettings): string {
  const { secrets } = of.platform;
  const from = of.recovery!.source;
  const users = [...systemUsersKeys(of), ...of.users.filter(({ given }) => given === undefined).map(({ name }) => name)];
  return users.map((user) => `\`${secrets!.remoteKey(from.namespace, from.name, user)}\` to \`${secrets!.remoteKey(of.namespace, of.name, user)}\``).join(', ');
}

function errors(of: MongoSettings, { source }: MongoRecoverySettings, { job, restore }: RestoreNames): string {
  return `## What its errors mean

The exit code of the Job's container \`restore\`, and its last line:

| code | means | what to do |
|---|---|---|
| 20 | no backup from before the recovery point is ready, or it is not in the store | a later point; by hand from the store (docs/restoring.md) |
| 21, 22 | the object store refuses the credentials, or cannot be reached: by the operator's pod, which looks first, or by the agents | they need the way out, and the Secret or the identity. Then \`kubectl -n ${of.namespace} delete psmdb-restore/${restore} configmap/${of.name}-restored job/${job}\`, and apply again |
| 24 | the operator's restore failed, or was removed | its words, and \`pbm logs\`. Then the same |
| 27 | \`${of.name}\` is not new: it has backups of its own, or was restored before | another \`name\` |
| 28 | the oplog is not archived up to there, or has a gap before it | an earlier point, \`RecoveryPoint.latest()\`, or a later base backup (\`from\`) |
| none: it waits for \`PerconaServerMongoDB ${of.name}\` | no node, no volume, no Secret, or the operator does not answer | \`kubectl -n ${of.namespace} describe psmdb ${of.name}\`, then the operator's log |
| none: \`running\`, and \`Authentication failed\` in the operator's log | the operator's users had other passwords at the recovery point than \`${source.name}\` has now | put those of then under their keys in the secret store |`;
}

function words({ kind, value }: RecoveryPoint): string {
  switch (kind) {
    case RecoveryPointKind.TIME: return `what was committed before the second ${value!.slice(0, 19)}Z began`;
    case RecoveryPointKind.LATEST: return 'the newest that the archive has';
    default: return 'the end of the base backup';
  }
}
