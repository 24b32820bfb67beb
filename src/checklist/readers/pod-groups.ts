import { Labels } from './label-selector';
import { NeededPath, readNetwork } from './network';
import { NeededPort } from './network-rule';
import { ServiceDoor } from './services';
import { NetworkFacts } from '../facts';
import { Manifests } from '../manifests';

/** Pods of one database that have the same labels and need the same paths. */
export interface PodGroup {
  readonly podLabels: Labels;
  readonly paths: readonly NeededPath[];
  /** The port that its clients connect to. */
  readonly clientPort: NeededPort;
  readonly roles?: readonly Labels[];
  readonly doors?: readonly ServiceDoor[];
}

/** What the NetworkPolicies of the input leave of the paths that a database's pods need; the first group holds the data. */
export function readPodGroups(among: Manifests, namespace: string, groups: readonly PodGroup[]): NetworkFacts {
  const read = groups.map((group) => readNetwork(among, { namespace, ...group }));
  const policies = [...new Set(read.flatMap((of) => of.policies))];
  const letAllOut = policies.filter((name) => {
    const egress: unknown = among.find('networking.k8s.io', 'NetworkPolicy', namespace, name)?.spec?.egress;
    return Array.isArray(egress) && egress.some((rule) => rule && !rule.to?.length && !rule.ports?.length);
  });
  return {
    policies: read[0]?.policies ?? [],
    ingressRestricted: read.every((of) => of.ingressRestricted),
    egressRestricted: read.every((of) => of.egressRestricted),
    paths: distinct(read.flatMap((of) => of.paths)),
    open: [...new Set([...read.flatMap((of) => of.open), ...letAllOut.map((name) => `NetworkPolicy ${name} lets everything out`)])],
    unheld: [...new Set(read.flatMap((of) => of.unheld ?? []))],
    foreign: read[0]?.foreign,
  };
}

/** Groups may need the same path; where one is cut off, it is. */
function distinct(paths: NetworkFacts['paths']): NetworkFacts['paths'] {
  const allowed = new Map<string, boolean>();
  for (const path of paths) allowed.set(path.what, (allowed.get(path.what) ?? true) && path.allowed);
  return [...allowed].map(([what, is]) => ({ what, allowed: is }));
}

/** Some CNIs filter after address translation, so that the API server is 443 for one and 6443 for another. */
const API_SERVER_PORTS = [443, 6443];

const DNS = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } };

export function toDns(who: string): NeededPath {
  return { what: `${who} to DNS on 53`, direction: 'egress', ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }], peer: DNS };
}

export function toApiServer(who: string): NeededPath {
  return {
    what: `${who} to the API server on ${API_SERVER_PORTS.join(' and ')}`,
    direction: 'egress',
    ports: API_SERVER_PORTS.map((port) => ({ port })),
    peer: { addresses: undefined },
  };
}

export function toObjectStore(who: string, port = 443): NeededPath {
  return { what: `${who} to the object store on ${port}`, direction: 'egress', ports: [{ port }], peer: { addresses: undefined } };
}

export function fromPrometheus(whom: string, port: NeededPort, namespace: string): NeededPath {
  return {
    what: `Prometheus in ${namespace} to ${whom} on ${port.port}`,
    direction: 'ingress',
    ports: [port],
    peer: { namespace, podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  };
}
