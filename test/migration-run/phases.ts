import { Pod } from './pods';
import { Ended } from '../programs/running-program';

/** Codes after which a Job makes no further pod (podFailurePolicy), and how many pods it makes otherwise. */
const FINAL_CODES = [0, 20, 21];
const BACKOFF_LIMIT = 6;

export type Phase = 'assess' | 'prepare' | 'replicate' | 'copy' | 'switch' | 'return' | 'confirm';

/** How one pod of a phase is to go. */
export interface PodOptions {
  /** It dies at the first step of the state that is none of these. */
  readonly dieBeyond?: readonly string[];
  /** Milliseconds after that. */
  readonly dieAfter?: number;
  /** It waits at this step of the state until there is this file. */
  readonly wait?: { readonly at: string; readonly for: string };
  readonly rehearsal?: boolean;
  /** Who it is to the lease. */
  readonly host?: string;
  readonly attempt?: number;
  /** Other limits than the migration's. */
  readonly limits?: Record<string, number>;
}

/** Phases of a migration, done as their Jobs do them. */
export abstract class Phases {
  /** One pod of a phase. */
  public abstract pod(phase: Phase, options?: PodOptions): Pod;

  /** What the state says. */
  public abstract state(): Promise<any>;

  /** A pod to its end. */
  public async once(phase: Phase, options: PodOptions = {}): Promise<Ended> {
    return this.pod(phase, options).end();
  }

  /** A phase to its end, as its Job does it: pods that fail are followed by others. */
  public async job(phase: Phase, options: PodOptions = {}): Promise<Ended> {
    const ended = [];
    for (let pod = 0; pod <= BACKOFF_LIMIT; pod++) {
      const end = await this.once(phase, options);
      if (FINAL_CODES.includes(end.code!)) return end;
      ended.push(end.output);
    }
    throw new Error(`the Job failed: ${ended.join('\n---\n')}`);
  }

  /**
   * A phase whose pods die, one at each step that there is, until one comes to its end; gives the steps, and how it ended.
   * The pods have one name, so that none waits for the lease of the one before.
   */
  public async dying(phase: Phase, dieAfter = 0): Promise<{ readonly steps: readonly string[]; readonly end: Ended }> {
    const steps: string[] = [];
    for (;;) {
      const end = await this.once(phase, { dieBeyond: steps, dieAfter, host: `${phase}-dying` });
      if (end.code !== null) return { steps, end };
      steps.push((await this.state()).current.step);
    }
  }

  /** What becomes of a phase whose first pod runs already. */
  public async followed(pod: Pod, phase: Phase): Promise<Ended> {
    const end = await pod.end();
    return FINAL_CODES.includes(end.code!) ? end : this.job(phase);
  }

  /** Does phases one after the other; each must be done. */
  public async through(...phases: Phase[]): Promise<void> {
    for (const phase of phases) {
      const end = await this.job(phase);
      if (end.code !== 0) throw new Error(`${phase} ended with ${end.code}: ${end.output}`);
    }
  }
}
