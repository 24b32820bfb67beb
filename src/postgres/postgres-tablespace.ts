import { Size } from 'cdk8s';
import { DatabaseStorageClass } from '../values/database-storage-class';

/** A tablespace of a `PostgresCluster`, on a volume of its own in each instance. */
export interface PostgresTablespace {
  /** Name of the tablespace. */
  readonly name: string;

  /** Size of the volume. It can grow and never shrink. */
  readonly storage: Size;

  /**
   * Storage class of the volume.
   * @default - the platform's `storageClass`
   */
  readonly storageClass?: DatabaseStorageClass;

  /**
   * Role that owns it.
   * @default - the owner of the first database
   */
  readonly owner?: string;
}
