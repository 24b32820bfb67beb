import type { MigrationWayBack } from './migratable';
import type { MigrationDump } from './migration-dump';
import type { Right } from './rehearsal';
import { ClusterNetwork } from '../values/cluster-network';
import { MigrationMethod } from '../values/migration-method';
import { MigrationPhase } from '../values/migration-phase';
import { Monitoring } from '../values/monitoring';
import { VmDatabase } from '../values/vm-database';

/** What a migration asks of its target. */
export interface MigrationRequest {
  /** Name of all that belongs to the migration. */
  readonly name: string;
  readonly source: VmDatabase;
  readonly method: MigrationMethod;
  readonly phase: MigrationPhase;
  /** Database of the target; undefined for the first one. */
  readonly database?: string;
  /** As the user wrote them. */
  readonly excludedTables: readonly string[];
  /** Name of the Service that clients use. */
  readonly front: string;
  readonly wayBack?: MigrationWayBack;
  /** With what the method dump copies. */
  readonly dump?: MigrationDump;
  /** Labels of the pods that migrate. */
  readonly podLabels: Readonly<Record<string, string>>;
}

/** What the engine of a target makes for a migration, beside what it has put into the tree. */
export interface MigrationSide {
  /** The engine's name: its programs are `<engine>-<phase>.mjs`. */
  readonly engine: string;
  readonly network: ClusterNetwork;
  readonly monitoring?: Monitoring;
  /** The phase's program; undefined for the engine's own one. */
  readonly program?: string;
  /** What its programs have to know besides. */
  readonly settings: object;
  /** Where the front leads. */
  readonly front: MigrationFrontSide;
  /** The container with the engine's clients. */
  readonly clients: MigrationClients;
  /** Files of `programs` that its programs need besides what they import. */
  readonly programs: readonly string[];
  /** What the Job of the phase may do besides, in the target's namespace. */
  readonly rights: readonly Right[];
  /** To the target. */
  readonly egress: readonly object[];
  /** Bytes of its log that the target may hold back for the source; undefined without a way back. */
  readonly wayBackHeldBytes?: number;
  /** Role of the target that the source replicates with; undefined without a way back. */
  readonly replicationRole?: string;
  readonly runbook: MigrationRunbookParts;
}

/** What leads the clients, as the target's engine sees it: a Service, or where drivers follow the names of members, a connection string. */
export interface MigrationFrontSide {
  readonly service?: MigrationFrontService;
  readonly uris?: MigrationFrontUris;
}

/** The Service that clients use. */
export interface MigrationFrontService {
  readonly port: number;
  /** Name of the port. */
  readonly portName: string;
  /** Selects who takes writes at the target. */
  readonly toTarget: Readonly<Record<string, string>>;
}

/** What clients connect by, without user and password. */
export interface MigrationFrontUris {
  readonly source: string;
  readonly target: string;
}

/** A container with the clients of both servers. */
export interface MigrationClients {
  readonly image: string;
  /** User that its image runs as. */
  readonly user: number;
  readonly env: Readonly<Record<string, string>>;
  readonly volumes: ReadonlyArray<{ readonly name: string; readonly mountPath: string; readonly secret: object }>;
  /**
   * Most memory that they may have.
   * @default - what a dump of one schema takes
   */
  readonly memory?: string;
  /** Undefined where nothing is copied over a volume. */
  readonly scratch?: MigrationScratch;
}

/** A volume that goes with its pod. */
export interface MigrationScratch {
  readonly mountPath: string;
  readonly storageClass: string;
  readonly mebibytes: number;
}

/** What only the engine can say in the runbook, as Markdown. */
export interface MigrationRunbookParts {
  /** What the administrator of the machine does first, once. */
  readonly administrator: string;
  /** How a client's file takes the CAs of both servers. */
  readonly bothCas: string;
  /** What a dump does to who uses the source meanwhile. */
  readonly whileDumped: string;
  /** How a backup of the target is made at once; undefined where it has none. */
  readonly backUp?: string;
  /** How the machine gets to reach the target; undefined without a way back. */
  readonly wayBack?: string;
  /** How to look at both servers while the target follows; undefined where none does. */
  readonly look?: string;
  /** What to do by hand when a Job left the source without writes. */
  readonly writesAgain: string;
  /** What the administrator removes in the end. */
  readonly cleanUp: string;
}
