import { IConstruct } from 'constructs';

/** A database of any engine, as others see it. */
export interface IDatabase extends IConstruct {
  /** Name of the database in Kubernetes. */
  readonly name: string;
  /** Namespace that it lives in. */
  readonly namespace: string;
}
