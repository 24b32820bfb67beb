import { Manifest } from '../../src/checklist/manifests';

export interface SurroundingsOf {
  readonly namespace: string;
  readonly name: string;
  /** Labels that all pods of the database have. */
  readonly podLabels: Record<string, string>;
  readonly ports: readonly number[];
  readonly metricsPort: string;
  /** Names of the Secrets that a store fills. */
  readonly secrets: readonly string[];
  readonly certificate: { readonly secret: string; readonly services: readonly string[] };
  /** Expressions over series of the database, without its volumes. */
  readonly expressions: readonly string[];
  /** Pattern of its claims' names. */
  readonly claims: string;
}

const NODES = { nodeSelector: { pool: 'database' }, tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }] };

/** What makes a database fit for production beside the database's own manifest, whatever its operator. */
export function surroundingsOf(of: SurroundingsOf): Manifest[] {
  const { namespace, name, podLabels } = of;
  const own = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, podSelector: { matchLabels: podLabels } };
  const ports = of.ports.map((port) => ({ port }));
  const daemonSet = (metadata: object, pod: object): any => ({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec: { template: { spec: { ...NODES, ...pod } } } });
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fast' },
      provisioner: 'ebs.csi.aws.com',
      parameters: { type: 'gp3', iops: '5000', throughput: '250' },
      reclaimPolicy: 'Retain',
      allowVolumeExpansion: true,
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace },
      spec: {
        podSelector: { matchLabels: podLabels },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [own, { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'operators' } } }], ports }],
        egress: [
          { to: [own], ports },
          {
            to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
            ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }],
          },
          { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }, { port: 6443 }] },
        ],
      },
    },
    ...of.secrets.map((secret) => ({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: secret, namespace },
      spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' }, data: [{ secretKey: 'password', remoteRef: { key: secret } }] },
    })),
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: `${name}-server`, namespace },
      spec: {
        secretName: of.certificate.secret,
        issuerRef: { kind: 'ClusterIssuer', name: 'internal-ca' },
        dnsNames: of.certificate.services.flatMap((service) => [service, `${service}.${namespace}`, `${service}.${namespace}.svc`]),
      },
    },
    { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor', metadata: { name, namespace }, spec: { selector: { matchLabels: podLabels }, podMetricsEndpoints: [{ port: of.metricsPort }] } },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'main', namespace: 'monitoring' },
      spec: { podMonitorSelector: {}, podMonitorNamespaceSelector: {}, ruleSelector: {}, ruleNamespaceSelector: {} },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name, namespace },
      spec: {
        groups: [{
          name,
          rules: [...of.expressions, `kubelet_volume_stats_available_bytes{namespace="${namespace}",persistentvolumeclaim=~"${of.claims}"} < 1e9`]
            .map((expr, i) => ({ alert: `Alert${i}`, expr })),
        }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'dashboard', namespace: 'monitoring' },
      data: { 'dashboard.json': JSON.stringify({ title: 'Databases', panels: [{ targets: of.expressions.map((expr) => ({ expr })) }] }) },
    },
    daemonSet({ name: 'alloy', namespace: 'logging' }, {
      volumes: [{ name: 'logs', hostPath: { path: '/var/log/pods' } }],
      containers: [{ name: 'alloy', volumeMounts: [{ name: 'logs', mountPath: '/var/log/pods' }] }],
    }),
    daemonSet({ name: 'tuning', namespace: 'tuning' }, {
      initContainers: [{ name: 'sysctl', securityContext: { privileged: true }, command: ['sysctl', '-w', 'vm.swappiness=1'] }],
      containers: [{ name: 'idle' }],
    }),
  ];
}
