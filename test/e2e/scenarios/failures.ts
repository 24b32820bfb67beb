import { Kubernetes } from '../../cluster/kubernetes';
import { drain, uncordon } from '../drain';
import { itNeeds } from '../environment';
import { fail } from '../failure';
import { healthyAgain, judge, loseNode } from '../judgement';
import { nodeWithoutOperators } from '../operators';

/** The primary goes away, in both databases at the same moment. */
export function failures(kubernetes: Kubernetes): void {
  const pod = (namespace: string, name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } });

  it('a graceful delete of its pod loses no write and is over as soon as with the operator\'s defaults', async () => {
    judge('graceful delete of the pod', 8, await fail(kubernetes, {
      seconds: 400, each: async (database, primary) => kubernetes.remove(pod(database.namespace, primary)),
    }));
  });

  it('so is a delete without grace', async () => {
    judge('delete of the pod without grace', 20, await fail(kubernetes, {
      seconds: 300, each: async (database, primary) => kubernetes.remove(pod(database.namespace, primary), { gracePeriodSeconds: 0 }),
    }));
  });

  it('so is a drain of its node', async () => {
    const node = await nodeWithoutOperators(kubernetes);
    try {
      judge('drain of the node', 8, await fail(kubernetes, { node, seconds: 400, once: async () => drain(kubernetes, node, 400) }));
    } finally {
      await uncordon(kubernetes, node);
    }
    await healthyAgain(kubernetes);
  });

  itNeeds(['TEST_NODE_STOP', 'TEST_NODE_START'], 'so is the loss of its node', async () => {
    await loseNode(kubernetes, 'loss of the node', 60, { node: await nodeWithoutOperators(kubernetes) });
  });
}
