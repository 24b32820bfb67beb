import { ordersOf } from './bring-up';
import { CLIENT_NAMESPACE } from './environment';
import { databaseNodes } from './operators';
import { Outage, Probe } from './probe';
import { Kubernetes } from '../cluster/kubernetes';

/** Something is done to the production example's database while clients write. */
export async function whileWriting(kubernetes: Kubernetes, act: () => Promise<void>): Promise<{ pooled: Outage; direct: Outage }> {
  const [node] = await databaseNodes(kubernetes);
  const probes = ['pooled', 'direct'].map((name) => new Probe(kubernetes, ordersOf(kubernetes), { namespace: CLIENT_NAMESPACE, name }, node));
  try {
    await Promise.all(probes.map(async (probe) => probe.start()));
    await act();
    await Promise.all(probes.map(async (probe) => probe.writesAgain(120)));
    const [pooled, direct] = await Promise.all(probes.map(async (probe) => probe.stop()));
    return { pooled, direct };
  } finally {
    await Promise.all(probes.map(async (probe) => probe.remove()));
  }
}
