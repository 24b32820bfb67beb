import { inPlaceOfPod } from './percona';
import { ControlPlane } from '../../cluster/control-plane';
import { Operator } from '../../cluster/operators/operator';
import { perconaXtraDb, PXC_NAMESPACE } from '../../cluster/operators/percona-xtradb-cluster';

/** Percona's operator for XtraDB Cluster as in a cluster: with its own RBAC, in all namespaces. */
export async function reconcilingPerconaXtraDb(controlPlane: ControlPlane): Promise<Operator> {
  const { webhooks, module } = perconaXtraDb;
  const inPod = await inPlaceOfPod(controlPlane, { module, namespace: PXC_NAMESPACE, name: 'percona-xtradb-cluster-operator' });
  return {
    ...perconaXtraDb,
    webhooks: {
      ...webhooks!,
      start: (serving) => {
        const { args, env } = webhooks!.start(serving);
        return { args, env: { ...env, ...inPod } };
      },
    },
  };
}
