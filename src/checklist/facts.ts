import { BudgetFacts } from './budget-facts';
import { Field } from './field';
import { Fixes } from './fixes';
import { ObjectiveFacts, ReplicationFacts } from './objective-facts';
import { OperatorsFacts } from './operators-facts';
import { StorageClassFacts } from './storage-class-facts';
import { Seen } from './unseen';

/** What one database looks like, whatever its engine. Readers make it from manifests; rules judge it. */
export interface DatabaseFacts {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  readonly engine: 'postgresql' | 'mysql' | 'mariadb' | 'mongodb' | 'redis' | 'elasticsearch' | 'cassandra';
  /** As people call it; `none` for a workload that somebody runs by hand. */
  readonly operator: string;
  /** By the rule's id, where people look first. */
  readonly fields?: Readonly<Record<string, Field>>;
  /** By the rule's id, how to meet it here; undefined for what the constructs write, of which the rules speak. */
  readonly fixes?: Fixes;
  readonly waivers: readonly WaiverFacts[];
  /** What is left open on purpose and worth a line in the report, for example a port open to any address. */
  readonly remarks: readonly string[];

  readonly instances: number;
  /** Members that vote and hold no data; undefined where nothing shows whether there are, or the engine has none. */
  readonly arbiters?: number;
  /** Why pods that could be instances of it are none, in words. */
  readonly unreplicated?: string;
  readonly volumes: readonly VolumeFacts[];
  /** Where its data lies when no volume keeps it, in words. */
  readonly unkept?: string;
  /** What deletes it, whatever its volumes say, in words. */
  readonly erased?: string;
  /** Why nothing that it holds has to outlive it, in words; unseen where it may well be so. */
  readonly cache?: Seen<string>;
  readonly workload: WorkloadFacts;
  /** Undefined where nothing is promised. */
  readonly objectives?: ObjectiveFacts;
  /** Undefined where nothing shows it. */
  readonly replication?: ReplicationFacts;
  readonly placement: PlacementFacts;
  readonly budgets: BudgetFacts;
  readonly backups: BackupFacts;
  readonly drills: DrillFacts;
  readonly network: NetworkFacts;
  readonly credentials: readonly CredentialFacts[];
  readonly tls: TlsFacts;
  readonly roles: readonly RoleFacts[];
  /** Why somebody may log in as superuser over the network; undefined when nobody may. */
  readonly superuserAccess?: Seen<string | undefined>;
  /** Which superusers the operator itself needs over the network, and keeps whatever the manifests say; undefined when there are none. */
  readonly superusersOfOperator?: string;
  readonly metrics: MetricsFacts;
  readonly alerts: AlertFacts;
  readonly logs: Seen<EvidenceFacts>;
  readonly queryInsight: QueryInsightFacts;
  readonly containers: readonly ContainerFacts[];
  readonly parameters: Seen<ParameterFacts>;
  readonly kernel: Seen<KernelFacts>;
  readonly operators: OperatorsFacts;
}

export interface WaiverFacts {
  readonly rule: string;
  readonly reason: string;
  readonly expires?: string;
  /** Where it stands. */
  readonly at?: Field;
}

/** Something that fulfils a rule, in words; attested when somebody vouches for it and no manifest shows it. */
export interface EvidenceFacts {
  readonly what: string;
  readonly attested: boolean;
}

export interface VolumeFacts {
  /** data, wal, or the name of a tablespace. */
  readonly name: string;
  readonly mebibytes: number;
  readonly storageClass: Seen<StorageClassFacts>;
  /** Name of an alert that fires when it fills; undefined when there is none. */
  readonly fillAlert?: string;
  /** Whether the declared workload's data lies on it. */
  readonly holdsData: boolean;
  /** What the engine's own logs and caches take on it besides, by the parameters; undefined where that is not told. */
  readonly logMebibytes?: number;
}

/** What the database is declared to hold and to do; undefined where nothing is declared. */
export interface WorkloadFacts {
  readonly dataMebibytes?: number;
  readonly iops?: number;
  readonly throughputMebibytes?: number;
  /** Log (WAL) that is written in a day. */
  readonly logMebibytesPerDay?: number;
}

export interface PlacementFacts {
  /** Two instances never share a node: `required`; better not: `preferred`. */
  readonly acrossNodes: 'required' | 'preferred' | 'none';
  readonly acrossZones: 'required' | 'preferred' | 'none';
  readonly nodeSelector: { readonly [label: string]: string };
  readonly tolerations: ReadonlyArray<TolerationFacts>;
  /** What else places the pods and is not in the input, in one sentence. */
  readonly unseen?: string;
}

export interface TolerationFacts {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

export interface BackupFacts {
  readonly schedules: readonly ScheduleFacts[];
  /** The log archive (WAL, binlog, oplog): name of its store; undefined when nothing is archived. */
  readonly archiveStore?: string;
  /** Why an archive that is set up keeps nothing, in words. */
  readonly archiveProblem?: string;
  /** Where that stands. */
  readonly archiveAt?: Field;
  /** Longest time until a piece of the log that is not full goes to the archive, too; 0 for never, undefined when there is no archive. */
  readonly archiveSeconds?: Seen<number>;
  /** The setting that says so; undefined for PostgreSQL's archive_timeout. */
  readonly archiveSetting?: string;
  /** Why the engine has no log that could be archived. */
  readonly noLog?: string;
  /** Stores that schedules and archive name. */
  readonly stores: ReadonlyArray<Seen<StoreFacts>>;
}

export interface ScheduleFacts {
  readonly name: string;
  /** As written. */
  readonly cron: string;
  /** Longest time between two runs; undefined when the expression is invalid. */
  readonly longestGapSeconds?: number;
  /** What is wrong with it besides, for example five fields where six are read. */
  readonly problem?: string;
  readonly suspended: boolean;
  /** Name of the store it writes to, or of the class of its snapshots; undefined when it names none that can be followed. */
  readonly store?: string;
  /** Whether it makes snapshots of the volumes: fast, and often kept for less time than what lies in a store. */
  readonly snapshots?: boolean;
  /** What brings its backups back, where figures of it are known (recovery-assumptions.ts). */
  readonly restoredBy?: RestoredBy;
  /** Where it stands. */
  readonly at?: Field;
}

/** A copy out of an object store by Barman Cloud, or a snapshot of the volumes. */
export type RestoredBy = 'barman-cloud' | 'snapshot';

export interface StoreFacts {
  readonly name: string;
  readonly path: string;
  /** Days that a backup is kept; undefined when the store prunes nothing by itself. */
  readonly retentionDays?: Seen<number | undefined>;
}

/** The drills that rehearse this database's restore and failover, in words. */
export interface DrillFacts {
  readonly restore: readonly string[];
  readonly failover: readonly string[];
  /** Drills that are there and do not run, or too seldom, each with the reason. */
  readonly lapsed?: { readonly restore: readonly string[]; readonly failover: readonly string[] };
}

export interface NetworkFacts {
  /** Names of policies that select the database's pods. */
  readonly policies: readonly string[];
  readonly ingressRestricted: boolean;
  readonly egressRestricted: boolean;
  /** Paths that the database needs, and whether the policies leave them. */
  readonly paths: readonly PathFacts[];
  /** Ingress rules that let everybody in, in words. */
  readonly open: readonly string[];
  /** For whom the policies may not hold, each in a sentence with what to do. */
  readonly unheld?: readonly string[];
  /** Policies of a network plugin's own kinds that restrict its pods, by kind and name; undefined when there are none. */
  readonly foreign?: readonly string[];
}

export interface PathFacts {
  /** In words: who reaches whom on which port. */
  readonly what: string;
  readonly allowed: boolean;
}

export interface CredentialFacts {
  /** Name of the Secret; empty for a password that is in none. */
  readonly secret: string;
  /** Who uses it, for example `role app`. */
  readonly purpose: string;
  readonly source: Seen<CredentialSource>;
}

export interface CredentialSource {
  readonly by: 'secret-store' | 'attested' | 'operator' | 'plain';
  readonly detail: string;
}

export interface TlsFacts {
  /** Who signs the server certificate, in words; undefined when there is none. */
  readonly certificate: Seen<string | undefined>;
  /** Names that clients use and the certificate lacks. */
  readonly missingNames: readonly string[];
  /** Whether a client without TLS is turned away. */
  readonly plaintextRefused: boolean;
}

export interface RoleFacts {
  readonly name: string;
  /** Rights that no application needs: superuser, createrole, bypassrls, replication, createdb, clusterAdmin … */
  readonly excess: readonly string[];
}

export interface MetricsFacts {
  /** Monitors that select the database's pods and their metrics port. */
  readonly monitors: readonly MonitorFacts[];
  /** Names of dashboards that show this database. */
  readonly dashboards: readonly string[];
}

export interface MonitorFacts {
  readonly name: string;
  /** Whether Prometheus selects it. */
  readonly selected: Seen<EvidenceFacts | undefined>;
}

export interface AlertFacts {
  /** Names of alerts whose expressions are about this database. */
  readonly about: readonly string[];
  /** What the guide asks an alert for and none covers: replication lag, disk usage, connections. */
  readonly missing: readonly string[];
  /** Whether Prometheus selects the rules. */
  readonly selected: Seen<EvidenceFacts | undefined>;
}

export interface QueryInsightFacts {
  /** What records statements, for example pg_stat_statements; undefined when nothing does. */
  readonly records?: string;
  /** What makes the record visible outside; undefined when nothing does. */
  readonly exports: Seen<string | undefined>;
}

export interface ContainerFacts {
  readonly name: string;
  readonly cpuRequest?: string;
  readonly memoryRequest?: string;
  readonly memoryLimit?: string;
  /** What else sets amounts that are missing and is not in the input, in one sentence. */
  readonly unseen?: string;
}

export interface ParameterFacts {
  /** Parameters that production needs set and that are left to the engine's small defaults. */
  readonly missing: readonly string[];
  /** Parameters that contradict the memory, the volumes or the connections, in words. */
  readonly contradictions: readonly string[];
}

export interface KernelFacts {
  /** Who sets the kernel's parameters. */
  readonly by: string;
  readonly attested: boolean;
  /** Keys it sets. */
  readonly keys: readonly string[];
  /** Whether it runs on every node that the database may run on. */
  readonly coversNodes: boolean;
}
