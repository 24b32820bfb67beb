import { Size } from 'cdk8s';
import { Compute } from 'cdk8s-databases';
import { Cpu } from 'cdk8s-plus-28';

/** What a team may order. */
export type AcmeSize = 'small' | 'medium' | 'large';

interface Ordered {
  readonly compute: Compute;
  readonly storage: Size;
  /** Data that fits: 70 % of the volume, the checklist's limit being 80 %. */
  readonly data: Size;
  readonly iops: number;
}

export const SIZES: Readonly<Record<AcmeSize, Ordered>> = {
  small: ordered(1, 4, 50, 1000),
  medium: ordered(4, 16, 200, 3000),
  large: ordered(8, 64, 1000, 6000),
};

function ordered(cores: number, memory: number, storage: number, iops: number): Ordered {
  return {
    compute: Compute.of({ cpu: Cpu.units(cores), memory: Size.gibibytes(memory) }),
    storage: Size.gibibytes(storage),
    data: Size.gibibytes(storage * 0.7),
    iops,
  };
}
