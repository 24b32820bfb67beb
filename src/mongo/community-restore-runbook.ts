import type { MongoSettings } from './mongo-settings';
import { MongoRecoverySettings } from './recovery-settings';
import { counted, mebibytesText } from '../checklist/wording';
import { shell } from '../parts/shell-lines';
import { RecoveryPointKind } from '../values/recovery-point';

/** What to do at three in the morning with a restore from a dump, and what its errors mean. `job` is the Job that restores and verifies. */
export function communityRestoreRunbook(of: MongoSettings, from: MongoRecoverySettings, job: string): string {
  const { source } = from;
  return [
    `# Restore ${of.namespace}/${of.name} from a dump of ${source.namespace}/${source.name}`,
    [
      `Brings back ${words(from)}, into a new database. There is no point in time between two dumps: what was written to \`${source.name}\` after the dump ended is not in it.`,
      `\`${source.name}\` goes on running, and it and its dumps are only read.`,
    ].join('\n'),
    ...steps(of, from, job).map((text, i) => `## ${i + 1}. ${text}`),
    errors(of, job),
  ].join('\n\n') + '\n';
}

function steps(of: MongoSettings, from: MongoRecoverySettings, job: string): string[] {
  const verified = from.verification.enabled ? [verify(of, job)] : [];
  return [look(from), apply(of), watch(of, job), ...verified, switchOver(of, from), afterwards(of, from, job)];
}

function words({ to, from }: MongoRecoverySettings): string {
  if (from?.backupId !== undefined) return `the dump that began at ${from.backupId}`;
  return to.kind === RecoveryPointKind.TIME ? `the newest dump that ended before ${to.value}` : 'the newest dump';
}

function look({ archive: { path } }: MongoRecoverySettings): string {
  return `See what can be restored

The dumps lie in \`${path}/dumps/replica-set/\`, below the identifier of the replica set, each by the time at which it began. The second line of
\`<time>.dump.sha256\` says when it ended: of that moment it is. Where there are several identifiers, several databases have had the name, and a dump has to be named: \`from: BaseBackup.id("2026-03-24T03:00:00Z")\`.`;
}

function apply(of: MongoSettings): string {
  return `Make the new database

${shell('npx cdk8s synth', 'kubectl apply --server-side -f dist/')}

or let the pipeline do it. \`${of.name}\` needs room for ${counted(of.instances, 'instance')}, each with ${mebibytesText(of.dataMebibytes)} of data and ${mebibytesText(of.compute.memoryMebibytes)} of memory.`;
}

function watch(of: MongoSettings, job: string): string {
  return `Watch it come

${shell(`kubectl -n ${of.namespace} get mongodbcommunity ${of.name}`, `kubectl -n ${of.namespace} logs -f job/${job} -c restore`, `kubectl -n ${of.namespace} logs -f job/${job} -c mongorestore`)}

First an empty database comes up, for which \`restore\` waits, then mongorestore fills it, replays the oplog of the dump and makes the indexes. Let nobody write to it before it has ended: a run that
fails begins anew, and removes what is there.`;
}

function verify(of: MongoSettings, job: string): string {
  return `See whether it is right

${shell(`kubectl -n ${of.namespace} logs -f job/${job} -c verify`, `kubectl -n ${of.namespace} get job ${job}`)}

The last line is the verdict. A pod that ended with 11 found no document, 12 an assertion that is not true, 13 one that failed, 14 newest documents that are too old, 15 another server's databases: then do
not switch.`;
}

function switchOver(of: MongoSettings, { source }: MongoRecoverySettings): string {
  return `Move the applications

Stop the writers first (scale them to 0), so that nothing more is lost between the two. Then, for each of them, \`grantConnect\` of the new database in the code in the place of \`${source.name}\`'s. Users, rights and
passwords are the same, because they are not restored but made by the operator; Secrets and host names are \`${of.name}\`'s own. Apply it, start one writer, look, start the others. The way back is the same.`;
}

function afterwards(of: MongoSettings, { source }: MongoRecoverySettings, job: string): string {
  return `Afterwards

- To keep \`${of.name}\`: copy its passwords in the secret store (${keys(of, source)}, and those of users that \`grantConnect\` made), write it as a \`MongoReplicaSet\` with this name and the props of \`${source.name}\`,
  and remove the \`PitrRestore\`. It is dumped to a path of its own from the beginning.
- What is not kept: remove the \`PitrRestore\` from the code, and \`kubectl -n ${of.namespace} delete mongodbcommunity/${of.name} job/${job} cronjob/${of.name}-dumps\`. Its volumes (reclaim policy Retain), Secrets and dumps are
  deleted by hand. With its Job left there, a database that is made anew under this name stays **empty**.
- \`${source.name}\` is deleted last, and its dumps not before their retention is over.
- Once more, to another moment: another \`name\`. What was restored once is not restored again.`;
}

function keys(of: MongoSettings, source: MongoSettings): string {
  const users = ['backup', ...(of.platform.monitoring ? ['clusterMonitor'] : []), ...of.users.filter(({ given }) => given === undefined).map(({ name }) => name)];
  const { secrets } = of.platform;
  return users.map((user) => `\`${secrets!.remoteKey(source.namespace, source.name, user)}\` to \`${secrets!.remoteKey(of.namespace, of.name, user)}\``).join(', ');
}

function errors(of: MongoSettings, job: string): string {
  return `## What its errors mean

The exit code of the Job's container \`restore\`, and its last line. After 20, 21, 24, 28 and 29 nothing is tried again: mend it, \`kubectl -n ${of.namespace} delete job ${job}\`, and apply again.

| code | means | what to do |
|---|---|---|
| 20 | no dump ended before the recovery point, or none has that time | a later point |
| 21, 22 | the object store refuses the credentials, or does not answer | Secret or identity, network policy |
| 24 | the dump is damaged, or holds nothing | an earlier one, by \`from\` |
| 27 | \`${of.name}\` is not empty, or was restored from something else | another \`name\`; where another Job has left it half restored, its last line says how to go on |
| 28 | the recovery point is to come, or the dump that is named ended after it | an earlier point; a later one |
| 29 | there are dumps of several replica sets | name one by \`from\` |
| none: it waits | no primary: no node, no volume, no Secret, or the operator does not answer | \`kubectl -n ${of.namespace} describe mongodbcommunity ${of.name}\`, then the operator's log |`;
}
