import { requireDnsSubdomain } from './kubernetes-name';
import { refuse, requireInteger } from './refusal';

/** Options of `Priority.of`. */
export interface PriorityOptions {
  /** Name of the PriorityClass. */
  readonly name: string;

  /**
   * The higher, the later a pod is evicted and the sooner it is scheduled.
   * @default 1000000 - above the default 0 of ordinary workloads, below the two billion of system pods
   */
  readonly value?: number;
}

/** How much databases matter to the scheduler, as a PriorityClass. */
export class Priority {
  /**
   * A PriorityClass that the platform makes.
   * @throws when the name is malformed or reserved, or the value is out of range
   */
  public static of(options: PriorityOptions): Priority {
    requireDnsSubdomain('name', options.name);
    if (options.name.startsWith('system-')) refuse('name', 'not start with "system-"', options.name, 'choose another name; Kubernetes keeps those');
    const value = options.value ?? 1_000_000;
    requireInteger('value', value, 1, 1_000_000_000, 'choose a value above ordinary workloads');
    return new Priority(options.name, value);
  }

  /**
   * A PriorityClass that exists.
   * @param name name of the PriorityClass
   * @throws when the name is malformed
   */
  public static existing(name: string): Priority {
    requireDnsSubdomain('name', name);
    return new Priority(name, undefined);
  }

  private constructor(
    /** Name of the PriorityClass. */
    public readonly name: string,
    /** Its value; undefined for one that exists. */
    public readonly value?: number,
  ) {}
}
