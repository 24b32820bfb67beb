import { ClusterNetwork } from '../values/cluster-network';
import { Compute } from '../values/compute';
import { Monitoring } from '../values/monitoring';
import { Objectives } from '../values/objectives';
import { RestoreAssertion } from '../values/restore-assertion';
import { Schedule } from '../values/schedule';

/** A database whose restore is rehearsed, as a drill sees it. */
export interface RehearsedDatabase {
  readonly name: string;
  readonly namespace: string;
  readonly backups: Schedule;
  readonly dataMebibytes: number;
  /** What is promised for a restore. */
  readonly objectives?: Objectives;
  /** Whether there are snapshots, too, from which a restore is quicker than a drill's. */
  readonly hasSnapshots: boolean;
  readonly network: ClusterNetwork;
  readonly monitoring?: Monitoring;
  /** Whether the archive is the one that the database of this name writes to: only then a drill counts for it. */
  readonly writesArchive: boolean;
  /** Whether the platform makes the namespace of a drill. */
  readonly makesNamespaces: boolean;
}

/** What a drill asks of an engine. */
export interface RehearsalOptions {
  /** Name of all that belongs to the drill. */
  readonly name: string;
  readonly namespace: string;
  readonly assertions: readonly RestoreAssertion[];
  readonly compute?: Compute;
  /** How long the restored database may take to be there and to be looked at. */
  readonly seconds: number;
  readonly secretsPresent: boolean;
}

/** An object that each run makes and removes. */
export interface ThrownAway {
  /** `v1`, or group and version. */
  readonly api: string;
  /** In the plural, as in paths: `clusters`. */
  readonly kind: string;
  readonly manifest: { readonly metadata: { readonly name: string } };
}

/** What a program may do with objects of a kind. */
export interface Right {
  /** `v1`, or group and version. */
  readonly api: string;
  /** In the plural, as in paths: `pods/log`. */
  readonly kind: string;
  readonly verbs: readonly string[];
  /** Names that it is held to; undefined for all in the namespace. */
  readonly names?: readonly string[];
}

/** What the engine makes for a drill, beside what it has put into the tree. */
export interface Rehearsal {
  /** The engine's name: its program is `<engine>-recovery.mjs`. */
  readonly engine: string;
  /** What the database is restored into, in the order in which it is made. */
  readonly objects: readonly ThrownAway[];
  /** What its program completes and makes by itself, where an operator restores into a database that is there; it is removed before `objects`. */
  readonly restores?: readonly ThrownAway[];
  /** What its program has to know besides. */
  readonly recovery?: object;
  /** What its program may do besides, in the namespace of the drill. */
  readonly rights?: readonly Right[];
  /** What its program may do in the namespace of the database: reading, and nothing else. */
  readonly sourceRights?: readonly Right[];
  /** What looks at the restored database, in the order in which it is made, unless its program has made it already: the last one is a Job with the exit codes of verify-restore.sh. */
  readonly verification: readonly ThrownAway[];
  /** Names of the Jobs of the operator's that the program reads. */
  readonly jobs: readonly string[];
  /** What the objects leave for others to remove, and must be gone after each run. */
  readonly remains: ReadonlyArray<{ readonly api: string; readonly kind: string; readonly labels: string }>;
}
