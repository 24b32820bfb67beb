import { Labels, LabelSelector } from './label-selector';
import { isRecord, listIn } from './pod-template';
import { selecting, SelectingKind } from './selecting';
import { Manifest, Manifests } from '../manifests';

const KINDS: readonly SelectingKind[] = [
  { group: 'cilium.io', kind: 'CiliumNetworkPolicy', selectorOf, namespacesOf: ({ metadata: { namespace } }) => [namespace ?? ''] },
  { group: 'cilium.io', kind: 'CiliumClusterwideNetworkPolicy', selectorOf, namespacesOf: () => undefined },
];

/** Cilium's own policies that restrict what comes in to pods with these labels, by kind and name; what they allow is not read. */
export function ciliumPolicies(among: Manifests, namespace: string, podLabels: Labels): string[] {
  const labels = { ...podLabels, 'io.kubernetes.pod.namespace': namespace };
  return KINDS.flatMap((kind) => selecting(among, kind, namespace, labels)).filter(restrictsIngress).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

function restrictsIngress({ spec }: Manifest): boolean {
  return Array.isArray(spec?.ingress) || Array.isArray(spec?.ingressDeny);
}

/** Keys may say where a label comes from (Cilium docs, Policy Language, endpointSelector). */
function selectorOf({ spec }: Manifest): LabelSelector | undefined {
  const selector = spec?.endpointSelector;
  if (!isRecord(selector)) return undefined;
  const keyOf = (key: unknown) => String(key).replace(/^(k8s|any):/, '');
  const equal = Object.entries(isRecord(selector.matchLabels) ? selector.matchLabels : {});
  return {
    matchLabels: Object.fromEntries(equal.map(([key, value]) => [keyOf(key), String(value)])),
    matchExpressions: listIn(selector.matchExpressions).filter(isRecord).map(({ key, operator, values }) => (
      { key: keyOf(key), operator: String(operator), values: listIn(values).map(String) })),
  };
}
