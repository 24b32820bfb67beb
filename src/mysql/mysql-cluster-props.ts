import { Size } from 'cdk8s';
import { MySqlBackup } from './mysql-backup';
import { MySqlImage } from './mysql-image';
import { MySqlProxy } from './mysql-proxy';
import { MySqlReplication } from './mysql-replication';
import { MySqlUser } from './mysql-user';
import { MySqlVersion } from './mysql-version';
import type { RecoverySettings } from './recovery-settings';
import type { DatabasePlatform } from '../platform/database-platform';
import { Compute } from '../values/compute';
import { Objectives } from '../values/objectives';
import { Pmm } from '../values/pmm';
import { RestoreDrillPlan } from '../values/restore-drill-plan';
import { SecretRef } from '../values/secret-ref';
import { Waiver } from '../values/waiver';
import { Workload } from '../values/workload';

/** Properties of `MySqlCluster`. */
export interface MySqlClusterProps {
  /** Where the database lives. */
  readonly platform: DatabasePlatform;

  /** Name of the database in Kubernetes: a DNS label of at most 22 characters. It is never derived, so that moved code moves no database. */
  readonly name: string;

  /** Release series of MySQL. */
  readonly version: MySqlVersion;

  /** CPU and memory of each instance; MySQL's parameters follow from them. At least 1 GiB of memory, and no limit of memory above it. */
  readonly compute: Compute;

  /** Size of each instance's data volume: data, binary log, redo log and the cache of write sets lie on it. It can grow and never shrink. */
  readonly storage: Size;

  /**
   * Namespace of the database.
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * Image of Percona XtraDB Cluster.
   * @default - the version's, pinned by tag
   */
  readonly image?: MySqlImage;

  /**
   * Number of instances: 3 or 5, because a majority decides. All of them have every committed transaction. 1 where the rule `three-instances` is waived.
   * @default 3 - the loss of one leaves a majority
   */
  readonly instances?: number;

  /**
   * What stands in front of the instances.
   * @default MySqlProxy.haproxy() - TLS ends at the server, and nothing without TLS passes
   */
  readonly proxy?: MySqlProxy;

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
   * Names of the databases (schemas). The operator makes each for the users that may use it, and never drops one.
   * @default ['app']
   */
  readonly databases?: string[];

  /**
   * Users. A database that none of them may use gets one of its own name, which may do everything in it. `grantConnect` makes what it needs by itself.
   * @default - one for each database
   */
  readonly users?: MySqlUser[];

  /**
   * Secret with the passwords of the users that the operator needs: keys `root`, `xtrabackup`, `monitor`, `proxyadmin` (without ":" and ";", and no "*" at
   * its start), `operator` and `replication`, and with PMM `pmmservertoken`. All of them: the operator adds those that are missing.
   * @default - `<name>-secrets`, made from the platform's secret store, remote keys `<prefix>/<namespace>/<name>/<user>`, property `password`
   */
  readonly systemUsers?: SecretRef;

  /**
   * Parameters of MySQL that differ from the derived ones, as in the section `[mysqld]` of my.cnf: those that docs/mysql-parameters.md lists.
   * @default - derived from memory, cores and volume; docs/mysql-parameters.md has each with its source
   */
  readonly parameters?: { readonly [name: string]: string };

  /**
   * How much of the newest write sets each instance keeps (Galera's gcache). An instance that was away and misses no more than that catches up from it;
   * one that misses more copies all of the data. Whole MiB, at least 128, at most a quarter of `storage`.
   * @default - what two hours write where `workload` declares `logPerDay`, otherwise a twentieth of `storage`; from 512 MiB to a tenth of `storage`
   */
  readonly writeSetCache?: Size;

  /**
   * How the database is backed up to the platform's object store.
   * @default - every night, kept for 30 days, and the binary log every minute
   */
  readonly backup?: MySqlBackup;

  /**
   * Replication between two sites: whether others follow this database, or it follows another one and is read-only (docs/mysql-second-site.md).
   * @default - neither: the instances replicate among each other, within one site
   */
  readonly replication?: MySqlReplication;

  /**
   * Percona Monitoring and Management, beside Prometheus.
   * @default - none
   */
  readonly pmm?: Pmm;

  /**
   * Whether and how restoring it is rehearsed.
   * @default RestoreDrillPlan.of() - every week, where the platform has an object store whose credentials and a secret store that can be used in the drill's
   * namespace, and a storage class of its own (or `drillStorageClass`), and the checklist's rule `restore-drill` is not waived; otherwise there is no drill
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
