import { DatabaseFacts } from './facts';
import { Finding, pass, unknown } from './rule';
import { isSeen } from './unseen';

/** What a rule about keeping data finds of a database that is a cache, or may be one; undefined of all others. */
export function cacheFinding({ cache }: DatabaseFacts): Finding | undefined {
  if (cache === undefined) return undefined;
  return isSeen(cache) ? pass(cache) : unknown(cache.what);
}
