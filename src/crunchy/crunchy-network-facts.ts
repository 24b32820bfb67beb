import { INSTANCE_ROLES, InstanceSet, poolerLabels, repoHostLabels } from './crunchy-labels';
import { collectsMetrics, EXPORTER } from './crunchy-metrics';
import { Attested } from '../checklist/annotations';
import { NetworkFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { NeededPath } from '../checklist/readers/network';
import { fromPrometheus, PodGroup, readPodGroups, toApiServer, toDns, toObjectStore } from '../checklist/readers/pod-groups';
import { ServiceDoor } from '../checklist/readers/services';

/** pgBackRest's own, between instances and the repository host (internal/pgbackrest/config.go, PGO 6.0.3). */
const PGBACKREST = { port: 8432 };

/** What the policies leave of the paths that instances, repository host and pooler need; the operator itself goes through the API server. */
export function crunchyNetwork(cluster: Manifest, spec: any, sets: readonly InstanceSet[], among: Manifests, attested: Attested): NetworkFacts {
  const { namespace = 'default' } = cluster.metadata;
  const client = { port: spec.port ?? 5432, name: 'postgres' };
  const patroni = { port: spec.patroni?.port ?? 8008 };
  const both = [client, patroni];
  const where = both.map(({ port }) => port).join(' and ');
  const repoHost = { namespace, podLabels: repoHostLabels(cluster, spec) };
  const pooler = { namespace, podLabels: poolerLabels(cluster, spec) };
  const hasPooler = spec.proxy?.pgBouncer !== undefined;
  const hasBackups = spec.backups?.pgbackrest !== undefined;
  const stores = storePorts(spec);
  const toStores = (who: string) => stores.map((port) => toObjectStore(who, port));

  const instancePaths: NeededPath[] = sets.flatMap(({ labels }) => [
    { what: `instances from each other on ${where}`, direction: 'ingress', ports: both, peer: { namespace, podLabels: labels } },
    { what: `instances to each other on ${where}`, direction: 'egress', ports: both, peer: { namespace, podLabels: labels } },
  ]);
  if (hasPooler) instancePaths.push({ what: `the pooler to instances on ${client.port}`, direction: 'ingress', ports: [client], peer: pooler });
  if (hasBackups) {
    instancePaths.push(
      { what: 'the repository host to instances on 8432', direction: 'ingress', ports: [PGBACKREST], peer: repoHost },
      { what: 'instances to the repository host on 8432', direction: 'egress', ports: [PGBACKREST], peer: repoHost },
    );
  }
  if (attested.prometheus && (spec.monitoring?.pgmonitor?.exporter || collectsMetrics(spec, among))) {
    instancePaths.push(fromPrometheus('instances', EXPORTER, attested.prometheus.namespace));
  }
  instancePaths.push(toDns('instances'), toApiServer('instances'), ...toStores('instances'));

  const doors = ['service', 'replicaService'].map((field) => doorAt(`spec.${field}`, spec[field]));
  const groups = sets.map(({ labels }): PodGroup => ({ podLabels: labels, clientPort: client, paths: instancePaths, roles: INSTANCE_ROLES, doors }));
  if (hasPooler) {
    const paths: NeededPath[] = [
      { what: `the pooler to instances on ${client.port}`, direction: 'egress', ports: [client], peer: { namespace, podLabels: sets[0]?.labels ?? {} } },
      toDns('the pooler'),
    ];
    const clientPort = { port: spec.proxy.pgBouncer.port ?? 5432, name: 'pgbouncer' };
    groups.push({ podLabels: pooler.podLabels, clientPort, paths, doors: [doorAt('spec.proxy.pgBouncer.service', spec.proxy.pgBouncer.service)] });
  }
  if (hasBackups) {
    const paths = sets.flatMap(({ labels: podLabels }): NeededPath[] => [
      { what: 'instances to the repository host on 8432', direction: 'ingress', ports: [PGBACKREST], peer: { namespace, podLabels } },
      { what: 'the repository host to instances on 8432', direction: 'egress', ports: [PGBACKREST], peer: { namespace, podLabels } },
    ]);
    groups.push({ podLabels: repoHost.podLabels, clientPort: PGBACKREST, paths: [...paths, toDns('the repository host'), ...toStores('the repository host')] });
  }
  return readPodGroups(among, namespace, groups);
}

/** A field of which the operator makes a Service. */
function doorAt(field: string, service: any): ServiceDoor {
  return { what: `the Service of ${field}`, spec: service, annotations: service?.metadata?.annotations };
}

/** Ports of the object stores; a repository on a volume has none. */
function storePorts(spec: any): number[] {
  const ports = (spec.backups?.pgbackrest?.repos ?? []).flatMap(({ s3, gcs, azure }: any): number[] => {
    if (!s3 && !gcs && !azure) return [];
    return [Number(/:(\d+)$/.exec(s3?.endpoint ?? '')?.[1] ?? 443)];
  });
  return [...new Set<number>(ports)];
}
