import { Kubernetes } from '../../cluster/kubernetes';
import { itNeeds } from '../environment';
import { fail } from '../failure';
import { judge, loseNode } from '../judgement';
import { lead, leader, OPERATOR, PLUGIN } from '../operators';
import { asReleased, surviveNodes } from '../surviving-operators';

/** The primary goes away, and with it who would replace it. */
export function operatorFailures(kubernetes: Kubernetes): void {
  const power = ['TEST_NODE_STOP', 'TEST_NODE_START'] as const;
  afterAll(async () => asReleased(kubernetes));

  itNeeds([...power], 'a node with the primary, the operator and the plugin as their release manifests have them is lost', async () => {
    const { spec: { nodeName: node } } = await leader(kubernetes, OPERATOR);
    await lead(kubernetes, PLUGIN, node);
    await loseNode(kubernetes, 'loss of the node with operator and plugin, one replica each', undefined, { node, seconds: 700 });
  });

  itNeeds([...power, 'TEST_OPERATOR_MANIFESTS'], 'the same loss takes at most 80 s when the library has written the operators', async () => {
    await surviveNodes(kubernetes);
    const { spec: { nodeName: node } } = await leader(kubernetes, OPERATOR);
    await lead(kubernetes, PLUGIN, node);
    const { direct, pooled } = await loseNode(kubernetes, 'loss of the node with operator and plugin, as the library writes them', 80, { node, seconds: 400 });
    expect(direct.seconds).toBeLessThanOrEqual(80);
    expect(pooled.seconds).toBeLessThanOrEqual(80);
  });

  itNeeds(['TEST_OPERATOR_MANIFESTS'], 'the plugin\'s pod is killed together with the primary\'s', async () => {
    await surviveNodes(kubernetes);
    const { metadata } = await leader(kubernetes, PLUGIN);
    const kill = async (namespace: string, name: string) =>
      kubernetes.remove({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } }, { gracePeriodSeconds: 0 });
    judge('delete without grace of the primary\'s and the plugin\'s pod', undefined, await fail(kubernetes, {
      seconds: 400, once: async () => kill(metadata.namespace, metadata.name), each: async (database, primary) => kill(database.namespace, primary),
    }));
  });
}
