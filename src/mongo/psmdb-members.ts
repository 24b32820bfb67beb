import { Replset } from './psmdb-replsets';
import { DatabaseFacts } from '../checklist/facts';

/** Members with data that vote, and why there are none. */
export function membersOf(spec: any, sets: readonly Replset[]): Pick<DatabaseFacts, 'instances' | 'arbiters' | 'unreplicated'> {
  if (sets.length === 0) return { instances: 0 };
  if (spec.pause === true) return { instances: 0, unreplicated: 'it is paused (spec.pause)' };
  const isUnsafe = spec.unsafeFlags?.replsetSize === true || spec.allowUnsafeConfigurations === true;
  const refusals = isUnsafe ? [] : sets.flatMap((of) => refusalOf(of) ?? []);
  if (refusals.length > 0) return { instances: 0, unreplicated: `the operator refuses ${refusals.join(', ')}` };
  return { instances: Math.min(...sets.map(({ set }) => set.size ?? 0)), arbiters: Math.max(...sets.map(arbitersOf)) };
}

/** How many vote beside a replica set's members; none beside a sharded database's map, whatever it says (1.22.0, CheckNSetDefaults). */
export function arbitersOf({ set: { arbiter }, name }: Replset): number {
  return arbiter?.enabled === true && name !== 'cfg' ? arbiter.size ?? 0 : 0;
}

/** 1.22.0, checkSafeDefaults: what it refuses is not made at all. */
function refusalOf({ set: { size = 0, arbiter }, words }: Replset): string | undefined {
  if (arbiter?.enabled !== true) return size >= 2 && size % 2 === 0 ? `${words(`a size of ${size}`)}: even, and without an arbiter` : undefined;
  if (arbiter.size !== 1) return words(`${arbiter.size ?? 0} arbiters`);
  return size < 4 || size % 2 !== 0 ? `${words(`a size of ${size}`)} with an arbiter` : undefined;
}
