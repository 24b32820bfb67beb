import { Attested } from '../annotations';
import { Manifests } from '../manifests';
import { fromAttestation, readStorageClass, StorageClassFacts } from '../storage-class-facts';
import { Seen, Unseen } from '../unseen';

const DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/** What is known of a volume's StorageClass; without a name, of the cluster's default one. */
export function readClass(among: Manifests, name: string | undefined, attested: Attested['storageClasses']): Seen<StorageClassFacts> {
  const manifest = name === undefined
    ? among.ofKind('storage.k8s.io', 'StorageClass').find((each) => each.metadata.annotations?.[DEFAULT] === 'true')
    : among.find('storage.k8s.io', 'StorageClass', undefined, name);
  const said = attested?.find((each) => each.name === (manifest?.metadata.name ?? name));
  if (manifest) return readStorageClass(manifest, said);
  if (said) return fromAttestation(said);
  return new Unseen(name === undefined
    ? 'The volume names no StorageClass and the input has no default one; name the class and add its manifest, or attest what it does.'
    : `StorageClass ${name} is not in the input; add its manifest, or attest what it does.`);
}
