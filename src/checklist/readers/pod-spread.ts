import { Labels, selects } from './label-selector';
import { PlacementFacts } from '../facts';

export type Strength = PlacementFacts['acrossNodes'];

/** Where the pods of one template may run, of the shapes of `pod-shapes`. */
export interface PodScheduling {
  readonly affinity?: any;
  readonly topologySpreadConstraints?: readonly any[];
}

export const HOSTNAME = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';

/** How strictly the pods of a template are kept from all of these pods, by node and by zone. */
export function spreadOf({ affinity, topologySpreadConstraints = [] }: PodScheduling, pods: readonly Labels[]): Pick<PlacementFacts, 'acrossNodes' | 'acrossZones'> {
  const isOf = (key: string) => (term: any) => term?.topologyKey === key && pods.every((labels) => selects(term.labelSelector, labels));
  const { requiredDuringSchedulingIgnoredDuringExecution: required = [], preferredDuringSchedulingIgnoredDuringExecution: preferred = [] } =
    affinity?.podAntiAffinity ?? {};
  const apart = (key: string): Strength => {
    if (required.some(isOf(key))) return 'required';
    return preferred.some((each: any) => isOf(key)(each.podAffinityTerm)) ? 'preferred' : 'none';
  };
  const spread = (key: string) => strongest(...topologySpreadConstraints.filter(isOf(key))
    .map((of): Strength => (of.whenUnsatisfiable === 'ScheduleAnyway' ? 'preferred' : 'required')));
  return {
    // what keeps pods out of one zone keeps them off one node, too
    acrossNodes: strongest(apart(HOSTNAME), apart(ZONE), spread(HOSTNAME)),
    acrossZones: strongest(apart(ZONE), spread(ZONE)),
  };
}

const ORDER: readonly Strength[] = ['none', 'preferred', 'required'];

export function strongest(...of: readonly Strength[]): Strength {
  return ORDER[Math.max(0, ...of.map((each) => ORDER.indexOf(each)))];
}

export function weakest(...of: readonly Strength[]): Strength {
  return ORDER[Math.min(2, ...of.map((each) => ORDER.indexOf(each)))];
}

/** Labels of the nodes that a required node affinity leaves, of the shape `NODE_AFFINITY`; alternatives stand as `a|b`. */
export function nodeLabelsOf(nodeAffinity: any): Record<string, string> {
  const terms: any[] = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const each = terms.map(({ matchExpressions = [] }) => Object.fromEntries(matchExpressions
    .filter(({ key, operator }: any) => key !== undefined && (operator === 'In' || operator === 'Exists'))
    .map(({ key, operator, values = [] }: any) => [key, operator === 'In' ? values.join('|') : '*'])));
  // one term is enough for a node, so only what all of them ask for keeps others out
  return Object.fromEntries(Object.entries<string>(each[0] ?? {}).filter(([key]) => each.every((labels) => key in labels))
    .map(([key]) => [key, [...new Set(each.map((labels) => labels[key]))].join('|')]));
}
