import { Mount } from './mounted-files';

/** Why what is written to a mount does not outlive its pod, in words; undefined where a volume keeps it (Kubernetes API, core/v1 Volume, v1.36). */
export function volumeLoss(mount: Mount | undefined): string | undefined {
  if (!mount) return 'where no volume is mounted: it goes with the container';
  const { volume, readOnly } = mount;
  if (readOnly) return `where ${volumeName(mount)} is mounted read-only: nothing can be written`;
  if (volume.hostPath) return `which is hostPath ${volume.hostPath.path}: it stays behind on one node, and goes with it`;
  const type = Object.keys(volume).find((key) => key !== 'name');
  if (type === undefined || type === 'emptyDir') return `which is emptyDir "${volume.name}": it goes with the pod`;
  if (type === 'ephemeral') return `which is ephemeral volume "${volume.name}": it goes with the pod`;
  return ['configMap', 'secret', 'projected', 'downwardAPI'].includes(type) ? `which is ${type} "${volume.name}": nothing can be written` : undefined;
}

/** As people find it: by its claim, by its server, or by its name in the pod. */
export function volumeName({ volume }: Mount): string {
  if (volume.persistentVolumeClaim) return `PersistentVolumeClaim ${volume.persistentVolumeClaim.claimName}`;
  return volume.nfs ? `nfs ${volume.nfs.server}:${volume.nfs.path}` : `volume ${volume.name}`;
}
