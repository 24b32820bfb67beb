import { frontLook, frontWords } from './migration-front';
import { migrationName } from './migration-pod';
import { MigrationSettings } from './migration-settings';
import { watcherName } from './migration-watcher';
import { MigrationSide } from '../contracts/migration-side';
import { shell } from '../parts/shell-lines';
import { MigrationMethod } from '../values/migration-method';

/** What to do, phase by phase. `job` is the Job of the phase that is written now. */
export function migrationRunbook(of: MigrationSettings, side: MigrationSide, job: string): string {
  const { name, namespace, source, target, phase } = of;
  const steps = [
    ['Before anything: the administrator of the machine', side.runbook.administrator],
    ...(side.runbook.wayBack === undefined ? [] : [['The way back: the machine reaches the target', side.runbook.wayBack]]),
    ['Assess', assess(of)],
    ['Prepare, and move the clients to the front', prepare(of, side)],
    of.method === MigrationMethod.DUMP ? ['Copy', copy(of, side)] : ['Replicate', replicate(of, side)],
    ['Switch', switchOver(of, side)],
    of.wayBack ? ['Go back, as long as nothing is confirmed', goBack(of)] : ['There is no way back', noWayBack(of)],
    ['Confirm', confirm(of, side)],
    ['Clean up', cleanUp(of, side)],
  ];
  return [
    `# Migrate ${source.host}:${source.port}/${source.database} into ${namespace}/${target}`,
    `Migration \`${name}\`, method \`${of.method}\`. Clients use ${frontWords(of, side.front)}, which leads to the source until the switch. This was written for the phase \`${phase}\`, Job \`${job}\`.
${source.unencrypted === undefined ? '' : `\n**Passwords and rows cross the network readable**: ${source.unencrypted}\n`}
Each phase is a commit that changes \`phase\`, or \`attempt\`, and is applied as the rest of the app is (\`cdk8s synth\`, \`kubectl apply --server-side\`, or GitOps). The Job decides: it refuses what does not follow from the state, and what its gates do not allow.`,
    `## Where it stands\n\n${state(of, job)}`,
    ...steps.map(([title, text], i) => `## ${i + 1}. ${title}\n\n${text}`),
  ].join('\n\n') + '\n';
}

function state({ name, namespace }: MigrationSettings, job: string): string {
  const map = migrationName(name);
  return `${shell(
    `kubectl -n ${namespace} get configmap ${map} -o jsonpath='{.data.state}'`,
    `kubectl -n ${namespace} logs -f -l cdk8s-databases.io/migrates=${name} -c migrate --tail=-1`,
    `kubectl -n ${namespace} get events --field-selector involvedObject.name=${map} --sort-by=.lastTimestamp`,
    `kubectl -n ${namespace} get job ${job}`,
  )}

\`current\` has the phase, its attempt, its step, its gates and figures, and how it ended: \`done\`; \`refused\` (exit code 20: nothing was changed, \`words\` says what to mend); \`undone\` (21: it had begun, and
took everything back); a switch that was only rehearsed is \`rehearsed\`. \`running\` without a pod is a Job that gave up after seven pods: mend what its log says. In all three cases raise \`attempt\` by one to have it done once more; what is
\`running\` goes on without a commit, too, when the Job is deleted and the same manifests are applied.
\`done\` has the phases that are done, \`history\` all that was tried. The ConfigMap is never to be deleted: without it the migration does not know that clients were moved.`;
}

function assess({ name, namespace }: MigrationSettings): string {
  return `\`phase: MigrationPhase.ASSESS\` changes nothing at the source. Its manifests are the first that have the migration: the target gets what its engine needs for it (names in its certificate, users), for which instances may restart one by one. Its report:

${shell(`kubectl -n ${namespace} get configmap ${migrationName(name)} -o jsonpath='{.data.report}'`)}

What is blocking stops the next phase: mend it, raise \`attempt\`, and look again. Another list of \`excludedTables\` is looked at anew, too. The report names twenty objects of each finding at most. It may be repeated at any time.`;
}

function prepare(of: MigrationSettings, { runbook, front: side }: MigrationSide): string {
  const { namespace, front, source, target, method } = of;
  const does = method === MigrationMethod.DUMP ? 'looks whether the target is empty' : 'brings the schema to the target, publishes the tables at the source';
  return `\`phase: MigrationPhase.PREPARE\` ${does}, and leads \`${front}\` to \`${source.host}\`:

${shell(
  frontLook(of, side),
  ...(side.service ? [`kubectl -n ${namespace} get endpointslices -l kubernetes.io/service-name=${front}`] : []),
)}

Clients need what both servers take, before they are moved: their user with the same password at both, a file with the CAs of both, one after the other (${runbook.bothCas}), the NetworkPolicy
into the target that \`${target}.grantConnect\` makes (its host is the target's: not before step ${of.wayBack ? 8 : 7}), and a NetworkPolicy of their own that lets them out to ${source.addresses.map((cidr) => `\`${cidr}\``).join(', ')}, port ${source.port}.

Then move the clients to ${frontWords(of, side)}, one after the other and in peace: they still reach the source. One that goes on to use \`${source.host}\` itself fails to write from the switch on.
${method === MigrationMethod.DUMP ? 'What changes at the source until then, comes with the copy.' : 'Until the switch, change no table at the source: a schema that changes has to be brought to the target by hand.'}`;
}

function replicate(of: MigrationSettings, side: MigrationSide): string {
  const { name, namespace, limits } = of;
  return `\`phase: MigrationPhase.REPLICATE\` copies all rows and follows the source. It is done when every table follows and one whole comparison found no difference. It may stay for days.

${shell(
  `kubectl -n ${namespace} get configmap ${migrationName(name)} -o jsonpath='{.data.comparison}'`,
  `kubectl -n ${namespace} logs deployment/${watcherName(name)} -c watch --tail=20`,
)}

${side.runbook.look}

The source keeps its log for the target: more than ${limits.heldWalBytes} bytes wake somebody (MigrationSlotHoldsWal). To give up here: \`phase: MigrationPhase.PREPARE\` does not take the subscription away;
delete it, which drops its slot, too: \`kubectl -n ${namespace} delete subscriptions.postgresql.cnpg.io ${name}\`.`;
}

function copy({ name, namespace }: MigrationSettings, { runbook }: MigrationSide): string {
  return `\`phase: MigrationPhase.COPY\` copies all while the source goes on, compares each table with what was dumped (of MySQL and MongoDB those that nobody wrote meanwhile; \`uncomparedTables\` counts the others), and so measures what the switch will do while nobody writes. Its figures:

${shell(`kubectl -n ${namespace} get configmap ${migrationName(name)} -o jsonpath='{.data.state}'   # copied: copySeconds, dumpSeconds, restoreSeconds, verifySeconds, dumpBytes, uncomparedTables`)}

${runbook.whileDumped} What \`copied.copySeconds\` says (not that of the assessment, which only reads) has to fit into \`limits.writeStop\`, which the phase \`switch\` asks for: it
refuses otherwise. It may be repeated: each time the target is emptied of what the last one made, and of nothing else. Announce the write stop with that figure.`;
}

function switchOver(of: MigrationSettings, side: MigrationSide): string {
  const { limits, method } = of;
  const gates = method === MigrationMethod.DUMP
    ? `It begins only when the copy of before says that the write stop takes no more than ${limits.writeStopSeconds} s, the volume has room, nobody else wrote into the target, nothing is prepared, the target is healthy, its last backup is younger than
${limits.backupAgeSeconds} s, and none runs: suspend the schedule where one would begin in the middle, which holds up definitions of tables. Then the source is stopped, and all is copied and compared once more. A switch that takes`
    : `It begins only when the target is less than ${limits.lagSeconds} s and ${limits.lagBytes} bytes behind, no
comparison found a difference and the last is younger than ${limits.comparisonAgeSeconds} s, nothing has come since the assessment that replication does not carry, nobody else has stopped the source, and the target's last backup is younger than ${limits.backupAgeSeconds} s. Writes stop for at most ${limits.writeStopSeconds} s; a switch that takes`;
  const rehearsal = method === MigrationMethod.DUMP ? 'all gates, and nothing is copied' : 'everything but the move, and an estimate of the write stop in the figures';
  return `First with \`rehearsal: true\`: ${rehearsal}. Then without. ${gates}
longer is undone, and the source takes writes again.

${side.front.service ? 'Afterwards' : 'Afterwards restart the clients, which read the connection string when they start: until then they fail to write, and lose nothing. Then'} look at the applications, and at where the front leads; then back up the target, whose last backup has nothing that was written since:

${shell(frontLook(of, side.front))}

${side.front.service ? `A selector \`cdk8s-databases.io/front-of: nobody\` means that it leads to \`${of.source.host}\`, by the EndpointSlice; the labels of pods, that it leads to the target.` : ''}

To break it off, set the phase back (GitOps would make the Job anew) and delete the Job: its pod takes everything back, unless the clients are being moved (\`move.moving\` in the state), from where the only way is on.

If a Job left the source without writes and the clients there (${method === MigrationMethod.DUMP ? 'MigrationMoveOverdue, MigrationPhaseFailed' : 'MigrationWritesStopped'}): raise \`attempt\`, so that the next one ends or undoes it. If nothing in Kubernetes answers, the administrator of the machine does it by hand; **only
when the front leads to the source, \`move.moving\` is not \`true\`, and no pod of the Job runs**, because otherwise both servers are written to:

${side.runbook.writesAgain}`;
}

function goBack({ source, namespace, front }: MigrationSettings): string {
  return `\`phase: MigrationPhase.RETURN\` is the switch the other way round: writes stop at the target, \`${source.host}\` takes over what was written there meanwhile, and \`${front}.${namespace}.svc\` leads to it again. To try once more afterwards, have
the target emptied: it holds what grew old meanwhile. Drop its schemas and begin with \`MigrationPhase.PREPARE\`, with \`attempt\` raised. Do not go back by hand: what was written to the target stays there alone.`;
}

function noWayBack({ oneWay, method, front, namespace }: MigrationSettings): string {
  return `What is written after the switch is in the target alone.${oneWay === undefined ? ` ${method === MigrationMethod.DUMP ? 'Say' : 'Name a `wayBack`, or say'} in \`oneWay\` why that is well: otherwise the switch is refused.` : ` The reason that was given: ${oneWay}`}${method === MigrationMethod.DUMP ? giveUp(front, namespace) : ''}`;
}

function giveUp(front: string, namespace: string): string {
  return `

To give it all up before the switch: the phases have changed nothing at the source. Lead the clients from \`${front}\` back to the machine's own name, remove the \`VmMigration\`, and have the administrator
remove the migration's user by the script that "Clean up" names, and do nothing else of that step: the server goes on, and is neither turned off nor taken anybody's rights. Drop what was copied into the target. The front
stays until it is deleted in \`${namespace}\`.`;
}

function confirm({ source, wayBack, limits }: MigrationSettings, { runbook: { backUp } }: MigrationSide): string {
  return `When nobody will go back: \`phase: MigrationPhase.CONFIRM\` takes away what the migration left at both servers${wayBack ? ', the way back first' : ''}. \`${source.host}\` stays as it is, without writes. There is no way back from here, so that it
${backUp === undefined ? 'would ask for a backup of the target, if it had any.' : `asks for a backup of the target that ended after the phase \`switch\` was done, is younger than ${limits.backupAgeSeconds} s, and beside which none runs. To make one now:

${backUp}`}`;
}

function cleanUp(of: MigrationSettings, side: MigrationSide): string {
  const { front, namespace, name, target } = of;
  const { service } = side.front;
  return `- The administrator of the machine:

${side.runbook.cleanUp}

- Clients: from ${frontWords(of, side.front)} to \`${target}.grantConnect\`, at leisure${service ? `, and before the next line: with the migration's code the name \`${front}\` leaves the target's certificate, for which instances may restart one by one` : ''}.
- The code: remove the \`VmMigration\`. The front and the state stay, and go by hand: \`kubectl -n ${namespace} delete ${service ? 'service' : 'configmap'}/${front} configmap/${migrationName(name)}\`.
- The machine, last, and not before a backup of the target was restored once.`;
}
