import { Right } from '../contracts/rehearsal';
import { ClusterNetwork } from '../values/cluster-network';
import { Monitoring } from '../values/monitoring';

/** A database whose failover is rehearsed, as a drill sees it. */
export interface RehearsedFailover {
  readonly name: string;
  readonly namespace: string;
  readonly network: ClusterNetwork;
  readonly monitoring?: Monitoring;
  /** The engine's name: its program is `<engine>-failover.mjs`. */
  readonly engine: string;
  /** Files of `programs` that it and the probe need. */
  readonly programs: readonly string[];
  /** What that program has to know besides. */
  readonly recovery: object;
  /** Pods that the drill may delete; undefined where it deletes none. */
  readonly pods?: readonly string[];
  /** What it may do besides, in the database's namespace. */
  readonly rights: readonly Right[];
  readonly probe: FailoverProbe;
  /** To the database. */
  readonly egress: readonly object[];
}

/** The container that writes meanwhile. */
export interface FailoverProbe {
  /** User that its image runs as. */
  readonly user: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Most that it takes; undefined for the usual 256Mi. */
  readonly memory?: string;
  readonly volumes: readonly ProbeVolume[];
}

/** A Secret, read only, or an empty directory. */
export interface ProbeVolume {
  readonly name: string;
  readonly mountPath: string;
  readonly secret?: object;
  readonly emptyDir?: object;
}

/** Where the programs lie in the pod, and what both containers share. */
export const DIRECTORY = '/drill';
export const LEDGER = '/ledger';

/** Files of a probe in bash. */
export function shellProbe(server: 'postgres' | 'mysql'): string[] {
  return ['failover-probe.sh', `${server}-ledger.sh`];
}

export function shellProbeCommand(server: 'postgres' | 'mysql'): string[] {
  return ['bash', `${DIRECTORY}/failover-probe.sh`, LEDGER, server];
}
