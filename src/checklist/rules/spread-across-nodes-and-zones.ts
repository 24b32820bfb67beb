import { PlacementFacts } from '../facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { worstFinding } from '../worst-finding';

export const spreadAcrossNodesAndZones: Rule = {
  id: 'spread-across-nodes-and-zones',
  group: RuleGroup.HIGH_AVAILABILITY,
  title: 'Instances never share a node, and are spread over zones',
  why: 'Instances on one node or in one zone fail together, and then there is nothing to fail over to.',
  fix: 'Name the zones of the platform\'s nodes, two at least, and do not patch affinity and topologySpreadConstraints away; in YAML: required pod '
    + 'anti-affinity on kubernetes.io/hostname and a topologySpreadConstraint on topology.kubernetes.io/zone with DoNotSchedule.',
  source: 'Running Databases on Kubernetes guide, 6.4, 9.2 and 12; CloudNativePG 1.30 docs, Scheduling, Pod Affinity and Anti-Affinity',
  costly: true,
  severity: Severity.OUTAGE,
  check: ({ placement: { acrossNodes, acrossZones, unseen } }) => {
    if (unseen !== undefined && (acrossNodes !== 'required' || acrossZones !== 'required')) return unknown(unseen);
    return worstFinding([judgedNodes(acrossNodes), judgedZones(acrossZones)]);
  },
};

function judgedNodes(spread: PlacementFacts['acrossNodes']): Finding {
  if (spread === 'required') return pass('spread across nodes is required');
  return fail(spread === 'preferred' ? 'spread across nodes is only preferred: two instances may share one' : 'nothing keeps two instances off one node');
}

/** Volumes are of one zone: an instance whose zone is lost waits for it in any case. */
function judgedZones(spread: PlacementFacts['acrossZones']): Finding {
  if (spread === 'required') return pass('spread over zones is required');
  return fail(spread === 'preferred' ? 'spread over zones is only preferred: all instances may be in one' : 'nothing spreads the instances over zones');
}
