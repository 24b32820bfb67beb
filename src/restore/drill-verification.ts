import { RestoreVerifier } from './restore-job';
import { Manifest } from '../checklist/manifests';
import { networkPolicy, NOBODY, toDns } from '../parts/network-policy';
import { restrictedPod } from '../parts/restricted';
import { ClusterNetwork } from '../values/cluster-network';

/** A drill's database that is looked at. */
export interface Verified {
  readonly name: string;
  readonly namespace: string;
  readonly network: ClusterNetwork;
  readonly deadlineSeconds: number;
}

/** Labels of the pods that look at a restored database. */
export function verifierLabels(database: string): Record<string, string> {
  return { 'cdk8s-databases.io/verifies': database };
}

/** By a name without a hash: what an older version of the drill left is removed, too. */
export function drillVerificationJob({ name, namespace, deadlineSeconds }: Verified, { user, container, volumes }: RestoreVerifier): Manifest {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${name}-verify`, namespace },
    spec: {
      // a pod that is evicted, or whose node is lost, is no verdict
      backoffLimit: 6,
      podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: container.name, operator: 'In', values: [11, 12, 13, 14, 15] } }] },
      activeDeadlineSeconds: deadlineSeconds,
      template: {
        metadata: { labels: verifierLabels(name) },
        spec: { restartPolicy: 'Never', automountServiceAccountToken: false, securityContext: restrictedPod(user), containers: [container], volumes },
      },
    },
  };
}

/** Lets that Job's pods out to the database and to DNS alone. */
export function drillVerificationPolicy({ name, namespace, network }: Omit<Verified, 'deadlineSeconds'>, { egress }: Pick<RestoreVerifier, 'egress'>): Manifest {
  return networkPolicy({
    name: `${name}-verify`,
    namespace,
    podSelector: { matchLabels: verifierLabels(name) },
    ingress: NOBODY,
    egress: [...egress, toDns(network.nodeLocalDns)],
  });
}
