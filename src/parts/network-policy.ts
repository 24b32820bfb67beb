import { Manifest } from '../checklist/manifests';
import { Monitoring } from '../values/monitoring';

export interface Port {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

export function tcp(...ports: number[]): Port[] {
  return ports.map((port) => ({ port, protocol: 'TCP' }));
}

export const DNS_PORTS: readonly Port[] = [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }];

/** Kubernetes sets this label on every namespace. */
export function namespaceNamed(name: string): object {
  return { matchLabels: { 'kubernetes.io/metadata.name': name } };
}

/** Of a direction that nothing may go. A list without rules would say the same, and the API server would drop it at each apply. */
export const NOBODY = 'nobody';

export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly podSelector: object;
  /** Written as they are when the app is synthesized, so that rules can still be added; undefined leaves the direction alone. */
  readonly ingress?: object[] | typeof NOBODY;
  readonly egress?: object[];
}

export function networkPolicy(of: Policy): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: of.name, namespace: of.namespace },
    spec: {
      podSelector: of.podSelector,
      policyTypes: [...(of.ingress ? ['Ingress'] : []), ...(of.egress ? ['Egress'] : [])],
      ...(of.ingress && of.ingress !== NOBODY ? { ingress: of.ingress } : {}),
      ...(of.egress ? { egress: of.egress } : {}),
    },
  };
}

/** To addresses where they are known; otherwise the ports alone are open. */
export function toAddresses(cidrs: readonly string[], ports: readonly Port[]): object {
  return cidrs.length > 0 ? { to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports } : { ports };
}

/** The Service's port, and the server's own where the policy is applied after address translation. */
export const API_SERVER_PORTS = [443, 6443];

export function toApiServer(cidrs: readonly string[]): object {
  return toAddresses(cidrs, tcp(...API_SERVER_PORTS));
}

/** To the pushgateway, where there is one. */
export function toPushgateway(monitoring: Monitoring | undefined): object[] {
  if (monitoring?.pushgateway === undefined) return [];
  const { port, protocol } = new URL(monitoring.pushgateway);
  return [{ to: [{ namespaceSelector: namespaceNamed(monitoring.namespace) }], ports: tcp(Number(port || (protocol === 'https:' ? 443 : 80))) }];
}

/** Name resolution: the cluster's DNS pods, and the node's cache where there is one. */
export function toDns(nodeLocalDns: readonly string[]): object {
  return {
    to: [
      { namespaceSelector: namespaceNamed('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } },
      ...nodeLocalDns.map((cidr) => ({ ipBlock: { cidr } })),
    ],
    ports: DNS_PORTS,
  };
}
