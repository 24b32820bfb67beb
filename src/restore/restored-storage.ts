import { Size, SizeRoundingBehavior } from 'cdk8s';
import { refuse } from '../values/refusal';

/** Size of a volume of a restored database: as asked, and by default as large as the source's, below which it must not be. */
export function restoredStorage(prop: string, mebibytes: number, asked: Size | undefined): Size {
  const amount = asked?.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (amount !== undefined && amount < mebibytes) {
    refuse(prop, `be at least the source's (${mebibytes} MiB)`, `${amount} MiB`, 'what fills more than the volume cannot be restored: leave it out for as much');
  }
  return asked ?? Size.mebibytes(mebibytes);
}
