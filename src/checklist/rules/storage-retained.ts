import { everyStorageClass } from '../every-storage-class';
import { DatabaseFacts } from '../facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';

export const storageRetained: Rule = {
  id: 'storage-retained',
  group: RuleGroup.STORAGE,
  title: 'Volumes outlive their claims (reclaimPolicy: Retain)',
  why: 'With reclaimPolicy Delete the disk goes with its claim: one deleted cluster or namespace, and the data is gone.',
  fix: 'Give the platform a storageClass that it makes, or attest reclaimPolicy RETAIN in DatabaseStorageClass.existing; '
    + 'in YAML: reclaimPolicy: Retain in a StorageClass made anew, because the field cannot be changed; volumes that exist keep theirs until '
    + 'persistentVolumeReclaimPolicy of the PersistentVolume is patched.',
  source: 'Running Databases on Kubernetes guide, 3.1 and 12; Kubernetes docs, Persistent Volumes, Reclaiming',
  costly: true,
  severity: Severity.DATA_LOSS,
  check: (facts) => (facts.erased === undefined ? retained(facts) : fail(facts.erased)),
};

function retained(facts: DatabaseFacts): Finding {
  return everyStorageClass(facts, ({ reclaimPolicy, attested, fields }, words) => {
    if (reclaimPolicy === undefined) return unknown(`${words}: its reclaimPolicy is not known`);
    const found = `${words} has reclaimPolicy ${reclaimPolicy}`;
    return reclaimPolicy === 'Retain' ? pass(found, attested) : fail(found, fields?.reclaimPolicy);
  });
}
