import { isLogEncrypted } from './pxc-backup-facts';
import { exporterPorts } from './pxc-metrics-facts';
import { backupLabels, Component, componentLabels } from './pxc-names';
import { ADMIN_PORT, COLLECTOR_PORT, GALERA_PORTS, MYSQL_PORT, PROXYSQL_ADMIN_PORT } from './pxc-network';
import { proxyIn } from './pxc-shape';
import { Attested } from '../checklist/annotations';
import { NetworkFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { NeededPath, NeededPods } from '../checklist/readers/network';
import { NeededPort } from '../checklist/readers/network-rule';
import { fromPrometheus, PodGroup, readPodGroups, toDns, toObjectStore } from '../checklist/readers/pod-groups';
import { listIn } from '../checklist/readers/pod-template';
import { ServiceDoor } from '../checklist/readers/services';
import { OPERATOR_NAMESPACES } from '../values/cluster-network';

const PORT_NAMES: Readonly<Record<number, string>> = { [MYSQL_PORT]: 'mysql', [ADMIN_PORT]: 'mysql-admin', 4444: 'sst', 4567: 'write-set', 4568: 'ist' };

function ports(...numbers: number[]): NeededPort[] {
  return numbers.map((port) => ({ port, ...(PORT_NAMES[port] && { name: PORT_NAMES[port] }) }));
}

/** What the policies leave of the paths that instances, proxies, Jobs of backups and the collector of the binary log need. */
export function pxcNetwork(cluster: Manifest, spec: any, among: Manifests, attested: Attested): NetworkFacts {
  const { name, namespace = 'default' } = cluster.metadata;
  const proxy = proxyIn(spec);
  const pods = (podLabels: Record<string, string>): NeededPods => ({ namespace, podLabels });
  const labels = (component: Component) => ({ ...(component === 'pitr' ? {} : spec[component]?.labels), ...componentLabels(name, component) });
  const [instances, jobs, collector] = [pods(labels('pxc')), pods(backupLabels(name)), pods(labels('pitr'))];
  const operator: NeededPods = { namespace: operatorNamespace(among, attested), podLabels: { 'app.kubernetes.io/name': 'percona-xtradb-cluster-operator', 'app.kubernetes.io/component': 'operator' } };
  const hasBackups = Object.keys(spec.backup?.storages ?? {}).length > 0;
  const hasArchive = spec.backup?.pitr?.enabled === true;
  const both = ports(MYSQL_PORT, ADMIN_PORT);
  const galera = ports(...GALERA_PORTS);
  const path = (direction: NeededPath['direction'], what: string, of: NeededPort[], peer: NeededPods): NeededPath => (
    { what: `${what} on ${of.map(({ port }) => port).join(', ')}`, direction, ports: of, peer });

  const groups: PodGroup[] = [{
    podLabels: instances.podLabels,
    clientPort: { port: MYSQL_PORT, name: 'mysql' },
    doors: spec.pxc?.expose?.enabled ? [doorAt('spec.pxc.expose', spec.pxc.expose)] : [],
    paths: [
      path('ingress', 'instances from each other', [...galera, ...ports(ADMIN_PORT)], instances),
      path('egress', 'instances to each other', [...galera, ...ports(ADMIN_PORT)], instances),
      path('ingress', 'the operator to instances', ports(ADMIN_PORT), operator),
      ...(proxy ? [path('ingress', 'the proxy to instances', both, pods(labels(proxy)))] : []),
      ...(hasBackups ? [
        path('ingress', 'backups to instances', ports(ADMIN_PORT, 4567), jobs),
        path('egress', 'instances to backups', ports(4444, 4567), jobs),
      ] : []),
      ...(hasArchive ? [path('ingress', 'the collector of the binary log to instances', ports(ADMIN_PORT), collector)] : []),
      ...(attested.prometheus ? exporterPorts(spec).map((port) => fromPrometheus('instances', port, attested.prometheus!.namespace)) : []),
      ...channelPaths(spec),
      toDns('instances'),
    ],
  }];
  if (proxy) groups.push(proxyGroup(spec, proxy, { labels: labels(proxy), instances, operator }, path));
  if (hasBackups) {
    groups.push({
      podLabels: jobs.podLabels,
      clientPort: { port: 4444 },
      paths: [
        path('egress', 'backups to instances', ports(ADMIN_PORT, 4567), instances),
        path('ingress', 'instances to backups', ports(4444, 4567), instances),
        toDns('backups'),
        ...storePorts(spec).map((port) => toObjectStore('backups', port)),
      ],
    });
  }
  if (hasArchive) {
    groups.push({
      podLabels: collector.podLabels,
      clientPort: { port: COLLECTOR_PORT, name: 'metrics' },
      paths: [
        path('egress', 'the collector of the binary log to instances', ports(ADMIN_PORT), instances),
        toDns('the collector of the binary log'),
        ...logPorts(spec).map((port) => toObjectStore('the collector of the binary log', port)),
      ],
    });
  }
  return readPodGroups(among, namespace, groups);
}

/** From a replica to the servers that it follows: pods where their names are a Service's, and addresses where not. */
function channelPaths(spec: any): NeededPath[] {
  const channels: any[] = (spec.pxc?.replicationChannels ?? []).filter(({ isSource }: any) => isSource !== true);
  return channels.flatMap(({ name = '', sourcesList = [] }) => sourcesList.map(({ host = '', port }: any): NeededPath => {
    // CheckNSetDefaults: 3306 for none and for 0
    const at: number = port || MYSQL_PORT;
    const [, cluster, namespace] = /^(.+)-pxc-\d+\.([^.]+)\.svc(\.|$)/.exec(host) ?? [];
    const peer = cluster === undefined ? { addresses: undefined } : { namespace, podLabels: componentLabels(cluster, 'pxc') };
    return { what: `channel "${name}" to ${host} on ${at}`, direction: 'egress', ports: [{ port: at }], peer };
  }));
}

interface Around {
  readonly labels: Record<string, string>;
  readonly instances: NeededPods;
  readonly operator: NeededPods;
}

function proxyGroup(spec: any, proxy: 'haproxy' | 'proxysql', { labels, instances, operator }: Around,
  path: (direction: NeededPath['direction'], what: string, of: NeededPort[], peer: NeededPods) => NeededPath): PodGroup {
  const operated = proxy === 'haproxy' ? [MYSQL_PORT] : [MYSQL_PORT, PROXYSQL_ADMIN_PORT];
  return {
    podLabels: labels,
    clientPort: { port: MYSQL_PORT, name: 'mysql' },
    doors: proxyDoors(spec[proxy], proxy),
    paths: [
      path('ingress', `the operator to ${proxy}`, ports(...operated), operator),
      path('egress', `${proxy} to instances`, ports(MYSQL_PORT, ADMIN_PORT), instances),
      toDns(proxy),
    ],
  };
}

/** Services of the proxy; before 1.20 their types stood beside them. */
function proxyDoors(of: any, proxy: string): ServiceDoor[] {
  const old = (type: string | undefined, field: string, prefix: string): ServiceDoor[] => (type === undefined ? [] : [{
    what: `the Service of spec.${proxy}.${field}`,
    spec: {
      type,
      externalTrafficPolicy: of[prefix === '' ? 'externalTrafficPolicy' : 'replicasExternalTrafficPolicy'],
      loadBalancerSourceRanges: of[prefix === '' ? 'loadBalancerSourceRanges' : 'replicasLoadBalancerSourceRanges'],
    },
    annotations: of[prefix === '' ? 'serviceAnnotations' : 'replicasServiceAnnotations'],
  }]);
  return [
    ...['exposePrimary', 'exposeReplicas', 'expose'].flatMap((field) => (of[field] ? [doorAt(`spec.${proxy}.${field}`, of[field])] : [])),
    ...old(of.serviceType, 'serviceType', ''),
    ...old(of.replicasServiceType, 'replicasServiceType', 'replicas'),
  ];
}

function doorAt(field: string, service: any): ServiceDoor {
  return { what: `the Service of ${field}`, spec: service, annotations: service.annotations };
}

/** Ports of the object stores that backups go to. */
function storePorts(spec: any): number[] {
  return [...new Set(Object.values<any>(spec.backup?.storages ?? {}).flatMap((storage) => portOf(storage)))];
}

/** Port of the one that the binary log goes to, which the collector may reach another way than backups do. */
function logPorts({ backup: { storages = {}, pitr } }: any): number[] {
  const storage = storages[pitr.storageName] ?? {};
  return portOf(storage, isLogEncrypted(storage) ? 443 : 80);
}

function portOf({ s3, azure }: any, otherwise = 443): number[] {
  if (!s3 && !azure) return [];
  const endpoint: string = (s3 ?? azure).endpointUrl ?? '';
  return [Number(/:(\d+)(\/|$)/.exec(endpoint)?.[1] ?? (/^http:/i.test(endpoint) ? 80 : otherwise))];
}

/** Where the operator runs: as attested, as the input shows, or as its release for the whole cluster has it. */
function operatorNamespace(among: Manifests, { operatorNamespace: said }: Attested): string {
  if (said !== undefined) return said;
  const deployment = among.ofKind('apps', 'Deployment').find(({ spec }) => listIn(spec?.template?.spec?.containers)
    .some((container) => /(^|\/)percona-xtradb-cluster-operator(:|@|$)/.test(String(container?.image))));
  return deployment?.metadata.namespace ?? OPERATOR_NAMESPACES.perconaXtraDbClusterNamespace;
}

