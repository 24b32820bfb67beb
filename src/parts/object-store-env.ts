import { ObjectStore, ObjectStoreProvider } from '../values/object-store';
import { ObjectStoreCredentials } from '../values/object-store-credentials';
import { SecretKeyRef } from '../values/secret-key-ref';

/** A store, and how a pod enters it. */
export interface StoreEntrance {
  readonly provider: ObjectStoreProvider;
  readonly endpointCa?: SecretKeyRef;
  readonly credentials: Pick<ObjectStoreCredentials, 'secretName' | 'serviceAccountAnnotations'>;
}

/** What the providers' Python libraries read of a store itself. */
export function storeEnv(store: ObjectStore): object[] {
  return [
    ...(store.region ? [{ name: 'AWS_DEFAULT_REGION', value: store.region }] : []),
    // boto3 1.36 and later send checksums that stores other than Amazon's may not know (plugin docs, "S3-compatible storage")
    ...(store.endpoint ? [
      { name: 'AWS_REQUEST_CHECKSUM_CALCULATION', value: 'when_required' },
      { name: 'AWS_RESPONSE_CHECKSUM_VALIDATION', value: 'when_required' },
    ] : []),
  ];
}

/** As whom to enter it: the variables that the providers' libraries read, and the directory that `storeFile` is mounted at. */
export function storeEntrance({ provider, credentials: { secretName, serviceAccountAnnotations } }: StoreEntrance, directory: string): object[] {
  if (serviceAccountAnnotations) return [];
  const from = (name: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: secretName, key } } });
  switch (provider) {
    case ObjectStoreProvider.S3: return [from('AWS_ACCESS_KEY_ID', 'ACCESS_KEY_ID'), from('AWS_SECRET_ACCESS_KEY', 'SECRET_ACCESS_KEY')];
    case ObjectStoreProvider.GCS: return [{ name: 'GOOGLE_APPLICATION_CREDENTIALS', value: `${directory}/gcsCredentials` }];
    case ObjectStoreProvider.AZURE: return [from('AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_ACCOUNT'), from('AZURE_STORAGE_KEY', 'AZURE_STORAGE_KEY')];
  }
}

/** The volume source of what the libraries read as a file. */
export function storeFile({ provider, credentials, endpointCa }: StoreEntrance): object | undefined {
  const secret = (secretName: string | undefined, key: string) => ({ secret: { secretName, defaultMode: 0o440, items: [{ key, path: key }] } });
  if (endpointCa) return secret(endpointCa.name, endpointCa.key);
  return provider === ObjectStoreProvider.GCS && !credentials.serviceAccountAnnotations ? secret(credentials.secretName, 'gcsCredentials') : undefined;
}
