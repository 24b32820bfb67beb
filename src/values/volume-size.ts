import { Size, SizeRoundingBehavior } from 'cdk8s';
import { refuse } from './refusal';

/** The size of a volume in MiB; refuses what is less, or no whole number of them. */
export function volumeMebibytes(prop: string, size: Size, min: number): number {
  const amount = size?.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isSafeInteger(amount) || amount < min) {
    refuse(prop, `be whole MiB, at least ${min}`, size && `${amount} MiB`, 'give for example Size.gibibytes(100)');
  }
  return amount;
}
