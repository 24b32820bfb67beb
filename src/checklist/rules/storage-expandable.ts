import { everyStorageClass } from '../every-storage-class';
import { fail, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';

export const storageExpandable: Rule = {
  id: 'storage-expandable',
  group: RuleGroup.STORAGE,
  title: 'Volumes can grow (allowVolumeExpansion: true)',
  why: 'A volume that cannot grow turns a full disk into a move of all data to new volumes.',
  fix: 'Use a storageClass of a provisioner that can enlarge volumes, or attest allowVolumeExpansion in DatabaseStorageClass.existing; '
    + 'in YAML: allowVolumeExpansion: true in the StorageClass.',
  source: 'Running Databases on Kubernetes guide, 3.3 and 12; Kubernetes docs, Persistent Volumes, Expanding Persistent Volumes Claims',
  costly: false,
  severity: Severity.OUTAGE,
  check: (facts) => everyStorageClass(facts, ({ expandable, attested, fields }, words) => {
    if (expandable === undefined) return unknown(`${words}: whether its volumes can grow is not known`);
    return expandable ? pass(`${words} allows volumes to grow`, attested) : fail(`${words} does not allow volumes to grow`, fields?.expandable);
  }),
};
