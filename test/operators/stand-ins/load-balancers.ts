import { Kubernetes } from '../../cluster/kubernetes';
import { Rounds } from '../../cluster/rounds';

/** Stands in for a cloud: every Service of type LoadBalancer gets an address. Percona's operator for MongoDB waits for it. */
export function startLoadBalancers(kubernetes: Kubernetes): Rounds {
  let given = 0;
  return new Rounds(async () => {
    for (const service of await kubernetes.all('v1', 'Service')) {
      if (service.spec.type !== 'LoadBalancer' || service.status?.loadBalancer?.ingress || service.metadata.deletionTimestamp) continue;
      await kubernetes.merge(service, { status: { loadBalancer: { ingress: [{ ip: `192.0.2.${1 + given++ % 250}` }] } } }, 'status');
    }
  });
}
