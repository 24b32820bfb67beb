import { Manifest, Manifests } from '../../src/checklist/manifests';

/**
 * The StatefulSets that Percona's operators make without reaching a database, with their replicas. Those of mongos are not: they come when the
 * replica sets are initiated.
 */
export function statefulSetsOf(claimed: Manifests): Array<readonly [Manifest, number]> {
  return [
    ...claimed.ofKind('pxc.percona.com', 'PerconaXtraDBCluster').flatMap((cluster) => {
      const { pxc, haproxy, proxysql } = cluster.spec;
      return Object.entries({ pxc, haproxy, proxysql }).filter(([name, of]) => of && (name === 'pxc' || of.enabled))
        .map(([name, { size }]) => [statefulSet(cluster, name), size] as const);
    }),
    ...claimed.ofKind('psmdb.percona.com', 'PerconaServerMongoDB').flatMap((cluster) => {
      const { replsets, sharding } = cluster.spec;
      return [...replsets, ...sharding?.enabled ? [{ name: 'cfg', ...sharding.configsvrReplSet }] : []]
        .flatMap(({ name, size, arbiter }: any) => [
          [statefulSet(cluster, name), size] as const, ...arbiter?.enabled ? [[statefulSet(cluster, `${name}-arbiter`), arbiter.size] as const] : [],
        ]);
    }),
  ];
}

function statefulSet({ metadata: { name, namespace } }: Manifest, part: string): Manifest {
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: `${name}-${part}`, namespace } };
}
