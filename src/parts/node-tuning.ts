import { NodeTuning } from '../values/node-tuning';

/** Name of the DaemonSet and of its ServiceAccount. */
export const NODE_TUNING = 'node-tuning';

const LABELS = { 'app.kubernetes.io/name': NODE_TUNING, 'app.kubernetes.io/part-of': 'cdk8s-databases' };

/** The nodes to tune: the pool that databases run on. */
export interface TunedNodes {
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly object[];
}

/** What sets the kernel settings of the nodes; nothing when somebody else does. */
export function nodeTuningManifests(tuning: NodeTuning, nodes: TunedNodes): object[] {
  if (!tuning._daemonSet) return [];
  if (Object.keys(nodes.nodeSelector).length === 0) {
    throw new Error('nodeSelector must name the nodes to tune, got {}; give the platform a NodePool, because the settings hold for whole nodes');
  }
  const { image, namespace } = tuning._daemonSet;
  return [
    namespaceOf(namespace),
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: NODE_TUNING, namespace, labels: LABELS },
      automountServiceAccountToken: false,
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: NODE_TUNING, namespace, labels: LABELS },
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/name': NODE_TUNING } },
        // one node at a time: a value that a kernel refuses stops the rollout at the first
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
        template: { metadata: { labels: LABELS }, spec: podOf(image, tuning.sysctls, nodes) },
      },
    },
  ];
}

/** The shell script that sets them: nothing is set when a key is missing, and what did not take is an error. */
export function sysctlScript(sysctls: Readonly<Record<string, string>>): string {
  const entries = Object.entries(sysctls);
  return [
    'set -eu',
    ...entries.map(([key]) => `sysctl -n ${key} > /dev/null`),
    ...entries.flatMap(([key, value]) => [
      `sysctl -w ${key}=${value.includes(' ') ? `'${value}'` : value}`,
      // the kernel prints tabs between words; echo makes them spaces
      `found=$(echo $(sysctl -n ${key}))`,
      `[ "$found" = '${value}' ] || { echo "${key} is $found after setting it to ${value}" >&2; exit 1; }`,
    ]),
    '',
  ].join('\n');
}

function namespaceOf(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        ...LABELS,
        'pod-security.kubernetes.io/enforce': 'privileged',
        'pod-security.kubernetes.io/audit': 'privileged',
        'pod-security.kubernetes.io/warn': 'privileged',
      },
    },
  };
}

/**
 * No priorityClassName: GKE admits system-node-critical only beside a ResourceQuota, on a full node it would evict a database, and a pod that
 * is evicted leaves the kernel as it set it.
 */
function podOf(image: string, sysctls: Readonly<Record<string, string>>, nodes: TunedNodes): object {
  return {
    serviceAccountName: NODE_TUNING,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    nodeSelector: { ...nodes.nodeSelector },
    ...(nodes.tolerations.length > 0 && { tolerations: [...nodes.tolerations] }),
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    initContainers: [{
      name: 'sysctl',
      image,
      command: ['sh', '-c', sysctlScript(sysctls)],
      // /proc/sys is read-only in any other container
      securityContext: { privileged: true, runAsUser: 0, readOnlyRootFilesystem: true },
      resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '32Mi' } },
    }],
    containers: [{
      name: 'pause',
      image: 'registry.k8s.io/pause:3.10.1',
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 65535,
      },
      resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { memory: '16Mi' } },
    }],
  };
}
