import { OperatorConfiguration } from './operator-configuration';
import { ContainerFacts, QueryInsightFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { isRecord, listIn } from '../checklist/readers/pod-template';
import { mebibytes } from '../checklist/readers/quantity';
import { Unseen } from '../checklist/unseen';

/** What runs in a database's pods and in its pooler's; the configuration fills in amounts that the manifest leaves out. */
export function containersOf(database: Manifest, spec: any, configuration: OperatorConfiguration): ContainerFacts[] {
  const { unseen } = configuration;
  const container = (name: string, resources: any, prefix: string): ContainerFacts => {
    const amount = (own: string | undefined, setting: string) => given(own) ?? given(configuration.text(`${prefix}_${setting}`));
    const cpuRequest = amount(resources?.requests?.cpu, 'cpu_request');
    const memoryRequest = amount(resources?.requests?.memory, 'memory_request');
    const limit = amount(resources?.limits?.memory, 'memory_limit');
    // the operator raises a limit that is below the request (matchLimitsWithRequestsIfSmaller, pkg/cluster/k8sres.go, 2.0.1)
    const isBelow = limit !== undefined && memoryRequest !== undefined && mebibytes(limit) < mebibytes(memoryRequest);
    return { name, cpuRequest, memoryRequest, memoryLimit: isBelow ? memoryRequest : limit, ...(unseen !== undefined && { unseen }) };
  };
  return [
    container('postgres', spec.resources, 'default'),
    ...sidecarsOf(spec, configuration).map((sidecar, i) => container(sidecar.name ?? `sidecar-${i}`, sidecar.resources, 'default')),
    ...(poolersOf(spec).length > 0 ? [container(`pgbouncer of ${database.metadata.name}-pooler`, spec.connectionPooler?.resources, 'connection_pooler_default')] : []),
  ];
}

/** These stand for no amount (fillResourceList, pkg/cluster/k8sres.go, postgres-operator 2.0.1). */
function given(amount: string | undefined): string | undefined {
  return amount === '' || amount === '0' || amount === 'null' ? undefined : amount;
}

/** Of its own, and those that the operator adds to all. */
export function sidecarsOf(spec: any, configuration: OperatorConfiguration): any[] {
  return [...(spec.sidecars ?? []), ...configuration.containers('sidecars')];
}

/** Suffixes of the Services of its poolers; a section alone turns the one for the primary on (needMasterConnectionPooler, postgres-operator 2.0.1). */
export function poolersOf(spec: any): string[] {
  const primary = spec.enableConnectionPooler ?? spec.connectionPooler !== undefined;
  return [...(primary ? ['-pooler'] : []), ...(spec.enableReplicaConnectionPooler ? ['-pooler-repl'] : [])];
}

const STATEMENTS = 'pg_stat_statements';

/** Spilo preloads pg_stat_statements, unless the manifest names other libraries (configure_spilo.py, Spilo 4.1). */
export function queryInsightOf(database: Manifest, spec: any, configuration: OperatorConfiguration, among: Manifests): QueryInsightFacts {
  const libraries: string | undefined = spec.postgresql?.parameters?.shared_preload_libraries;
  const records = libraries === undefined || libraries.includes(STATEMENTS) ? STATEMENTS : undefined;
  return { records, exports: exportedBy(database, spec, configuration, among) };
}

function exportedBy({ metadata: { namespace = 'default' } }: Manifest, spec: any, configuration: OperatorConfiguration, among: Manifests): QueryInsightFacts['exports'] {
  const sidecar = sidecarsOf(spec, configuration).find((each) => /stat_statements/.test(JSON.stringify([each.args, each.command, each.env]) ?? ''));
  if (sidecar) return `sidecar ${sidecar.name}`;
  const maps = listIn(spec.additionalVolumes).flatMap((volume) => {
    const name = isRecord(volume.volumeSource) ? volume.volumeSource.configMap?.name : undefined;
    return typeof name === 'string' ? [name] : [];
  });
  for (const name of maps) {
    const map = among.find('', 'ConfigMap', namespace, name);
    if (map && Object.values<unknown>(map.data ?? {}).some((text) => String(text).includes(STATEMENTS))) return `ConfigMap ${name}`;
  }
  const unseen = maps.find((name) => !among.find('', 'ConfigMap', namespace, name));
  if (unseen !== undefined) return new Unseen(`ConfigMap ${namespace}/${unseen}, which may hold an exporter's queries, is not in the input; add it.`);
  return configuration.unseen === undefined ? undefined : new Unseen(`Whether a sidecar of all databases exports ${STATEMENTS} is open. ${configuration.unseen}`);
}
