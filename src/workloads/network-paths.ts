import { clientPortOf } from './client-port';
import { DatabaseWorkload } from './database-workload';
import { Exporter } from './exporters';
import { Client } from './hosts';
import { Attested } from '../checklist/annotations';
import { NetworkFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';
import { NeededPath, readNetwork } from '../checklist/readers/network';
import { opensPort } from '../checklist/readers/network-rule';
import { listIn } from '../checklist/readers/pod-template';

export interface ReachedBy {
  /** The workloads that make up the database. */
  readonly family: readonly DatabaseWorkload[];
  /** Whether they copy from each other. */
  readonly replicates: boolean;
  readonly backupJobs: readonly Client[];
  readonly exporters: readonly Exporter[];
  readonly attested: Attested;
}

const DNS = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } };

/** What the NetworkPolicies of the input leave of the paths that a workload's pods need. */
export function workloadNetwork(of: DatabaseWorkload, reached: ReachedBy, among: Manifests): NetworkFacts {
  const clientPort = clientPortOf(of, among);
  const facts = readNetwork(among, {
    namespace: of.namespace, podLabels: of.podLabels, clientPort, paths: pathsOf(of, reached, among), onHostNetwork: of.podSpec.hostNetwork === true,
  });
  const policies = facts.policies.map((name) => among.find('networking.k8s.io', 'NetworkPolicy', of.namespace, name)!);
  const opening = policies.some(({ spec }) => listIn(spec?.ingress).some((rule) => opensPort(rule ?? {}, clientPort)));
  return {
    ...facts,
    paths: [{ what: `clients to it on ${clientPort.port}`, allowed: !facts.ingressRestricted || opening }, ...facts.paths],
    open: [...facts.open, ...policies.filter(({ spec }) => listIn(spec?.egress).some(isEverything)).map(({ metadata }) => `NetworkPolicy ${metadata.name} lets everything out`)],
  };
}

function pathsOf(of: DatabaseWorkload, { family, replicates, backupJobs, exporters, attested }: ReachedBy, among: Manifests): NeededPath[] {
  const clientPort = clientPortOf(of, among);
  const peerPorts = of.engine.peerPorts.map((port) => (port === of.engine.port ? clientPort : { port }));
  const ports = peerPorts.map(({ port }) => port).join(' and ');
  const peers = replicates && family.reduce((sum, each) => sum + each.replicas, 0) > 1 ? family : [];
  return [
    ...peers.filter((each) => each !== of || of.replicas > 1).flatMap((each): NeededPath[] => {
      const peer = { namespace: each.namespace, podLabels: each.podLabels };
      const whom = each === of ? 'each other' : each.name;
      return [
        { what: `its pods from ${whom} on ${ports}`, direction: 'ingress', ports: peerPorts, peer },
        { what: `its pods to ${whom} on ${ports}`, direction: 'egress', ports: peerPorts, peer },
      ];
    }),
    // pods find each other by name
    ...(peers.length > 0 ? [{ what: 'its pods to DNS on 53', direction: 'egress' as const, ports: [{ port: 53, protocol: 'UDP' as const }], peer: DNS }] : []),
    ...backupJobs.filter(({ manifest }) => manifest !== of.manifest).map(({ manifest, namespace, template }): NeededPath => ({
      what: `${manifest.kind} ${manifest.metadata.name} to it on ${clientPort.port}`,
      direction: 'ingress',
      ports: [clientPort],
      peer: { namespace, podLabels: template.labels },
    })),
    ...exporters.flatMap((exporter) => exporterPaths(exporter, of, clientPort, attested)),
  ];
}

/** An exporter of its own pods asks over loopback, and Prometheus asks it from outside; another pod's comes in as a client. */
function exporterPaths({ workload, ports }: Exporter, of: DatabaseWorkload, clientPort: NeededPath['ports'][number], { prometheus }: Attested): NeededPath[] {
  if (workload.manifest !== of.manifest) {
    const peer = { namespace: workload.namespace, podLabels: workload.podLabels };
    return [{ what: `exporter ${workload.manifest.metadata.name} to it on ${clientPort.port}`, direction: 'ingress', ports: [clientPort], peer }];
  }
  if (!prometheus) return [];
  return ports.slice(0, 1).map((port) => ({
    what: `Prometheus in ${prometheus.namespace} to it on ${port.port}`,
    direction: 'ingress',
    ports: [port],
    peer: { namespace: prometheus.namespace, podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  }));
}

function isEverything(rule: any): boolean {
  return listIn(rule?.to).length === 0 && listIn(rule?.ports).length === 0;
}
