import { Construct } from 'constructs';
import type { DatabasePlatform } from './database-platform';
import { externalSecret } from '../parts/external-secret';
import { kept } from '../parts/kept';
import { shareManifest } from '../parts/manifest-object';
import { requireNamespace } from '../values/kubernetes-name';
import { ObjectStoreProvider } from '../values/object-store';
import { refuse } from '../values/refusal';
import { SecretStore } from '../values/secret-store';

/** Keys of the Secret with which a store is entered. */
export const CREDENTIAL_KEYS: Record<ObjectStoreProvider, string[]> = {
  [ObjectStoreProvider.S3]: ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'],
  [ObjectStoreProvider.GCS]: ['gcsCredentials'],
  [ObjectStoreProvider.AZURE]: ['AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_KEY'],
};

/** What Percona's operators call them (wiring of PXC 1.20 and PSMDB 1.22), and the keys that the secret store has; they enter Google's store by S3's protocol. */
export const PERCONA_KEYS: Record<ObjectStoreProvider, Record<string, string>> = {
  [ObjectStoreProvider.S3]: { AWS_ACCESS_KEY_ID: 'ACCESS_KEY_ID', AWS_SECRET_ACCESS_KEY: 'SECRET_ACCESS_KEY' },
  [ObjectStoreProvider.GCS]: { AWS_ACCESS_KEY_ID: 'ACCESS_KEY_ID', AWS_SECRET_ACCESS_KEY: 'SECRET_ACCESS_KEY' },
  [ObjectStoreProvider.AZURE]: { AZURE_STORAGE_ACCOUNT_NAME: 'AZURE_STORAGE_ACCOUNT', AZURE_STORAGE_ACCOUNT_KEY: 'AZURE_STORAGE_KEY' },
};

export interface DatabaseNamespaceProps {
  readonly platform: DatabasePlatform;
  readonly name: string;
  readonly create: boolean;
}

/** What a namespace that holds databases has once, however many databases it holds. */
export class DatabaseNamespace extends Construct {
  private readonly platform: DatabasePlatform;
  private readonly name: string;

  constructor(scope: Construct, id: string, props: DatabaseNamespaceProps) {
    super(scope, id);
    requireNamespace('namespace', props.name);
    this.platform = props.platform;
    this.name = props.name;
    if (props.create) this.addNamespace();
    this.addLogCollection();
  }

  /** A ConfigMap that all databases of one engine share. */
  public configMap(name: string, labels: Record<string, string>, data: () => Record<string, string>): void {
    if (this.node.tryFindChild(name)) return;
    shareManifest(this, name, kept({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: this.name, labels }, data: data() }));
  }

  /** How its databases enter the object store. A namespace of drills has none of it: they do not write. */
  public objectStoreCredentials(): void {
    if (!this.node.tryFindChild('ObjectStoreCredentials')) this.addObjectStoreCredentials();
  }

  /** The Secret with which Percona's operators enter the object store; undefined with workload identity. Made when the first database of theirs comes. */
  public perconaCredentials(): string | undefined {
    const { backups } = this.platform;
    const { secretName, remoteKey } = backups?.credentials ?? {};
    if (!backups || secretName === undefined || remoteKey === undefined) return secretName;
    const name = `${secretName}-percona`;
    if (!this.node.tryFindChild('PerconaCredentials')) {
      shareManifest(this, 'PerconaCredentials', kept(externalSecret({
        name, namespace: this.name, store: this.secretStore(), remoteKey, properties: PERCONA_KEYS[backups.provider],
      })));
    }
    return name;
  }

  private addNamespace(): void {
    if (this.name.startsWith('kube-')) {
      refuse('namespace', 'not start with "kube-", which Kubernetes keeps', this.name, 'choose a namespace of the databases\' own');
    }
    shareManifest(this, 'Namespace', kept({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: this.name,
        labels: {
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
          'pod-security.kubernetes.io/audit': 'restricted',
        },
      },
    }), 'namespace');
  }

  private addObjectStoreCredentials(): void {
    const { backups } = this.platform;
    const remoteKey = backups?.credentials.remoteKey;
    if (!backups || remoteKey === undefined) return;
    const properties = Object.fromEntries(CREDENTIAL_KEYS[backups.provider].map((key) => [key, key]));
    shareManifest(this, 'ObjectStoreCredentials', kept(externalSecret({
      name: backups.credentials.secretName!, namespace: this.name, store: this.secretStore(), remoteKey, properties,
    })));
  }

  private secretStore(): SecretStore {
    const { secrets } = this.platform;
    if (!secrets) {
      refuse('backups.credentials', 'come from where the platform has a secret store', 'ObjectStoreCredentials.secretStore',
        'give the platform `secrets`, or use ObjectStoreCredentials.secret or workloadIdentity');
    }
    return secrets;
  }

  private addLogCollection(): void {
    const labels = this.platform.logs?.podLogsLabels;
    if (!labels) return;
    shareManifest(this, 'PodLogs', {
      apiVersion: 'monitoring.grafana.com/v1alpha2',
      kind: 'PodLogs',
      metadata: { name: 'databases', namespace: this.name, labels },
      spec: { selector: {}, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': this.name } } },
    });
  }
}
