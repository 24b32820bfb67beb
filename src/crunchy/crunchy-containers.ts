import { InstanceSet } from './crunchy-labels';
import { collectsMetrics } from './crunchy-metrics';
import { ContainerFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';

/** Containers of the instances, the repository host and the pooler, by the names that they have in the pods (PGO 6.0.3). */
export function containersOf(spec: any, sets: readonly InstanceSet[], among: Manifests): ContainerFacts[] {
  const pgbackrest = spec.backups?.pgbackrest;
  const exporter = spec.monitoring?.pgmonitor?.exporter;
  const pooler = spec.proxy?.pgBouncer;
  const collector = collectsMetrics(spec, among) !== true ? [] : [container('collector', spec.instrumentation.resources)];
  return [
    ...sets.flatMap(({ set, name }) => [
      container(sets.length > 1 ? `database of ${name}` : 'database', set.resources),
      container('replication-cert-copy', set.sidecars?.replicaCertCopy?.resources),
      ...(set.containers ?? []).map((each: any, i: number) => container(each.name ?? `container ${i}`, each.resources)),
    ]),
    ...(pgbackrest === undefined ? [] : [
      container('pgbackrest', pgbackrest.sidecars?.pgbackrest?.resources),
      container('pgbackrest-config', pgbackrest.sidecars?.pgbackrestConfig?.resources),
      container('pgbackrest of the repository host', pgbackrest.repoHost?.resources),
    ]),
    ...(exporter === undefined ? [] : [container('exporter', exporter.resources)]),
    ...(pooler === undefined ? [] : [
      container('pgbouncer', pooler.resources),
      container('pgbouncer-config', pooler.sidecars?.pgbouncerConfig?.resources),
    ]),
    ...collector,
  ];
}

function container(name: string, resources: any): ContainerFacts {
  return { name, cpuRequest: resources?.requests?.cpu, memoryRequest: resources?.requests?.memory, memoryLimit: resources?.limits?.memory };
}
