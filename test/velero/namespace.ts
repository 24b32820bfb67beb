import { Manifest } from '../../src/checklist/manifests';
import { writtenExample } from '../support/examples';

const NAMESPACE = 'database';
const OPERATED = { 'cnpg.io/cluster': 'orders', 'app.kubernetes.io/managed-by': 'cloudnative-pg' };
// what the namespace enforces
const POD = {
  spec: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ name: 'main', image: 'registry.example.com/main:1', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
  },
};

function object(apiVersion: string, kind: string, name: string, rest: object = {}, labels: object = {}): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: NAMESPACE, labels }, ...rest } as Manifest;
}

/** What teams put beside their database: kept and restored. */
export const DECLARED: readonly Manifest[] = [
  object('v1', 'ConfigMap', 'settings', { data: { colour: 'blue' } }),
  object('v1', 'ServiceAccount', 'web'),
  object('v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }),
  object('rbac.authorization.k8s.io/v1', 'Role', 'web', { rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }] }),
  object('apps/v1', 'Deployment', 'web', { spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, ...POD } } }),
];

/** What operators and controllers make, as far as an API server without them takes it: not even kept. */
export const MADE: readonly Manifest[] = [
  object('v1', 'Service', 'orders-rw', { spec: { ports: [{ port: 5432 }] } }, OPERATED),
  object('policy/v1', 'PodDisruptionBudget', 'orders-primary', { spec: { minAvailable: 1, selector: { matchLabels: OPERATED } } }, OPERATED),
  object('v1', 'Pod', 'orders-1', POD, OPERATED),
  object('v1', 'PersistentVolumeClaim', 'orders-1', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }, OPERATED),
  object('v1', 'Secret', 'orders-ca', { stringData: { 'ca.crt': 'made by the operator' } }, OPERATED),
  object('v1', 'Secret', 'orders-app', { stringData: { username: 'app' } }),
  object('v1', 'PersistentVolumeClaim', 'web', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }),
  object('v1', 'Pod', 'web-5d9c', POD),
  object('batch/v1', 'Job', 'migrate', { spec: { template: { spec: { restartPolicy: 'Never', ...POD.spec } } } }),
  object('coordination.k8s.io/v1', 'Lease', 'web', { spec: { holderIdentity: 'web-5d9c' } }),
  object('discovery.k8s.io/v1', 'EndpointSlice', 'web-x', { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.7'] }] }),
];

const EXAMPLE = writtenExample('velero');
const isOf = (...kinds: string[]) => ({ kind, metadata }: Manifest) => kinds.includes(kind) && metadata.namespace === NAMESPACE;

/** What the library writes for the operator: not even kept. */
export const OPERATED_ON: readonly Manifest[] = EXAMPLE.filter(isOf('Cluster', 'Database', 'ScheduledBackup', 'DatabaseRole'));

/** What the library writes for Kubernetes: kept, and not restored. */
export const WRITTEN: readonly Manifest[] = EXAMPLE.filter(isOf('NetworkPolicy', 'ConfigMap'));

export const OF_VELERO = {
  schedule: EXAMPLE.find(({ apiVersion, kind }) => apiVersion === 'velero.io/v1' && kind === 'Schedule'),
  restore: EXAMPLE.find(({ apiVersion, kind }) => apiVersion === 'velero.io/v1' && kind === 'Restore'),
  namespace: EXAMPLE.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === NAMESPACE),
};
