import { cacheFinding } from './cache-finding';
import { DatabaseFacts, VolumeFacts } from './facts';
import { fail, Finding, unknown } from './rule';
import { StorageClassFacts } from './storage-class-facts';
import { isSeen } from './unseen';
import { listed } from './wording';
import { worstFinding } from './worst-finding';

/** Judges each storage class once, however many of the database's volumes are of it. */
export function everyStorageClass(
  facts: DatabaseFacts,
  check: (storageClass: StorageClassFacts, words: string) => Finding,
): Finding {
  const cache = cacheFinding(facts);
  if (cache) return cache;
  if (facts.volumes.length === 0) return fail(facts.unkept ?? 'it has no persistent volume: its data goes with its pods');
  const findings = new Map<string, Finding>();
  for (const { storageClass } of facts.volumes) {
    const key = isSeen(storageClass) ? storageClass.name : storageClass.what;
    if (findings.has(key)) continue;
    findings.set(key, isSeen(storageClass)
      ? check(storageClass, `storage class "${storageClass.name}" (${listed(volumesOf(facts, storageClass))})`)
      : unknown(storageClass.what));
  }
  return worstFinding([...findings.values()]);
}

function volumesOf(facts: DatabaseFacts, storageClass: StorageClassFacts): string[] {
  const isOfIt = (volume: VolumeFacts) => isSeen(volume.storageClass) && volume.storageClass.name === storageClass.name;
  return facts.volumes.filter(isOfIt).map((volume) => volume.name);
}
