import { MySqlSettings } from './mysql-settings';
import { CONTAINER_SECURITY, nodesOf, POD_SECURITY } from './pxc-pod';
import { ObjectStore, ObjectStoreProvider } from '../values/object-store';

/** Percona XtraBackup by the series of the server (release notes of the operator 1.20.0). */
const IMAGES: Readonly<Record<string, string>> = {
  '8.0': 'docker.io/percona/percona-xtrabackup:8.0.35-35.1',
  '8.4': 'docker.io/percona/percona-xtrabackup:8.4.0-5.1',
};

/** Names of the storages: of full backups, and of the binary log, which the operator takes for one cluster's whatever else lies beside it. */
export const BACKUPS = 'backups';
export const BINLOGS = 'binlogs';
/** Google's store by the protocol of S3, with an HMAC key (Google Cloud docs, Interoperability with other storage providers). */
const GOOGLE = 'https://storage.googleapis.com';

/** `spec.backup`. */
export function backup(of: MySqlSettings, store: ObjectStore, credentialsSecret: string): object {
  const storage = (folder: string) => ({ ...storageOf(of), ...destination(store, `${store.pathOf(of.namespace, of.name)}/${folder}`, credentialsSecret) });
  return {
    image: IMAGES[of.series],
    imagePullPolicy: 'IfNotPresent',
    // each makes a donor of an instance
    allowParallel: false,
    // a backup can wait; what uploads the binary log cannot, and takes its priority from its storage (binlog-collector.go)
    storages: { [BACKUPS]: { ...storage(BACKUPS), priorityClassName: undefined }, [BINLOGS]: storage(BINLOGS) },
    schedule: [{
      name: 'full',
      schedule: of.backup.schedule.fiveFields,
      storageName: BACKUPS,
      retention: { type: 'count', count: of.backup.count, deleteFromStorage: true },
    }],
    // what is restored would upload the log of its restore; the operator stops the collector for it, and only for it (reconcileBackups, 1.20)
    pitr: of.recovery ? { enabled: false } : {
      enabled: true,
      storageName: BINLOGS,
      timeBetweenUploads: of.backup.uploadSeconds,
      // a binary log of unknown length is uploaded in parts of up to 537 MiB, each of them read into memory before (OptimalPartInfo in minio-go v7)
      resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '1536Mi' } },
    },
  };
}

/** `spec.backup` of what only restores: the image is needed, and nothing can be written anywhere (PerconaXtraDBCluster has no storages). */
export function restoreOnly({ series }: MySqlSettings): object {
  return { image: IMAGES[series], imagePullPolicy: 'IfNotPresent' };
}

/** Fields of a storage that say where it is. */
export interface Destination {
  readonly type: 's3' | 'azure';
  readonly verifyTLS?: boolean;
  readonly s3?: { readonly caBundle?: object; readonly [field: string]: unknown };
  readonly azure?: object;
}

/** How the pods of backups and of the collector run. */
function storageOf(of: MySqlSettings): object {
  return {
    ...nodesOf(of),
    resources: { requests: { cpu: '500m', memory: '512Mi' }, limits: { memory: '1Gi' } },
    podSecurityContext: POD_SECURITY,
    containerSecurityContext: CONTAINER_SECURITY,
  };
}

/**
 * The folder stands in `bucket` and `container` and not in `prefix`: the collector of the binary log does not read that, and would mix those of all
 * clusters in the bucket's root (getStorageEnvs in pkg/pxc/app/binlogcollector/binlog-collector.go, and BucketURL in pxc_types.go, 1.20.0).
 */
export function destination(store: ObjectStore, path: string, credentialsSecret: string): Destination {
  if (store.provider === ObjectStoreProvider.AZURE) {
    const { hostname, protocol, pathname } = new URL(path);
    return { type: 'azure', azure: { container: pathname.slice(1), endpointUrl: `${protocol}//${hostname}`, credentialsSecret } };
  }
  const isGoogle = store.provider === ObjectStoreProvider.GCS;
  return {
    type: 's3',
    verifyTLS: true,
    s3: {
      bucket: path.replace(/^\w+:\/\//, ''),
      credentialsSecret,
      // a store that has no regions takes Amazon's first one
      region: isGoogle ? 'auto' : store.region ?? 'us-east-1',
      endpointUrl: isGoogle ? GOOGLE : store.endpoint ?? amazon(store.region!),
      ...(store.endpointCa ? { caBundle: { name: store.endpointCa.name, key: store.endpointCa.key } } : {}),
    },
  };
}

/**
 * Written out: without one the collector of the binary log takes `s3.amazonaws.com` and, because that says nothing of https, sends it without TLS (cmd/pitr/collector/collector.go and
 * pkg/pxc/backup/storage/storage.go, NewS3, 1.20.0). China's regions have a domain of their own (AWS docs, Service endpoints, Amazon S3).
 */
function amazon(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
