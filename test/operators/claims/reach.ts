import { Manifest, Manifests } from '../../../src/checklist/manifests';
import { selects } from '../../../src/checklist/readers/label-selector';

/** Whether NetworkPolicies let one pod reach a port of another (Kubernetes, concepts/services-networking/network-policies). */
export function reaches(from: Manifest, to: Manifest, port: number, living: Manifests): boolean {
  return opens('Egress', from, to, port, living) && opens('Ingress', to, from, port, living);
}

/** Policies that restrict a pod in a direction. */
export function policiesOf(pod: Manifest, direction: 'Ingress' | 'Egress', living: Manifests): readonly Manifest[] {
  return living.inNamespace('networking.k8s.io', 'NetworkPolicy', pod.metadata.namespace!)
    .filter(({ spec }) => spec.policyTypes.includes(direction) && selects(spec.podSelector, pod.metadata.labels ?? {}));
}

/** Whether a peer of a rule means the pod; addresses mean none. */
export function isPeer(peer: any, pod: Manifest, policyNamespace: string, living: Manifests): boolean {
  if (peer.ipBlock) return false;
  const namespace = pod.metadata.namespace!;
  const labels = living.find('', 'Namespace', undefined, namespace)?.metadata.labels ?? {};
  return (peer.namespaceSelector ? selects(peer.namespaceSelector, labels) : namespace === policyNamespace)
    && (!peer.podSelector || selects(peer.podSelector, pod.metadata.labels ?? {}));
}

function opens(direction: 'Ingress' | 'Egress', pod: Manifest, other: Manifest, port: number, living: Manifests): boolean {
  const policies = policiesOf(pod, direction, living);
  // what no policy selects is open
  return policies.length === 0 || policies.some(({ metadata, spec }) => {
    const rules: any[] = (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
    return rules.some((rule) => {
      const peers: any[] | undefined = direction === 'Ingress' ? rule.from : rule.to;
      return (!peers?.length || peers.some((peer) => isPeer(peer, other, metadata.namespace!, living)))
        && (!rule.ports?.length || rule.ports.some((of: any) => of.port === port && of.protocol === 'TCP'));
    });
  });
}
