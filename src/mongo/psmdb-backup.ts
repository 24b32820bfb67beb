import { BackupSettings } from './backup-settings';
import { BACKUP_IMAGE } from './mongo-operators';
import { MongoSettings } from './mongo-settings';
import { RESTRICTED } from './psmdb-security';
import { Manifest } from '../checklist/manifests';
import { ObjectStore, ObjectStoreProvider } from '../values/object-store';

export const STORAGE = 'object-store';

/**
 * `spec.backup`: Percona Backup for MongoDB in every member's pod. Logical backups, because they need neither the encryption key nor the same version to
 * be read. Point-in-time recovery begins with the first backup (1.22.0, reconcilePiTRConfig).
 */
export function backup(
  { namespace, name }: MongoSettings, { schedule, count, oplogMinutes }: BackupSettings, store: ObjectStore, secret: string | undefined,
): object {
  return {
    enabled: true,
    image: BACKUP_IMAGE,
    // one collection at a time, with as many parts in flight as half of the node's cores (2.12.0, pbm/storage/s3/s3.go), 10 MiB each up to 66 GiB of it (storage.go, ComputePartSize); an estimate
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '2Gi' } },
    containerSecurityContext: RESTRICTED,
    storages: { [STORAGE]: { main: true, ...storage(store, store.pathOf(namespace, name), secret) } },
    pitr: { enabled: true, oplogSpanMin: oplogMinutes },
    // otherwise half of the node's cores, whatever the limit (2.12.0, cmd/pbm-agent/main.go); the CRD asks for oplogSpanMin beside it, which is that of a running backup
    configuration: { backupOptions: { numParallelCollections: 1, oplogSpanMin: oplogMinutes } },
    tasks: [{
      name: 'scheduled',
      enabled: true,
      schedule: schedule.fiveFields,
      storageName: STORAGE,
      type: 'logical',
      retention: { type: 'count', count, deleteFromStorage: true },
    }],
  };
}

/** A storage by the provider's own protocol; the keys of the Secrets are those of pkg/psmdb/backup/pbm.go, 1.22.0. */
export function storage({ provider, region, endpoint, endpointCa }: ObjectStore, path: string, secret: string | undefined): object {
  const { host, pathname } = new URL(path);
  const [first, ...rest] = pathname.slice(1).split('/');
  const credentials = secret === undefined ? {} : { credentialsSecret: secret };
  switch (provider) {
    case ObjectStoreProvider.S3: {
      const place = { bucket: host, prefix: pathname.slice(1), ...(region ? { region } : {}), ...credentials };
      // what it signs for without one, written out (PBM 2.12.0, pbm/storage/s3/s3.go)
      if (!endpointCa) return { type: 's3', s3: { region: 'us-east-1', ...place, ...(endpoint ? { endpointUrl: endpoint } : {}) } };
      // only this client takes a CA of one's own; its endpoint has no scheme, and without a region it asks the bucket
      const { host: server } = new URL(endpoint!);
      return { type: 'minio', minio: { ...place, endpointUrl: server, secure: true, caBundle: { name: endpointCa.name, key: endpointCa.key } } };
    }
    case ObjectStoreProvider.GCS:
      return { type: 'gcs', gcs: { bucket: host, prefix: pathname.slice(1), ...credentials } };
    case ObjectStoreProvider.AZURE:
      return { type: 'azure', azure: { endpointUrl: `https://${host}`, container: first, prefix: rest.join('/'), ...credentials } };
  }
}

/** The identity that the pods enter the object store with; undefined where they have a key. */
export function storeAccount({ name, namespace, platform }: MongoSettings): Manifest | undefined {
  const annotations = platform.backups?.credentials.serviceAccountAnnotations;
  if (!annotations) return undefined;
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `${name}-mongod`, namespace, annotations } };
}
