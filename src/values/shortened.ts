import { createHash } from 'crypto';

/** A name that is not longer than `most`: one that was has the first letters of a hash of it at its end, so that two of them stay two. */
export function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  // no label of a name ends with "-"
  return `${name.slice(0, most - 6).replace(/[-.]+$/, '')}-${createHash('sha256').update(name).digest('hex').slice(0, 5)}`;
}
