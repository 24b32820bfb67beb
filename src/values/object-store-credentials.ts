import { isQualifiedName } from './kubernetes-name';
import { refuse, requireText } from './refusal';
import { SecretRef } from './secret-ref';

/** How the backup programs may enter the object store. */
export class ObjectStoreCredentials {
  /**
   * A Secret that exists in every namespace that holds a database. Keys for PostgreSQL: `ACCESS_KEY_ID` and `SECRET_ACCESS_KEY` for S3,
   * `gcsCredentials` for Google Cloud Storage, `AZURE_STORAGE_ACCOUNT` and `AZURE_STORAGE_KEY` for Azure Blob, and the same for MongoDB by its own operator; for MySQL and MongoDB by Percona's, besides or instead,
   * those of Percona's operators: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or `AZURE_STORAGE_ACCOUNT_NAME` and `AZURE_STORAGE_ACCOUNT_KEY`.
   * @param secret the Secret, of the same name in every namespace
   */
  public static secret(secret: SecretRef): ObjectStoreCredentials {
    return new ObjectStoreCredentials(secret.name, undefined, undefined, secret.managedBy);
  }

  /**
   * A Secret made in every namespace that holds a database, from the platform's secret store: `object-store-credentials` for PostgreSQL and for MongoDB by its own operator, and
   * `object-store-credentials-percona` for MySQL and MongoDB by Percona's.
   * @param remoteKey key in the store with the properties `ACCESS_KEY_ID` and `SECRET_ACCESS_KEY` for S3, or `AZURE_STORAGE_ACCOUNT` and `AZURE_STORAGE_KEY`
   * for Azure Blob. For Google Cloud Storage PostgreSQL needs `gcsCredentials`, and MySQL and MongoDB an HMAC key in `ACCESS_KEY_ID` and `SECRET_ACCESS_KEY`
   * @throws when the key is empty
   */
  public static secretStore(remoteKey: string): ObjectStoreCredentials {
    requireText('remoteKey', remoteKey, 'name the key in the secret store that holds the credentials');
    return new ObjectStoreCredentials('object-store-credentials', remoteKey, undefined);
  }

  /**
   * The identity of the database's ServiceAccount, so that there is no credential to leak.
   * @param annotations of the ServiceAccount, for example `eks.amazonaws.com/role-arn`, `iam.gke.io/gcp-service-account` or
   * `azure.workload.identity/client-id`; empty where the identity is bound outside (EKS Pod Identity)
   * @throws when the key of an annotation is malformed or its value empty
   */
  public static workloadIdentity(annotations: { readonly [key: string]: string }): ObjectStoreCredentials {
    for (const [key, value] of Object.entries(annotations)) {
      if (!isQualifiedName(key)) refuse('annotations', 'have keys in Kubernetes\' form', key, 'correct the key');
      requireText(`annotations["${key}"]`, value, 'name the identity that may write the backups');
    }
    return new ObjectStoreCredentials(undefined, undefined, annotations);
  }

  private constructor(
    /** Name of the Secret; undefined with workload identity. */
    public readonly secretName?: string,
    /** Key in the secret store that the Secret is made from; undefined when the Secret exists already. */
    public readonly remoteKey?: string,
    /** Annotations of the ServiceAccount; undefined without workload identity. */
    public readonly serviceAccountAnnotations?: { readonly [key: string]: string },
    /** Who fills the Secret that exists already; undefined when not said. */
    public readonly managedBy?: string,
  ) {}
}
