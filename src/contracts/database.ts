import { Workload as KubernetesWorkload } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { GrantConnectOptions } from './grant-connect-options';
import type { OperatedObjects } from './operated-objects';

/** A database of any engine, as others see it. */
export interface IDatabase extends IConstruct {
  /** Name of the database in Kubernetes. */
  readonly name: string;
  /** Namespace that it lives in. */
  readonly namespace: string;

  /**
   * Lets a workload connect.
   * @param workload a Deployment, StatefulSet, Job or the like of cdk8s-plus, with its containers
   */
  grantConnect(workload: KubernetesWorkload, options?: GrantConnectOptions): void;

  /**
   * What others have to leave to its operator.
   * @internal
   */
  _operated(): OperatedObjects;
}
