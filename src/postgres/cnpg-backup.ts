import { BARMAN_PLUGIN } from './barman-plugin';
import { sourceStoreName } from './cnpg-recovery';
import { PostgresSettings } from './postgres-settings';
import { RecoverySettings } from './recovery-settings';
import { Manifest } from '../checklist/manifests';
import { storeEnv } from '../parts/object-store-env';
import { ObjectStore, ObjectStoreProvider } from '../values/object-store';
import { ObjectStoreCredentials } from '../values/object-store-credentials';

/** Name of a database's ObjectStore. */
export function objectStoreName(cluster: string): string {
  return `${cluster}-backups`;
}

/** Where a database's backups go: a path of its own. */
export function objectStoreManifest(of: PostgresSettings, store: ObjectStore): Manifest {
  const { credentials } = store;
  const manifest = storeManifest(of, objectStoreName(of.name), store, store.pathOf(of.namespace, of.name), credentials, credentials.secretName);
  return { ...manifest, spec: { retentionPolicy: `${of.backup.retentionDays}d`, ...manifest.spec } };
}

/** Where a restored database's source left its backups. It has no retentionPolicy: nothing is deleted there. */
export function sourceStoreManifest(of: PostgresSettings, { archive, credentials }: RecoverySettings, secret: string | undefined): Manifest {
  const { store, destinationPath } = archive;
  return storeManifest(of, sourceStoreName(of.name), store, destinationPath, credentials, secret);
}

/** Written for the Barman Cloud plugin 0.14; its docs/plugin-barman-cloud.v1.md has the fields. */
function storeManifest(
  of: PostgresSettings, name: string, store: ObjectStore, destinationPath: string, credentials: ObjectStoreCredentials, secret: string | undefined,
): Manifest {
  return {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: { name, namespace: of.namespace },
    spec: {
      configuration: {
        destinationPath,
        ...(store.endpoint ? { endpointURL: store.endpoint } : {}),
        ...(store.endpointCa ? { endpointCA: { name: store.endpointCa.name, key: store.endpointCa.key } } : {}),
        ...entry(store, credentials, secret),
        // gzip needs nothing that every sidecar image does not have
        wal: { compression: 'gzip', maxParallel: segmentsAtOnce(of.compute.cpuMillis) },
        data: { compression: 'gzip', jobs: 2 },
      },
      instanceSidecarConfiguration: {
        ...(storeEnv(store).length > 0 ? { env: storeEnv(store) } : {}),
        // compression of two streams with boto3's buffers: an estimate
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
      },
    },
  };
}

/**
 * One for each two cores, 1 to 4. Each is a Python program of its own, and replicas look for as many segments at once while they wait to be promoted:
 * four of them on two cores made a failover wait for them (docs/reliability.md).
 */
function segmentsAtOnce(cpuMillis: number): number {
  return Math.min(4, Math.max(1, Math.floor(cpuMillis / 2000)));
}

/** Base backups on a schedule; the write-ahead log is archived all the time. The first one is made at once: until then nothing can be restored. */
export function scheduledBackupManifest(of: PostgresSettings): Manifest {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    metadata: { name: objectStoreName(of.name), namespace: of.namespace },
    spec: {
      schedule: of.backup.schedule.sixFields,
      immediate: true,
      backupOwnerReference: 'self',
      cluster: { name: of.name },
      method: 'plugin',
      pluginConfiguration: { name: BARMAN_PLUGIN },
      target: 'prefer-standby',
    },
  };
}

function entry(store: ObjectStore, { serviceAccountAnnotations: identity }: ObjectStoreCredentials, name: string | undefined): object {
  switch (store.provider) {
    case ObjectStoreProvider.S3:
      return {
        s3Credentials: identity ? { inheritFromIAMRole: true } : {
          accessKeyId: { name, key: 'ACCESS_KEY_ID' }, secretAccessKey: { name, key: 'SECRET_ACCESS_KEY' },
        },
      };
    case ObjectStoreProvider.GCS:
      return { googleCredentials: identity ? { gkeEnvironment: true } : { applicationCredentials: { name, key: 'gcsCredentials' } } };
    case ObjectStoreProvider.AZURE:
      return {
        azureCredentials: identity ? { inheritFromAzureAD: true } : {
          storageAccount: { name, key: 'AZURE_STORAGE_ACCOUNT' }, storageKey: { name, key: 'AZURE_STORAGE_KEY' },
        },
      };
  }
}
