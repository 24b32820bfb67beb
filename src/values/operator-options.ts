import { Duration } from 'cdk8s';
import { Compute } from './compute';
import { Priority } from './priority';

/** How an operator is run so that it survives the loss of a node. */
export interface OperatorOptions {
  /**
   * Pods of the operator, each on a node of its own. One works, the others wait for its lease.
   * @default 2 - with one, nobody fails over until a new pod runs elsewhere
   */
  readonly replicas?: number;

  /**
   * How long its pods stay bound to a node that is not ready or not reachable; at most 30 seconds.
   * @default Duration.seconds(10) - a node counts as lost after about 50 seconds anyway (kube-controller-manager 1.36,
   * node-monitor-grace-period), and this leaves room for a kubelet that comes right back. Kubernetes itself adds 300 seconds
   * (kube-apiserver 1.36, default-unreachable-toleration-seconds): measured, 392 seconds without writes instead of 77.
   */
  readonly nodeLossToleration?: Duration;

  /**
   * How much its pods matter to the scheduler.
   * @default - a PriorityClass `database-operators` of the highest value that users may give, 1000000000: the operator goes before any database.
   * Not `system-cluster-critical`, whose pods GKE admits outside of kube-system only beside a ResourceQuota for it.
   */
  readonly priority?: Priority;

  /**
   * CPU and memory of each pod.
   * @default - as the release has them; where it has none, requests of 100m and 100Mi, so that its pods are not the first to be evicted
   * (values.yaml of the chart plugin-barman-cloud 0.7.0 suggests as much)
   */
  readonly compute?: Compute;
}
