import { Replset } from './psmdb-replsets';

/** Kinds of volumes that all members can share. A claim of each member (sidecarPVCs) is none: a backup is read by other members than wrote it. */
const SHARED = ['persistentVolumeClaim', 'nfs', 'csi', 'cephfs', 'azureFile'];

/** Why nothing that is written to a storage is there when it is needed, in words; undefined where backups can go to it. */
export function storageProblem(name: string, storage: any, volumeMounts: readonly any[], sets: readonly Replset[]): string | undefined {
  const { type, filesystem } = storage;
  if (type === 'filesystem') {
    return isKept(filesystem?.path ?? '', volumeMounts, sets) ? undefined
      : `storage "${name}" is a directory that goes with its pod: spec.backup.volumeMounts mounts no claim, nfs or csi of spec.replsets[].sidecarVolumes there`;
  }
  // s3 takes the role of the pods instead (GetPBMStorageAzureConfig and Validate of minio in the operator 1.22.0; newGoogleClient in pbm/storage/gcs)
  return ['azure', 'gcs', 'minio'].includes(type) && !storage[type]?.credentialsSecret
    ? `storage "${name}" has no credentialsSecret, without which nothing is written to ${type}` : undefined;
}

function isKept(path: string, volumeMounts: readonly any[], sets: readonly Replset[]): boolean {
  const directory = (of: string) => `${of.replace(/\/+$/, '')}/`;
  const [mount] = volumeMounts.filter(({ mountPath }) => mountPath && directory(path).startsWith(directory(mountPath)))
    .sort((a, b) => directory(b.mountPath).length - directory(a.mountPath).length);
  if (mount === undefined || mount.readOnly === true) return false;
  return sets.every(({ set }) => (set.sidecarVolumes ?? [])
    .some((volume: any) => volume.name === mount.name && SHARED.some((kind) => volume[kind] !== undefined)));
}
