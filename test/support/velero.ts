import { Manifest } from '../../src/checklist/manifests';

/** Velero's backups of everything, volumes too: copies that no operator knows of, made while the server writes to them. */
export const VELERO: readonly Manifest[] = [
  {
    apiVersion: 'velero.io/v1',
    kind: 'Schedule',
    metadata: { name: 'all', namespace: 'velero' },
    spec: { schedule: '0 1 * * *', template: { snapshotVolumes: true, defaultVolumesToFsBackup: true, ttl: '2160h0m0s' } },
  },
  { apiVersion: 'velero.io/v1', kind: 'BackupStorageLocation', metadata: { name: 'default', namespace: 'velero' }, spec: { objectStorage: { bucket: 'velero' } } },
];
