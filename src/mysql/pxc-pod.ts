import { MySqlSettings } from './mysql-settings';
import { Component, componentLabels } from './pxc-names';

/** The user of the images of Percona XtraDB Cluster, HAProxy, ProxySQL and XtraBackup (percona/percona-docker; deploy/cr.yaml of the operator 1.20.0). */
export const PERCONA_USER = 1001;

/** What Pod Security's level `restricted` asks of a pod (Kubernetes docs, Pod Security Standards), with the groups that the operator sets otherwise. */
export const POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: PERCONA_USER,
  runAsGroup: PERCONA_USER,
  fsGroup: PERCONA_USER,
  supplementalGroups: [PERCONA_USER],
  seccompProfile: { type: 'RuntimeDefault' },
};

/** What it asks of each container. The root file system stays writable: entrypoints write their configuration to /etc and /tmp of the image. */
export const CONTAINER_SECURITY = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** Where the pods of instances and proxies run: never two of a kind on one node. */
export function placement(of: MySqlSettings, component: Component): object {
  return {
    // required, by the labels of the component (PodAffinity in pkg/pxc/statefulset.go)
    affinity: { antiAffinityTopologyKey: 'kubernetes.io/hostname' },
    topologySpreadConstraints: [zoneSpread(of, componentLabels(of.name, component))],
    ...nodesOf(of),
  };
}

/** Nodes and priority, as instances, proxies and backups have them. */
export function nodesOf({ platform: { nodes, priority } }: MySqlSettings): object {
  return {
    ...(nodes ? { nodeSelector: nodes.labels } : {}),
    ...(nodes?._toleration ? { tolerations: [nodes._toleration] } : {}),
    ...(priority ? { priorityClassName: priority.name } : {}),
  };
}

/** Required where the pool is known to have several zones; otherwise a pod would wait for a zone that does not exist. */
function zoneSpread({ platform }: MySqlSettings, matchLabels: Record<string, string>): object {
  const zones = platform.nodes?.zones.length ?? 0;
  return {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: zones > 1 ? 'DoNotSchedule' : 'ScheduleAnyway',
    labelSelector: { matchLabels },
  };
}
