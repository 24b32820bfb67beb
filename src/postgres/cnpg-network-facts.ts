import { INSTANCE_ROLES, instanceLabels, poolerLabels } from './cnpg-labels';
import { METRICS_PORT, OPERATOR_LABELS, POOLER_METRICS_PORT, POSTGRES_PORT, STATUS_PORT } from './cnpg-network';
import { satellitesOf } from './cnpg-satellites';
import { Attested } from '../checklist/annotations';
import { NetworkFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { listOf } from '../checklist/readers/list';
import { NeededPath, NetworkOf, readNetwork } from '../checklist/readers/network';
import { ServiceDoor } from '../checklist/readers/services';
import { API_SERVER_PORTS } from '../parts/network-policy';
import { IRSA, METADATA_SERVERS, POD_IDENTITY_AGENT } from '../parts/object-store-egress';

const DNS = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } };
const CLIENT = { port: POSTGRES_PORT, name: 'postgresql' };

/** What the policies leave of the paths that instances, their Jobs and their poolers need, and what they leave open for lack of addresses. */
export function cnpgNetwork(cluster: Manifest, among: Manifests, attested: Attested): { facts: NetworkFacts; remarks: string[] } {
  const { name, namespace = 'default' } = cluster.metadata;
  const read = (podLabels: Record<string, string>, paths: NeededPath[], more: Partial<NetworkOf> = {}) =>
    readNetwork(among, { namespace, podLabels, paths, clientPort: CLIENT, ...more });
  const instances = read(instanceLabels(name), instancePaths(cluster, among, attested), { roles: INSTANCE_ROLES, doors: managedServices(cluster) });
  // Jobs that make instances carry the cluster's label and no role; where a policy of the namespace restricts them, they need their way, too
  const jobs = read({ 'cnpg.io/cluster': name, 'cnpg.io/jobRole': 'join' }, jobPaths(namespace, name));
  const poolers = satellitesOf(cluster, 'Pooler', among).map(({ metadata, spec }) =>
    read(poolerLabels(name, metadata.name), poolerPaths(namespace, name, metadata.name, attested), {
      onHostNetwork: spec?.template?.spec?.hostNetwork === true,
      doors: [{ what: `the Service of pooler ${metadata.name}`, spec: spec?.serviceTemplate?.spec, annotations: spec?.serviceTemplate?.metadata?.annotations }],
    }));
  const all = [instances, jobs, ...poolers];
  return {
    facts: {
      policies: instances.policies,
      ingressRestricted: [instances, ...poolers].every((of) => of.ingressRestricted),
      egressRestricted: [instances, ...poolers].every((of) => of.egressRestricted),
      paths: all.flatMap((of) => of.paths),
      open: [...all.flatMap((of) => of.open), ...openEgress(among, namespace, all.flatMap((of) => of.policies))],
      unheld: [...new Set(all.flatMap((of) => of.unheld ?? []))],
      foreign: instances.foreign,
    },
    remarks: openPorts(among, namespace, instances.policies),
  };
}

/** What the operator makes of `managed.services` (CloudNativePG 1.30, docs/src/service_management.md). */
function managedServices(cluster: Manifest): ServiceDoor[] {
  return listOf('spec.managed.services.additional', cluster.spec?.managed?.services?.additional).map(({ serviceTemplate }) => (
    { what: `managed service ${serviceTemplate?.metadata?.name}`, spec: serviceTemplate?.spec, annotations: serviceTemplate?.metadata?.annotations }));
}

function instancePaths(cluster: Manifest, among: Manifests, attested: Attested): NeededPath[] {
  const { name, namespace = 'default' } = cluster.metadata;
  const same = { namespace, podLabels: instanceLabels(name) };
  const both = [{ port: POSTGRES_PORT, name: 'postgresql' }, { port: STATUS_PORT, name: 'status' }];
  const operator = { namespace: attested.operatorNamespace ?? 'cnpg-system', podLabels: OPERATOR_LABELS };
  const storePort = objectStorePort(cluster, among);
  return [
    { what: `the operator to instances on ${STATUS_PORT} and ${POSTGRES_PORT}`, direction: 'ingress', ports: both, peer: operator },
    { what: `instances from each other on ${POSTGRES_PORT} and ${STATUS_PORT}`, direction: 'ingress', ports: both, peer: same },
    { what: `instances to each other on ${POSTGRES_PORT} and ${STATUS_PORT}`, direction: 'egress', ports: both, peer: same },
    ...satellitesOf(cluster, 'Pooler', among).map((pooler): NeededPath => ({
      what: `pooler ${pooler.metadata.name} to instances on ${POSTGRES_PORT}`,
      direction: 'ingress',
      ports: [CLIENT],
      peer: { namespace, podLabels: poolerLabels(name, pooler.metadata.name) },
    })),
    ...(attested.prometheus ? [fromPrometheus('instances', METRICS_PORT, attested.prometheus.namespace)] : []),
    ...toDnsAndApiServer('instances'),
    ...toIdentity(cluster, among),
    ...(storePort === undefined ? [] : [{
      what: `instances to the object store on ${storePort}`, direction: 'egress' as const, ports: [{ port: storePort }], peer: { addresses: undefined },
    }]),
  ];
}

function jobPaths(namespace: string, name: string): NeededPath[] {
  return [
    { what: `Jobs that make instances to instances on ${POSTGRES_PORT}`, direction: 'egress', ports: [CLIENT], peer: { namespace, podLabels: instanceLabels(name) } },
    ...toDnsAndApiServer('Jobs that make instances'),
  ];
}

function poolerPaths(namespace: string, cluster: string, pooler: string, attested: Attested): NeededPath[] {
  const who = `pooler ${pooler}`;
  return [
    { what: `${who} to instances on ${POSTGRES_PORT}`, direction: 'egress', ports: [CLIENT], peer: { namespace, podLabels: instanceLabels(cluster) } },
    ...(attested.prometheus ? [fromPrometheus(who, POOLER_METRICS_PORT, attested.prometheus.namespace)] : []),
    ...toDnsAndApiServer(who),
  ];
}

function fromPrometheus(whom: string, port: number, namespace: string): NeededPath {
  return {
    what: `Prometheus in ${namespace} to ${whom} on ${port}`,
    direction: 'ingress',
    ports: [{ port, name: 'metrics' }],
    peer: { namespace, podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  };
}

function toDnsAndApiServer(who: string): NeededPath[] {
  return [
    { what: `${who} to DNS on 53`, direction: 'egress', ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }], peer: DNS },
    {
      what: `${who} to the API server on ${API_SERVER_PORTS.join(' and ')}`,
      direction: 'egress',
      ports: API_SERVER_PORTS.map((port) => ({ port })),
      peer: { addresses: undefined },
    },
  ];
}

/** Where the token of a workload identity comes from, as the writer of the policies knows it. */
function toIdentity(cluster: Manifest, among: Manifests): NeededPath[] {
  const configuration = storeConfiguration(cluster, among);
  const path = (what: string, port: number, addresses: string[] | undefined): NeededPath[] =>
    [{ what: `instances to ${what} on ${port}`, direction: 'egress', ports: [{ port }], peer: { addresses } }];
  if (configuration?.googleCredentials?.gkeEnvironment) return path('the metadata server', 80, METADATA_SERVERS.slice(0, 1));
  if (configuration?.azureCredentials?.inheritFromAzureAD) return path('Microsoft Entra ID', 443, undefined);
  if (!configuration?.s3Credentials?.inheritFromIAMRole) return [];
  const isIrsa = IRSA in (cluster.spec?.serviceAccountTemplate?.metadata?.annotations ?? {});
  return isIrsa ? path('STS', 443, undefined) : path('the Pod Identity agent', 80, [POD_IDENTITY_AGENT]);
}

function objectStorePort(cluster: Manifest, among: Manifests): number | undefined {
  const configuration = storeConfiguration(cluster, among);
  if (!configuration) return archiverStore(cluster) === undefined ? undefined : 443;
  const endpoint = configuration.endpointURL;
  if (!endpoint || !URL.canParse(endpoint)) return 443;
  const url = new URL(endpoint);
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}

function storeConfiguration(cluster: Manifest, among: Manifests): any {
  const { namespace = 'default' } = cluster.metadata;
  const name = archiverStore(cluster);
  if (name === undefined) return cluster.spec?.backup?.barmanObjectStore;
  return among.find('barmancloud.cnpg.io', 'ObjectStore', namespace, name)?.spec?.configuration;
}

function archiverStore(cluster: Manifest): string | undefined {
  return listOf('spec.plugins', cluster.spec?.plugins).find((plugin) => plugin.isWALArchiver)?.parameters?.barmanObjectName;
}

/** Egress rules without addresses and ports restrict nothing. */
function openEgress(among: Manifests, namespace: string, policies: readonly string[]): string[] {
  return [...new Set(policies)]
    .filter((name) => among.find('networking.k8s.io', 'NetworkPolicy', namespace, name)?.spec?.egress?.some((rule: any) => !rule.to && !rule.ports))
    .map((name) => `NetworkPolicy ${name} lets everything out`);
}

/** Egress rules without addresses: ports that are open to the whole world, because nobody told the platform the addresses. */
function openPorts(among: Manifests, namespace: string, policies: readonly string[]): string[] {
  const open = policies.flatMap((name) => among.find('networking.k8s.io', 'NetworkPolicy', namespace, name)?.spec?.egress ?? [])
    .filter((rule: any) => rule.to === undefined)
    .flatMap((rule: any) => (rule.ports ?? []).map((port: any) => port.port));
  if (open.length === 0) return [];
  return [`egress on ${[...new Set(open)].join(', ')} is open to any address: give the platform ClusterNetwork's apiServer and objectStore to narrow it`];
}
