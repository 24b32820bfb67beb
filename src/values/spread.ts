import { createHash } from 'crypto';

/** A number below `count` that follows from a name, and is far from that of a name like it. */
export function spread(name: string, count: number): number {
  return createHash('sha256').update(name).digest().readUInt32BE() % count;
}
