import { Size } from 'cdk8s';
import { PostgresBackup } from './postgres-backup';
import { PostgresDatabase } from './postgres-database';
import { PostgresImage } from './postgres-image';
import { PostgresPooler } from './postgres-pooler';
import { PostgresRole } from './postgres-role';
import { PostgresTablespace } from './postgres-tablespace';
import { PostgresVersion } from './postgres-version';
import type { RecoverySettings } from './recovery-settings';
import { SynchronousReplication } from './synchronous-replication';
import type { DatabasePlatform } from '../platform/database-platform';
import { Compute } from '../values/compute';
import { Objectives } from '../values/objectives';
import { RestoreDrillPlan } from '../values/restore-drill-plan';
import { Waiver } from '../values/waiver';
import { Workload } from '../values/workload';

/** Properties of `PostgresCluster`. */
export interface PostgresClusterProps {
  /** Where the database lives. */
  readonly platform: DatabasePlatform;

  /** Name of the database in Kubernetes: a DNS label of at most 50 characters. It is never derived, so that moved code moves no database. */
  readonly name: string;

  /** Major version of PostgreSQL. */
  readonly version: PostgresVersion;

  /** CPU and memory of each instance; PostgreSQL's parameters follow from them. At least 512 MiB of memory. */
  readonly compute: Compute;

  /** Size of each instance's data volume. It can grow and never shrink. */
  readonly storage: Size;

  /**
   * Namespace of the database.
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * Image of PostgreSQL.
   * @default - the version's, pinned by digest
   */
  readonly image?: PostgresImage;

  /**
   * Number of instances: one primary, the others are replicas.
   * @default 3 - the loss of one leaves a primary and a replica
   */
  readonly instances?: number;

  /**
   * Size of each instance's volume for the write-ahead log, at least 2 GiB. It can grow and never shrink.
   * @default - a tenth of `storage`, from 4 to 100 GiB, and never less than the storage class makes for its IOPS
   */
  readonly walStorage?: Size;

  /**
   * What the database is expected to hold and to do; the checklist judges the volumes by it.
   * @default - not declared: `storage-headroom` and `storage-performance` are unknown, and the synth fails unless they are waived
   */
  readonly workload?: Workload;

  /**
   * What is promised for the day that the database has to be restored; the checklist reckons whether it can be kept (docs/objectives.md).
   * @default - nothing is promised, and nothing is reckoned
   */
  readonly objectives?: Objectives;

  /**
   * Volumes of their own for some tables and indexes.
   * @default - none
   */
  readonly tablespaces?: PostgresTablespace[];

  /**
   * Whether a commit waits for replicas.
   * @default SynchronousReplication.quorum() - one replica has it, and no acknowledged write is lost; none() for a single instance
   */
  readonly replication?: SynchronousReplication;

  /**
   * Name of the first database.
   * @default app
   */
  readonly database?: string;

  /**
   * Role that owns the first database.
   * @default - a role named like the database
   */
  readonly owner?: PostgresRole;

  /**
   * Further databases, and extensions and schemas of the first.
   * @default - none
   */
  readonly databases?: PostgresDatabase[];

  /**
   * Further roles. `grantConnect` makes what it needs by itself, where there is one database.
   * @default - none
   */
  readonly roles?: PostgresRole[];

  /**
   * PgBouncer in front of the instances.
   * @default - none
   */
  readonly poolers?: PostgresPooler[];

  /**
   * Parameters of PostgreSQL that differ from the derived ones, as in postgresql.conf, with units.
   * @default - derived from memory, cores and WAL volume; docs/postgres-parameters.md has each with its source
   */
  readonly parameters?: { readonly [name: string]: string };

  /**
   * How the database is backed up to the platform's object store.
   * @default - every night, kept for 30 days
   */
  readonly backup?: PostgresBackup;

  /**
   * Whether and how restoring it is rehearsed.
   * @default RestoreDrillPlan.of() - every week, where the platform has an object store whose credentials can be made in the drill's namespace, and
   * storage classes of its own (or `drillStorageClass`), and the checklist's rule `restore-drill` is not waived; otherwise there is no drill
   */
  readonly restoreDrill?: RestoreDrillPlan;

  /**
   * Rules of the production checklist that this database does not follow.
   * @default - none
   */
  readonly waivers?: Waiver[];

  /**
   * What a restored database is made from.
   * @internal
   */
  readonly _recovery?: RecoverySettings;
}
