import { Size } from 'cdk8s';
import { MongoBackup } from './mongo-backup';
import { MongoHorizon } from './mongo-horizon';
import { MongoImage } from './mongo-image';
import { MongoLoadBalancers } from './mongo-load-balancers';
import { MongoOperator } from './mongo-operator';
import { MongoUser } from './mongo-user';
import { MongoVersion } from './mongo-version';
import type { MongoRecoverySettings } from './recovery-settings';
import type { DatabasePlatform } from '../platform/database-platform';
import { Compute } from '../values/compute';
import { Objectives } from '../values/objectives';
import { Pmm } from '../values/pmm';
import { RestoreDrillPlan } from '../values/restore-drill-plan';
import { Waiver } from '../values/waiver';
import { Workload } from '../values/workload';

/** Properties of `MongoReplicaSet`. */
export interface MongoReplicaSetProps {
  /** Where the database lives. */
  readonly platform: DatabasePlatform;

  /**
   * Name of the database in Kubernetes: a DNS label of at most 47 characters, with `MongoOperator.COMMUNITY` of at most 52, and of 46 where it is dumped. It is never derived, so that
   * moved code moves no database.
   */
  readonly name: string;

  /** Release series of MongoDB. */
  readonly version: MongoVersion;

  /** CPU and memory of each instance; WiredTiger's cache follows from the memory. At least 1 GiB of memory. */
  readonly compute: Compute;

  /**
   * Size of each instance's data volume. It can grow and never shrink. With `MongoOperator.COMMUNITY` the claims have to be enlarged by hand, too, and the
   * StatefulSet made anew (mongodb-kubernetes-operator 0.13.0, docs/resize-pvc.md).
   */
  readonly storage: Size;

  /**
   * Who runs the database.
   * @default MongoOperator.PERCONA - the one that makes backups
   */
  readonly operator?: MongoOperator;

  /**
   * Namespace of the database.
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * Image of MongoDB.
   * @default - the version's; with `MongoOperator.COMMUNITY` MongoDB's own of the same version, from the operator's registry
   */
  readonly image?: MongoImage;

  /**
   * Number of instances: one primary, the others are secondaries. Odd, from 3 to 7, which is the most that vote; or 4 with an `arbiter`.
   * @default 3 - the loss of one leaves a majority
   */
  readonly instances?: number;

  /**
   * A member that votes and keeps no data, beside 4 instances; the rule `votes-hold-data` has to be waived. It takes a node, 100m of CPU and 512 MiB, and the name is
   * at most 40 characters then. Writes go on after the loss of one instance, as with 3; after the loss of two a primary is elected that no majority of the data
   * stands behind, and writes that wait for a majority, as all do by default, wait (MongoDB manual 8.0, Replica Set Arbiter). Not with `MongoOperator.COMMUNITY`.
   * @default false
   */
  readonly arbiter?: boolean;

  /**
   * Names under which clients outside of the Kubernetes cluster know the members.
   * @default - none: clients are inside
   */
  readonly horizons?: MongoHorizon[];

  /**
   * A load balancer for each member, for the clients of `horizons`, made by the operator. Where ports or addresses have to be chosen, as of a NodePort, leave it out and
   * write a Service for each pod, with the selector statefulset.kubernetes.io/pod-name. Not with `MongoOperator.COMMUNITY`.
   * @default - none
   */
  readonly loadBalancers?: MongoLoadBalancers;

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
   * Name of the first database. It has a user of the same name that reads and writes it; MongoDB makes the database when something is written.
   * @default app
   */
  readonly database?: string;

  /**
   * Further users. `grantConnect` makes what it needs by itself.
   * @default - none
   */
  readonly users?: MongoUser[];

  /**
   * Parameters of mongod that differ from its defaults, by their path in mongod.conf, for example `operationProfiling.slowOpThresholdMs`.
   * @default - operations that take longer than 100 ms are recorded; all else is MongoDB's own
   */
  readonly parameters?: { readonly [path: string]: string };

  /**
   * Size of the oplog when the database is made; afterwards MongoDB changes it by `replSetResizeOplog` only. It has to hold what is written while a
   * secondary is away, and until a piece of it is in the object store.
   * @default - a twentieth of `storage`, from 990 MiB to 50 GiB, as MongoDB chooses by the free space of the volume (MongoDB manual 8.0, Replica Set Oplog)
   */
  readonly oplog?: Size;

  /**
   * How the database is backed up to the platform's object store. `MongoOperator.COMMUNITY` makes no backups: a CronJob dumps it instead.
   * @default - every night, kept for 30 days, and the oplog every five minutes
   */
  readonly backup?: MongoBackup;

  /**
   * Percona Monitoring and Management, beside Prometheus. Not with `MongoOperator.COMMUNITY`.
   * @default - none
   */
  readonly pmm?: Pmm;

  /**
   * Whether and how restoring it is rehearsed. The drill restores the newest backup, and no oplog: what it is judged by is the age of that backup. With
   * `MongoOperator.COMMUNITY` it restores the newest dump, by the Job of a `PitrRestore`.
   * @default RestoreDrillPlan.of() - every week, where the platform has a secret store and an object store that is entered by keys which can be made in the
   * drill's namespace (with `MongoOperator.COMMUNITY` also by an identity, and a cluster-wide issuer is needed), and storage classes of its own (or
   * `drillStorageClass`), and the checklist's rule `restore-drill` is not waived; otherwise there is no drill
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
  readonly _recovery?: MongoRecoverySettings;
}
