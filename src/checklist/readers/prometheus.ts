import { Labels, selects } from './label-selector';
import { namespaceLabels } from './namespace-labels';
import { Attested } from '../annotations';
import { EvidenceFacts } from '../facts';
import { Manifest, Manifests } from '../manifests';
import { Seen, Unseen } from '../unseen';

export type AttestedPrometheus = Attested['prometheus'];

const GROUP = 'monitoring.coreos.com';

/** By kind of what is selected: the fields of a Prometheus that select it, and the kinds that have them (prometheus-operator v0.93). */
const SELECTORS: Readonly<Record<string, { readonly field: string; readonly by: readonly string[] }>> = {
  PodMonitor: { field: 'podMonitor', by: ['Prometheus', 'PrometheusAgent'] },
  ServiceMonitor: { field: 'serviceMonitor', by: ['Prometheus', 'PrometheusAgent'] },
  PrometheusRule: { field: 'rule', by: ['Prometheus', 'ThanosRuler'] },
};

/**
 * Who selects a PodMonitor, ServiceMonitor or PrometheusRule: a Prometheus of the input, or where the input has none,
 * the labels that somebody says it selects by. Undefined: nobody does.
 */
export function selectedByPrometheus(among: Manifests, manifest: Manifest, attested?: AttestedPrometheus): Seen<EvidenceFacts | undefined> {
  const { field, by } = SELECTORS[manifest.kind];
  const candidates = by.flatMap((kind) => among.ofKind(GROUP, kind));
  if (candidates.length > 0) {
    const selecting = candidates.find((prometheus) => selectsManifest(among, prometheus, field, manifest));
    return selecting && { what: `${selecting.kind} ${selecting.metadata.namespace}/${selecting.metadata.name}`, attested: false };
  }
  if (attested) return selects({ matchLabels: attested.labels }, labelsOf(manifest)) ? attestedEvidence(attested) : undefined;
  return new Unseen(`No Prometheus in the input could select ${manifest.kind} ${manifest.metadata.name}; add the Prometheus object, or attest the labels that it selects by.`);
}

function selectsManifest(among: Manifests, prometheus: Manifest, field: string, manifest: Manifest): boolean {
  const { namespace } = manifest.metadata;
  const namespaces = prometheus.spec?.[`${field}NamespaceSelector`];
  // a missing namespace selector means Prometheus' own namespace (CRD of prometheus-operator v0.93)
  const there = namespaces ? selects(namespaces, namespaceLabels(among, namespace ?? '')) : namespace === prometheus.metadata.namespace;
  return there && selects(prometheus.spec?.[`${field}Selector`], labelsOf(manifest));
}

function attestedEvidence({ namespace, labels }: NonNullable<AttestedPrometheus>): EvidenceFacts {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const what = pairs.length > 0
    ? `the labels ${pairs.join(', ')} that Prometheus in ${namespace} is said to select`
    : `Prometheus in ${namespace}, which is said to select all`;
  return { what, attested: true };
}

function labelsOf(manifest: Manifest): Labels {
  return manifest.metadata.labels ?? {};
}
