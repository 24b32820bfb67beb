import { BackupFacts } from './facts';
import { Finding, pass, unknown } from './rule';
import { isSeen } from './unseen';
import { listed } from './wording';

/** A pass that says where the store is, when the input holds it. */
export function seenStore({ stores }: BackupFacts, name: string, found: string): Finding {
  const store = stores.filter(isSeen).find((seen) => seen.name === name);
  return store ? pass(`${found} (${store.path})`) : unknown(unseenStore({ stores }, name));
}

/** What is missing so that the store of that name could be judged. */
export function unseenStore({ stores }: Pick<BackupFacts, 'stores'>, name: string): string {
  const unseen = stores.flatMap((store) => (isSeen(store) || !store.what.includes(name) ? [] : [store.what]));
  return unseen.length > 0 ? listed(unseen) : `store "${name}" is not in the input; add it`;
}
