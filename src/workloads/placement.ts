import { PlacementFacts } from '../checklist/facts';
import { LabelSelector, Labels, selects } from '../checklist/readers/label-selector';
import { isRecord, listIn } from '../checklist/readers/pod-template';

type Strength = PlacementFacts['acrossNodes'];

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];

/** Where the pods may run, and what keeps them apart. */
export function placementOf(podSpec: any, labels: Labels, namespace: string): PlacementFacts {
  const affinity = podSpec.affinity ?? {};
  const apart = (keys: readonly string[]) => strongest([
    ...(['required', 'preferred'] as const).filter((strength) => terms(affinity, strength)
      .some((term) => isOwn(term, labels, namespace) && keys.includes(term.topologyKey))),
    ...listIn(podSpec.topologySpreadConstraints)
      .filter((of) => keys.includes(of?.topologyKey) && (of.maxSkew ?? 1) === 1 && selects(selectorOf(of), labels))
      .map((of): Strength => (of.whenUnsatisfiable === 'ScheduleAnyway' ? 'preferred' : 'required')),
  ]);
  const zones = apart(ZONE);
  // two pods of two zones never share a node, where it is anti-affinity that keeps them apart
  const zonesExclude = terms(affinity, 'required').some((term) => isOwn(term, labels, namespace) && ZONE.includes(term.topologyKey));
  return {
    acrossNodes: zonesExclude ? 'required' : apart([HOSTNAME]),
    acrossZones: zones,
    nodeSelector: { ...requiredLabels(affinity.nodeAffinity), ...podSpec.nodeSelector },
    tolerations: listIn(podSpec.tolerations).map(({ key, ...rest }) => ({ ...rest, ...(typeof key === 'string' && { key }) })),
  };
}

function terms(affinity: any, kind: 'required' | 'preferred'): any[] {
  const found = listIn(affinity.podAntiAffinity?.[`${kind}DuringSchedulingIgnoredDuringExecution`]);
  return found.map((term) => (kind === 'preferred' ? term?.podAffinityTerm : term)).filter(isRecord);
}

function isOwn(term: any, labels: Labels, namespace: string): boolean {
  const { namespaces = [], namespaceSelector } = term;
  const there = (listIn(namespaces).length === 0 && !namespaceSelector) || listIn(namespaces).includes(namespace) || namespaceSelector !== undefined;
  return there && selects(selectorOf(term), labels);
}

function selectorOf({ labelSelector }: any): LabelSelector | undefined {
  if (!isRecord(labelSelector)) return undefined;
  return { matchLabels: labelSelector.matchLabels ?? {}, matchExpressions: listIn(labelSelector.matchExpressions).filter(isRecord) as any };
}

function strongest(of: readonly Strength[]): Strength {
  return of.includes('required') ? 'required' : of.includes('preferred') ? 'preferred' : 'none';
}

/** Labels that a node must have by its affinity, where there is one way only to fulfil it. */
function requiredLabels(nodeAffinity: any): Record<string, string> {
  const ways = listIn(nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).filter(isRecord);
  if (ways.length !== 1) return {};
  const single = listIn(ways[0].matchExpressions).filter((each) => each?.operator === 'In' && listIn(each.values).length === 1);
  return Object.fromEntries(single.map(({ key, values }) => [String(key), String(values[0])]));
}
