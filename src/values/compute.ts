import { Size, SizeRoundingBehavior } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { refuse } from './refusal';

/** Options of `Compute.of`. */
export interface ComputeOptions {
  /** CPU that each instance is guaranteed, for example `Cpu.units(2)`. */
  readonly cpu: Cpu;

  /** Memory that each instance is guaranteed, for example `Size.gibibytes(8)`. The engine's parameters are derived from it. */
  readonly memory: Size;

  /**
   * Upper limit of memory.
   * @default - the same as `memory`: what the engine was tuned for is guaranteed, and the node cannot be overcommitted
   * (CloudNativePG 1.30, docs/src/resource_management.md)
   */
  readonly memoryLimit?: Size;

  /**
   * Upper limit of CPU.
   * @default - none: a CPU limit throttles checkpoints and vacuum in the middle of a query
   */
  readonly cpuLimit?: Cpu;
}

/** CPU and memory of one instance. */
export class Compute {
  /**
   * CPU and memory of one instance.
   * @throws when an amount is zero or negative, or a limit is below its request
   */
  public static of(options: ComputeOptions): Compute {
    const millis = millicores('compute.cpu', options.cpu);
    const memory = mebibytes('compute.memory', options.memory);
    const limit = options.memoryLimit ? mebibytes('compute.memoryLimit', options.memoryLimit) : memory;
    if (limit < memory) {
      refuse('compute.memoryLimit', `be at least compute.memory (${memory} MiB)`, `${limit} MiB`, 'raise it or leave it out');
    }
    const cpuLimit = options.cpuLimit && millicores('compute.cpuLimit', options.cpuLimit);
    if (cpuLimit !== undefined && cpuLimit < millis) {
      refuse('compute.cpuLimit', `be at least compute.cpu (${millis}m)`, `${cpuLimit}m`, 'raise it or leave it out');
    }
    return new Compute(millis, memory, limit, cpuLimit);
  }

  private constructor(
    /** Guaranteed CPU in thousandths of a core. */
    public readonly cpuMillis: number,
    /** Guaranteed memory in MiB. */
    public readonly memoryMebibytes: number,
    /** Upper limit of memory in MiB. */
    public readonly memoryLimitMebibytes: number,
    /** Upper limit of CPU in thousandths of a core; undefined when there is none. */
    public readonly cpuLimitMillis?: number,
  ) {}

  /** @internal */
  public _resources(): object {
    return {
      requests: { cpu: cpuQuantity(this.cpuMillis), memory: memoryQuantity(this.memoryMebibytes) },
      limits: {
        ...(this.cpuLimitMillis === undefined ? {} : { cpu: cpuQuantity(this.cpuLimitMillis) }),
        memory: memoryQuantity(this.memoryLimitMebibytes),
      },
    };
  }
}

function millicores(prop: string, cpu: Cpu): number {
  const text = cpu?.amount;
  // rounded where only binary fractions are in the way: 1.001 * 1000 is 1000.9999999999999
  const amount = text?.endsWith('m') ? Number(text.slice(0, -1)) : Number((Number(text) * 1000).toFixed(6));
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    refuse(prop, 'be a positive amount of CPU in whole thousandths of a core', text, 'give for example Cpu.units(2)');
  }
  return amount;
}

function mebibytes(prop: string, size: Size): number {
  const amount = size?.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    refuse(prop, 'be a positive whole number of MiB', size && `${amount} MiB`, 'give for example Size.gibibytes(8)');
  }
  return amount;
}

function cpuQuantity(millis: number): string {
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

function memoryQuantity(amount: number): string {
  return amount % 1024 === 0 ? `${amount / 1024}Gi` : `${amount}Mi`;
}
