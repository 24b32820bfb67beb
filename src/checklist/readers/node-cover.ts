import { TolerationFacts } from '../facts';

/** Where pods may run. */
export interface NodePlacement {
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly TolerationFacts[];
}

/**
 * Taints that every DaemonSet tolerates without saying so:
 * https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations (v1.36).
 */
const ALWAYS_TOLERATED = ['not-ready', 'unreachable', 'disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable']
  .map((taint) => `node.kubernetes.io/${taint}`);

/** Whether a DaemonSet runs on every node that the database may run on. */
export function coversNodes(daemonSet: NodePlacement, database: NodePlacement): boolean {
  return Object.entries(daemonSet.nodeSelector).every(([label, value]) => database.nodeSelector[label] === value)
    && database.tolerations.every((needed) => isAlwaysTolerated(needed)
      || daemonSet.tolerations.some((toleration) => includes(toleration, needed)));
}

function isAlwaysTolerated({ key }: TolerationFacts): boolean {
  return key !== undefined && ALWAYS_TOLERATED.includes(key);
}

/** Whether the first toleration tolerates every taint that the second does. */
function includes(wide: TolerationFacts, narrow: TolerationFacts): boolean {
  if (wide.effect && wide.effect !== narrow.effect) return false;
  if (!wide.key) return wide.operator === 'Exists';
  if (wide.key !== narrow.key) return false;
  return wide.operator === 'Exists' || (narrow.operator !== 'Exists' && (wide.value ?? '') === (narrow.value ?? ''));
}
