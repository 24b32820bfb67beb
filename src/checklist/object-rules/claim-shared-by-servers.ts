import { Manifest, Manifests } from '../manifests';
import { objectRule } from '../object-rule';
import { autoscalerOf } from '../readers/autoscaler';
import { othersOnClaim } from '../readers/claim-holders';
import { dataClaimsOf } from '../readers/data-claim';
import { daemonServersOf, databaseContainersOf } from '../readers/database-container';
import { isRecord, listIn, podTemplateOf } from '../readers/pod-template';
import { Severity } from '../severity';

export const claimSharedByServers = objectRule({
  id: 'claim-shared-by-servers',
  title: 'Each server has a volume of its own',
  why: 'A ReadWriteOnce volume is bound to one node, not to one pod: servers on that node write to the same files, and the database is destroyed. '
    + 'Servers on other nodes never start.',
  fix: 'Use a StatefulSet with volumeClaimTemplates, which gives each replica a claim of its own, and a way to replicate between them (an operator); or set replicas: 1, '
    + 'without an autoscaler, and scale a workload to 0 before another takes its claim over.',
  source: 'Kubernetes docs, Persistent Volumes, Access Modes (ReadWriteOnce); helm/charts#6343; stategraph/stategraph#526 (PANIC: could not locate a valid checkpoint record)',
  severity: Severity.DATA_LOSS,
  check: (manifest, among) => {
    const several = severalPods(manifest, among);
    return [...databaseContainersOf(manifest), ...daemonServersOf(manifest)].flatMap(dataClaimsOf).flatMap(({ claim, path }) => {
      const others = new Set(othersOnClaim(manifest, claim, among).map(({ kind, metadata }) => `${kind} ${metadata.name}`));
      return [
        ...(several === undefined ? [] : [{ found: `${several} on the one claim ${claim}`, path }]),
        ...[...others].map((other) => ({ found: `${other} keeps its data on claim ${claim}, too`, path })),
      ];
    });
  },
});

/** What runs more than one pod, in words; undefined where nothing does. */
function severalPods(manifest: Manifest, among: Manifests): string | undefined {
  const replicas = manifest.kind === 'Pod' ? 1 : manifest.spec?.replicas ?? 1;
  if (manifest.kind === 'DaemonSet') return isOnOneNode(manifest) ? undefined : 'a DaemonSet runs a server on each node, and all keep their data';
  if (replicas > 1) return `${replicas} replicas keep their data`;
  // with none it is switched off (Kubernetes docs, Horizontal Pod Autoscaling, Implicit maintenance-mode deactivation)
  const autoscaler = replicas === 0 ? undefined : autoscalerOf(manifest, among);
  return autoscaler && `${autoscaler.what} runs up to ${autoscaler.most} replicas, which keep their data`;
}

const HOST = 'kubernetes.io/hostname';
/** By label and by field (Kubernetes API, core/v1 NodeSelectorTerm). */
const NODE = [HOST, 'metadata.name'];

function isOnOneNode(manifest: Manifest): boolean {
  const { nodeName, nodeSelector, affinity } = podTemplateOf(manifest)?.spec ?? {};
  const terms = listIn(affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms);
  if (nodeName !== undefined || nodeSelector?.[HOST] !== undefined) return true;
  const isOne = (of: unknown) => isRecord(of) && NODE.includes(of.key) && of.operator === 'In' && listIn(of.values).length === 1;
  return terms.length === 1 && [...listIn(terms[0]?.matchExpressions), ...listIn(terms[0]?.matchFields)].some(isOne);
}
