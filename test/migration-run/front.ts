import { Kubernetes } from '../cluster/kubernetes';

/** What kube-proxy makes of a Service: the addresses that one of its connections goes to. */
export class Front {
  /**
   * @param pods what a selector finds, as `key=value,…`, and the port on the loopback address that stands for them
   * @param addresses of EndpointSlices, and the ports that stand for them: no slice takes a loopback address
   */
  constructor(
    private readonly kubernetes: Kubernetes,
    private readonly service: { readonly namespace: string; readonly name: string },
    private readonly pods: { readonly [selector: string]: number },
    private readonly addresses: { readonly [address: string]: number },
  ) {}

  /** Ports of all servers that a connection may reach now. */
  public async ports(): Promise<number[]> {
    const { namespace, name } = this.service;
    const service = await this.kubernetes.find({ apiVersion: 'v1', kind: 'Service', metadata: { namespace, name } });
    if (!service) return [];
    const selector = Object.entries(service.spec.selector ?? {}).map(([key, value]) => `${key}=${value}`).sort().join();
    const pod = this.pods[selector];
    const slices = await this.kubernetes.all('discovery.k8s.io/v1', 'EndpointSlice', { namespace, labelSelector: `kubernetes.io/service-name=${name}` });
    const leading = slices.filter(({ ports }) => ports?.some((port: { name?: string }) => port.name === service.spec.ports[0].name));
    const found = leading.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false)
      .flatMap(({ addresses }: { addresses: string[] }) => addresses);
    return [...(pod === undefined ? [] : [pod]), ...new Set(found.map((address) => {
      if (!(address in this.addresses)) throw new Error(`nobody knows the address ${address}`);
      return this.addresses[address];
    }))];
  }
}
