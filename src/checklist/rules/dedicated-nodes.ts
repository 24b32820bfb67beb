import { TolerationFacts } from '../facts';
import { fail, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { listed } from '../wording';
import { worstFinding } from '../worst-finding';

export const dedicatedNodes: Rule = {
  id: 'dedicated-nodes',
  group: RuleGroup.PERFORMANCE,
  title: 'The database has nodes of its own (label and taint)',
  why: 'On shared nodes a neighbour\'s load becomes the database\'s latency; a selector alone lets others in, a toleration alone lets the database out.',
  fix: 'Give the platform nodes: NodePool.dedicated({ label, taint }); in YAML: in spec.affinity, a nodeSelector of the pool\'s label and a '
    + 'toleration of its taint.',
  source: 'Running Databases on Kubernetes guide, 9.2 and 12; CloudNativePG 1.30 docs, Architecture, Reserving nodes for PostgreSQL workloads',
  costly: true,
  severity: Severity.HYGIENE,
  check: ({ placement }) => {
    const labels = Object.entries(placement.nodeSelector).filter(([label]) => !EVERY_NODE.includes(label)).map(([label, value]) => `${label}=${value}`);
    const taints = placement.tolerations.filter(isOfPool).map(words);
    if (placement.unseen !== undefined && (labels.length === 0 || taints.length === 0)) return unknown(placement.unseen);
    return worstFinding([
      labels.length > 0 ? pass(`runs on nodes with ${listed(labels)}`) : fail('no nodeSelector keeps it on nodes of its own'),
      taints.length > 0 ? pass(`tolerates ${listed(taints)}`) : fail('it tolerates no taint that keeps other workloads away'),
    ]);
  },
};

/** Labels that say nothing about what a node is for. */
const EVERY_NODE = ['kubernetes.io/os', 'kubernetes.io/arch'];

/** Tolerations of what Kubernetes itself taints nodes with, and of everything, are no sign of a pool. */
function isOfPool({ key }: TolerationFacts): boolean {
  return key !== undefined && key !== '' && !key.startsWith('node.kubernetes.io/');
}

function words({ key, value, effect }: TolerationFacts): string {
  return `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
}
