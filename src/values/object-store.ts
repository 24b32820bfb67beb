import { ObjectStoreCredentials } from './object-store-credentials';
import { refuse } from './refusal';
import { SecretKeyRef } from './secret-key-ref';

/** The interface that an object store speaks. */
export enum ObjectStoreProvider {
  /** Amazon S3 and what speaks its protocol. */
  S3 = 's3',
  /** Google Cloud Storage. */
  GCS = 'gs',
  /** Azure Blob Storage. */
  AZURE = 'azure',
}

/** Options of `ObjectStore.s3`. */
export interface S3ObjectStoreOptions {
  /**
   * Name of the bucket. It is not made here; give it versioning or object lock, and a lifecycle rule that is longer than the retention: who deletes a MySQL or
   * MongoDB backup in Kubernetes, by its namespace for example, deletes what it has in the store.
   */
  readonly bucket: string;

  /** How the backup programs may enter. */
  readonly credentials: ObjectStoreCredentials;

  /**
   * How restores and drills may enter, which only read: an identity or a key that can list and get, and neither put nor delete.
   * @default - as `credentials` says
   */
  readonly readOnlyCredentials?: ObjectStoreCredentials;

  /**
   * Region of the bucket, for example `ap-northeast-2`. MySQL needs it where there is no `endpoint`.
   * @default - none: what the endpoint or the identity says
   */
  readonly region?: string;

  /**
   * Path in the bucket; each database gets `<prefix>/<namespace>/<database>` below it. Where several Kubernetes clusters share a bucket,
   * each needs a prefix of its own.
   * @default - the bucket's root
   */
  readonly prefix?: string;

  /**
   * URL of a store that is not Amazon's, for example `https://s3.example.com:9000`.
   * @default - Amazon S3
   */
  readonly endpoint?: string;

  /**
   * CA that signed the endpoint's certificate: a key of a Secret in every namespace that holds a database.
   * @default - the public CAs
   */
  readonly endpointCa?: SecretKeyRef;
}

/** Options of `ObjectStore.gcs`. */
export interface GcsObjectStoreOptions {
  /**
   * Name of the bucket. It is not made here; give it object versioning or a retention policy, and a lifecycle rule that is longer than the retention: who
   * deletes a MySQL or MongoDB backup in Kubernetes, by its namespace for example, deletes what it has in the store.
   */
  readonly bucket: string;

  /** How the backup programs may enter. */
  readonly credentials: ObjectStoreCredentials;

  /**
   * How restores and drills may enter, which only read: an identity or a key that can list and get, and neither put nor delete.
   * @default - as `credentials` says
   */
  readonly readOnlyCredentials?: ObjectStoreCredentials;

  /**
   * Path in the bucket; each database gets `<prefix>/<namespace>/<database>` below it. Where several Kubernetes clusters share a bucket,
   * each needs a prefix of its own.
   * @default - the bucket's root
   */
  readonly prefix?: string;
}

/** Options of `ObjectStore.azureBlob`. */
export interface AzureBlobObjectStoreOptions {
  /** Name of the storage account. */
  readonly account: string;

  /**
   * Name of the container. It is not made here; give it versioning with soft delete or an immutability policy: who deletes a MySQL or MongoDB backup in
   * Kubernetes, by its namespace for example, deletes what it has in the store.
   */
  readonly container: string;

  /** How the backup programs may enter. */
  readonly credentials: ObjectStoreCredentials;

  /**
   * How restores and drills may enter, which only read: an identity or a key that can list and get, and neither put nor delete.
   * @default - as `credentials` says
   */
  readonly readOnlyCredentials?: ObjectStoreCredentials;

  /**
   * Path in the container; each database gets `<prefix>/<namespace>/<database>` below it. Where several Kubernetes clusters share a container,
   * each needs a prefix of its own.
   * @default - the container's root
   */
  readonly prefix?: string;
}

/** Annotations of ServiceAccounts that the providers know (EKS pod identity webhook, GKE, Azure Workload Identity docs). */
const IDENTITIES: Record<ObjectStoreProvider, { readonly domain: string; readonly names: string[] }> = {
  [ObjectStoreProvider.S3]: { domain: 'eks.amazonaws.com', names: ['role-arn', 'audience', 'sts-regional-endpoints', 'token-expiration'] },
  [ObjectStoreProvider.GCS]: { domain: 'iam.gke.io', names: ['gcp-service-account', 'return-principal-id-as-email', 'credential-quota-project'] },
  [ObjectStoreProvider.AZURE]: { domain: 'azure.workload.identity', names: ['client-id', 'tenant-id', 'service-account-token-expiration'] },
};

interface Place {
  readonly provider: ObjectStoreProvider;
  readonly root: string;
  readonly credentials: ObjectStoreCredentials;
  readonly readOnlyCredentials?: ObjectStoreCredentials;
  readonly prefix?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly endpointCa?: SecretKeyRef;
}

/** Where backups go. Every database writes to a path of its own below it. */
export class ObjectStore {
  /**
   * Amazon S3 or a store that speaks its protocol.
   * @throws when the bucket, the prefix or the endpoint is malformed
   */
  public static s3(options: S3ObjectStoreOptions): ObjectStore {
    requireBucket('bucket', options.bucket);
    if (options.endpoint !== undefined) requireUrl('endpoint', options.endpoint);
    if (options.endpointCa && !/^https:/i.test(options.endpoint ?? '')) {
      refuse('endpointCa', 'go with an https endpoint', options.endpoint, 'set endpoint to an https URL or leave endpointCa out');
    }
    if (options.region !== undefined && !/^[a-z0-9-]+$/.test(options.region)) {
      refuse('region', 'be lower-case letters, digits and "-"', options.region, 'write for example "ap-northeast-2"');
    }
    return new ObjectStore({ ...options, provider: ObjectStoreProvider.S3, root: `s3://${options.bucket}` });
  }

  /**
   * Google Cloud Storage.
   * @throws when the bucket or the prefix is malformed
   */
  public static gcs(options: GcsObjectStoreOptions): ObjectStore {
    requireBucket('bucket', options.bucket);
    return new ObjectStore({ ...options, provider: ObjectStoreProvider.GCS, root: `gs://${options.bucket}` });
  }

  /**
   * Azure Blob Storage.
   * @throws when the account, the container or the prefix is malformed
   */
  public static azureBlob(options: AzureBlobObjectStoreOptions): ObjectStore {
    if (typeof options.account !== 'string' || !/^[a-z0-9]{3,24}$/.test(options.account)) {
      refuse('account', 'be 3 to 24 lower-case letters and digits', options.account, 'give the name of the storage account');
    }
    // https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
    if (typeof options.container !== 'string' || !/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(options.container)) {
      refuse('container', 'be 3 to 63 lower-case letters and digits with single "-" between', options.container, 'give the bare name of the container');
    }
    const root = `https://${options.account}.blob.core.windows.net/${options.container}`;
    return new ObjectStore({ ...options, provider: ObjectStoreProvider.AZURE, root });
  }

  /** The interface that the store speaks. */
  public readonly provider: ObjectStoreProvider;
  /** How the backup programs may enter. */
  public readonly credentials: ObjectStoreCredentials;
  /** How those may enter who only read; the same as `credentials` where nothing else was said. */
  public readonly readOnlyCredentials: ObjectStoreCredentials;
  /** Region of an S3 bucket; undefined when the endpoint or the identity says. */
  public readonly region?: string;
  /** URL of a store that is not the provider's own; undefined otherwise. */
  public readonly endpoint?: string;
  /** CA of the endpoint; undefined for the public CAs. */
  public readonly endpointCa?: SecretKeyRef;
  private readonly path: string;

  private constructor(place: Place) {
    if (place.prefix !== undefined && (!/^[\w.-]+(\/[\w.-]+)*$/.test(place.prefix) || /(^|\/)\.{1,2}(\/|$)/.test(place.prefix))) {
      refuse('prefix', 'be path parts joined by "/", without one at the start or end', place.prefix, 'write for example "prod/postgres"');
    }
    if (!place.credentials) {
      refuse('credentials', 'be given', place.credentials, 'use ObjectStoreCredentials.secret, secretStore or workloadIdentity');
    }
    requireIdentityOf('credentials', place.provider, place.credentials);
    if (place.readOnlyCredentials) requireIdentityOf('readOnlyCredentials', place.provider, place.readOnlyCredentials);
    this.provider = place.provider;
    this.credentials = place.credentials;
    this.readOnlyCredentials = place.readOnlyCredentials ?? place.credentials;
    this.region = place.region;
    this.endpoint = place.endpoint;
    this.endpointCa = place.endpointCa;
    this.path = place.prefix ? `${place.root}/${place.prefix}` : place.root;
  }

  /** TCP port that the store answers on. */
  public get port(): number {
    if (!this.endpoint) return 443;
    const url = new URL(this.endpoint);
    return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  }

  /**
   * The path that is this database's alone.
   * @param namespace namespace of the database
   * @param database name of the database
   */
  public pathOf(namespace: string, database: string): string {
    return `${this.path}/${namespace}/${database}`;
  }
}

function requireBucket(prop: string, bucket: string): void {
  if (typeof bucket !== 'string' || !/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(bucket) || bucket.includes('..')) {
    refuse(prop, 'be 3 to 63 lower-case letters, digits, ".", "_" and "-"', bucket, 'give the bare name, without s3:// or a path');
  }
}

function requireUrl(prop: string, url: string): void {
  if (!/^https?:\/\/[a-z0-9.-]+(:[1-9]\d{0,4})?\/?$/i.test(url) || !URL.canParse(url)) {
    refuse(prop, 'be a URL of scheme, host and port', url, 'write for example "https://s3.example.com:9000"');
  }
}

/** An identity of another cloud, or a misspelt one, would be noticed when the first backup fails. */
function requireIdentityOf(prop: string, provider: ObjectStoreProvider, credentials: ObjectStoreCredentials): void {
  for (const key of Object.keys(credentials?.serviceAccountAnnotations ?? {})) {
    const [domain, name] = key.split('/');
    const cloud = Object.values(IDENTITIES).find((identity) => identity.domain === domain);
    const own = IDENTITIES[provider];
    if (cloud && (cloud !== own || !own.names.includes(name))) {
      refuse(prop, `carry an identity of the store's own cloud (${own.domain}/${own.names[0]})`, key, 'correct the annotation');
    }
  }
}
