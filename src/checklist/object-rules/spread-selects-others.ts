import { FieldPath } from '../field';
import { Manifest } from '../manifests';
import { objectRule } from '../object-rule';
import { isCnpg } from '../readers/barman-archive';
import { LabelSelector } from '../readers/label-selector';
import { maySelectOf } from '../readers/namespace-pods';
import { podsOf } from '../readers/operator-pods';
import { isRecord, listIn } from '../readers/pod-template';
import { Severity } from '../severity';

export const spreadSelectsOthers = objectRule({
  id: 'spread-selects-others',
  title: 'A Cluster spreads its own instances',
  why: 'The scheduler counts the pods that the constraint\'s labelSelector selects. When the Cluster\'s own are not among them it keeps none of them apart: all '
    + 'instances may land on one node, and go with it.',
  fix: 'Select the Cluster\'s pods; in YAML: labelSelector.matchLabels: { cnpg.io/cluster: <name>, cnpg.io/podRole: instance } in '
    + 'spec.topologySpreadConstraints.',
  source: 'Kubernetes docs, Pod Topology Spread Constraints, labelSelector; CloudNativePG 1.30 docs, Labels and Annotations',
  severity: Severity.OUTAGE,
  check: (cluster) => {
    const [pods] = isCnpg(cluster, 'Cluster') ? podsOf(cluster) : [];
    return pods ? constraintsOf(cluster).filter(({ selector }) => !maySelectOf(selector, pods)).map(({ selector, path }) => ({
      found: `spreads over pods with ${inWords(selector)}, which no instance of ${cluster.metadata.name} has`, path,
    })) : [];
  },
});

interface Constraint {
  readonly selector: LabelSelector;
  readonly path: FieldPath;
}

/** Anti-affinity to other pods may be meant, a spread over other pods hardly. */
function constraintsOf({ spec }: Manifest): Constraint[] {
  return listIn(spec?.topologySpreadConstraints).flatMap((constraint, i) => (isRecord(constraint?.labelSelector?.matchLabels)
    ? [{ selector: constraint.labelSelector, path: ['spec', 'topologySpreadConstraints', i, 'labelSelector'] }] : []));
}

function inWords({ matchLabels = {} }: LabelSelector): string {
  return Object.entries(matchLabels).map(([key, value]) => `${key}: ${value}`).join(', ');
}
