import { groupOf, Manifest } from '../checklist/manifests';
import { CONTAINERS as SERVERS, LABEL_SELECTOR, NODE_TERMS, TOLERATIONS } from '../checklist/readers/pod-shapes';
import { Shape, shaped } from '../checklist/readers/shape';
import { OBJECT_STORE, SCHEDULED_BACKUP } from '../postgres/backup-shapes';

const SELECTOR = { selector: LABEL_SELECTOR };

const PEERS: Shape = {
  list: { fields: { podSelector: LABEL_SELECTOR, namespaceSelector: LABEL_SELECTOR, ipBlock: { fields: { cidr: 'text', except: { list: 'text' } } } } },
};
const PORTS: Shape = { list: { fields: { port: 'text', endPort: 'number', protocol: 'text' } } };
const NETWORK_RULES: Shape = { list: { fields: { from: PEERS, to: PEERS, ports: PORTS } } };

const ENDPOINTS: Shape = { list: { fields: { port: 'text', path: 'text', scheme: 'text' } } };
const NAMESPACES: Shape = { fields: { any: 'flag', matchNames: { list: 'text' } } };

const RULES: Shape = { list: { fields: { alert: 'text', expr: 'text', for: 'text', labels: { map: 'text' }, annotations: { map: 'text' } } } };

const CONTAINERS: Shape = {
  list: { fields: { name: 'text', command: { list: 'text' }, args: { list: 'text' }, securityContext: { fields: { privileged: 'flag' } } } },
};
const AFFINITY: Shape = {
  fields: { nodeAffinity: { fields: { requiredDuringSchedulingIgnoredDuringExecution: { fields: { nodeSelectorTerms: NODE_TERMS } } } } },
};
const POD: Shape = {
  fields: { nodeSelector: { map: 'text' }, tolerations: TOLERATIONS, affinity: AFFINITY, initContainers: CONTAINERS, containers: CONTAINERS },
};

/** By group and kind, what readers of databases take for granted of the objects beside them: no more than the API server does. */
const SPECS: Readonly<Record<string, Shape>> = {
  'networking.k8s.io/NetworkPolicy': { fields: { podSelector: LABEL_SELECTOR, policyTypes: { list: 'text' }, ingress: NETWORK_RULES, egress: NETWORK_RULES } },
  'policy/PodDisruptionBudget': { fields: { ...SELECTOR, minAvailable: 'text', maxUnavailable: 'text' } },
  'monitoring.coreos.com/PodMonitor': { fields: { ...SELECTOR, namespaceSelector: NAMESPACES, podMetricsEndpoints: ENDPOINTS } },
  'monitoring.coreos.com/ServiceMonitor': { fields: { ...SELECTOR, namespaceSelector: NAMESPACES, endpoints: ENDPOINTS } },
  'monitoring.coreos.com/PrometheusRule': { fields: { groups: { list: { fields: { name: 'text', rules: RULES } } } } },
  'postgresql.cnpg.io/ScheduledBackup': SCHEDULED_BACKUP,
  'barmancloud.cnpg.io/ObjectStore': OBJECT_STORE,
  'postgresql.cnpg.io/Pooler': { fields: { template: { fields: { spec: { fields: { containers: SERVERS } } } } } },
  'cert-manager.io/Certificate': { fields: { dnsNames: { list: 'text' } } },
  'apps/DaemonSet': { fields: { ...SELECTOR, template: { fields: { metadata: { fields: { labels: { map: 'text' } } }, spec: POD } } } },
};

/** What in an object beside a database the API server would refuse; undefined for most. */
export function malformed(manifest: Manifest): string | undefined {
  const shape = SPECS[`${groupOf(manifest)}/${manifest.kind}`];
  if (!shape) return undefined;
  try {
    shaped(manifest.spec, shape, 'spec');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
