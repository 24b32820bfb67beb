import { Right } from '../contracts/rehearsal';
import { toDns } from '../parts/network-policy';
import { toObjectStores } from '../parts/object-store-egress';
import { storeEnv } from '../parts/object-store-env';
import { programs } from '../parts/program';
import { RESTRICTED_CONTAINER } from '../parts/restricted';
import { ClusterNetwork } from '../values/cluster-network';
import { DUMP_UPLOADER } from '../values/logical-dumps';
import { ObjectStore, ObjectStoreProvider } from '../values/object-store';
import { ObjectStoreCredentials } from '../values/object-store-credentials';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';

/** Where a restore looks up which backups there are, because the operator's objects of them are gone. */
export interface StoreListing {
  /** The engine's program that knows what its backups look like in a store, and what it has besides. */
  readonly programs: readonly [string, ...string[]];
  readonly store: ObjectStore;
  /** The path of the lost database in it. */
  readonly path: string;
  /** How it is entered; the Secret that holds the keys under the names of Percona's operators. */
  readonly credentials: ObjectStoreCredentials;
  readonly secret: string;
  readonly to: RecoveryPoint;
  /** Name of the backup that it has to be. */
  readonly backup?: string;
  /** Release series of the new database. */
  readonly series: string;
  /** What the engine's program has to know besides. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What a restorer reads of the source: objects of its operator in its namespace, or a listing of its store. */
export type RestoreSource = { readonly namespace: string; readonly rights: readonly Right[] } | StoreListing;

const CA_DIRECTORY = '/etc/store';
const CA_VOLUME = 'store-ca';
/** By the protocol of S3, as both of Percona's operators enter it, with an HMAC key. */
const GOOGLE = 'https://storage.googleapis.com';
/** The keys of Percona's Secrets, as the providers' libraries call them. */
const KEYS: Readonly<Record<ObjectStoreProvider, Readonly<Record<string, string>>>> = {
  [ObjectStoreProvider.S3]: { AWS_ACCESS_KEY_ID: 'AWS_ACCESS_KEY_ID', AWS_SECRET_ACCESS_KEY: 'AWS_SECRET_ACCESS_KEY' },
  [ObjectStoreProvider.GCS]: { AWS_ACCESS_KEY_ID: 'AWS_ACCESS_KEY_ID', AWS_SECRET_ACCESS_KEY: 'AWS_SECRET_ACCESS_KEY' },
  [ObjectStoreProvider.AZURE]: { AZURE_STORAGE_ACCOUNT: 'AZURE_STORAGE_ACCOUNT_NAME', AZURE_STORAGE_KEY: 'AZURE_STORAGE_ACCOUNT_KEY' },
};

/** Codes that a second attempt would end with, too; backup_catalog.py has them. */
export const LISTING_VERDICTS = [21, 24, 29];

export function listingPrograms({ programs: own }: StoreListing): Record<string, string> {
  return programs(...own, 'backup_catalog.py', 'object_store.py');
}

/** What it shares with the container that restores. */
export interface ListingPlaces {
  /** Of its programs. */
  readonly directory: string;
  readonly mounts: readonly object[];
  /** Where it leaves what it found. */
  readonly file: string;
}

/** The container that looks, before the one that restores, and leaves what it found in a file. */
export function listingContainer(of: StoreListing, at: ListingPlaces): object {
  const { store, secret } = of;
  return {
    name: 'list',
    image: DUMP_UPLOADER,
    command: ['python3', `${at.directory}/${of.programs[0]}`],
    env: [
      ...Object.entries(toldOf(of, at.file)).map(([name, value]) => ({ name, value })),
      ...storeEnv(store),
      ...Object.entries(KEYS[store.provider]).map(([name, key]) => ({ name, valueFrom: { secretKeyRef: { name: secret, key } } })),
    ],
    // the names of some ten thousand objects; an estimate
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [...at.mounts, ...(store.endpointCa ? [{ name: CA_VOLUME, mountPath: CA_DIRECTORY, readOnly: true }] : [])],
  };
}

export function listingVolumes({ store: { endpointCa } }: StoreListing): object[] {
  if (!endpointCa) return [];
  return [{ name: CA_VOLUME, secret: { secretName: endpointCa.name, defaultMode: 0o440, items: [{ key: endpointCa.key, path: endpointCa.key }] } }];
}

export function listingEgress({ store, credentials }: StoreListing, network: ClusterNetwork): object[] {
  return [...toObjectStores([{ store, credentials }], network), toDns(network.nodeLocalDns)];
}

function toldOf({ store, path, to, backup, series, variables }: StoreListing, file: string): Record<string, string> {
  const isGoogle = store.provider === ObjectStoreProvider.GCS;
  const endpoint = isGoogle ? GOOGLE : store.endpoint;
  return {
    DESTINATION: path.replace(/^gs:/, 's3:'),
    BACKUPS_FILE: file,
    RECOVERY_POINT: to.kind === RecoveryPointKind.TIME ? to.value! : to.kind,
    SERIES: series,
    ...(backup === undefined ? {} : { BACKUP: backup }),
    ...(endpoint === undefined ? {} : { ENDPOINT: endpoint }),
    // what Google takes; a store that has no regions takes Amazon's first one
    ...(isGoogle ? { AWS_DEFAULT_REGION: 'auto' } : {}),
    ...(store.provider === ObjectStoreProvider.S3 && store.region === undefined ? { AWS_DEFAULT_REGION: 'us-east-1' } : {}),
    ...(store.endpointCa ? { AWS_CA_BUNDLE: `${CA_DIRECTORY}/${store.endpointCa.key}` } : {}),
    ...variables,
  };
}
