import { parseAllDocuments } from 'yaml';
import { Manifests } from '../../src/checklist/manifests';
import { prerequisites } from '../../src/validation/prerequisites';
import { prerequisitesText } from '../../src/validation/prerequisites-text';

function needs(yaml: string) {
  return prerequisites(new Manifests(parseAllDocuments(yaml).map((document) => document.toJS())));
}

function objects(yaml: string): string[] {
  return needs(yaml).objects.map(({ kind, namespace, name, keys }) => [kind, namespace, name, ...keys].join(' '));
}

const CLUSTER = `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: orders, namespace: shop}
spec:
  priorityClassName: database
  storage: {size: 10Gi, storageClass: fast}
  certificates: {serverTLSSecret: orders-server-tls, serverCASecret: orders-server-tls}
  managed: {roles: [{name: app, passwordSecret: {name: orders-app-password}}]}
  monitoring: {customQueriesConfigMap: [{name: orders-queries, key: queries}]}
`;

const STORE = `
apiVersion: barmancloud.cnpg.io/v1
kind: ObjectStore
metadata: {name: orders, namespace: shop}
spec:
  configuration:
    s3Credentials: {accessKeyId: {name: aws-creds, key: ACCESS_KEY_ID}, secretAccessKey: {name: aws-creds, key: SECRET_ACCESS_KEY}}
    endpointCA: {name: store-ca, key: ca.crt}
`;

const EXTERNAL_SECRET = `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: orders-app, namespace: shop}
spec:
  secretStoreRef: {name: aws, kind: ClusterSecretStore}
  target: {name: orders-app-password}
  data:
  - {secretKey: username, remoteRef: {key: databases/shop/orders/app, property: username}}
  - {secretKey: password, remoteRef: {key: databases/shop/orders/app, property: password}}
  dataFrom: [{extract: {key: databases/shop/shared}}]
`;

const CERTIFICATE = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: orders, namespace: shop}
spec: {secretName: orders-server-tls, issuerRef: {name: internal-ca, kind: ClusterIssuer}}
`;

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: web}
spec:
  template:
    spec:
      imagePullSecrets: [{name: registry}]
      volumes: [{secret: {secretName: tls}}, {configMap: {name: settings}}, {configMap: {name: extras, optional: true}}]
      containers:
      - env:
        - {name: A, valueFrom: {secretKeyRef: {name: api, key: token}}}
        - {name: B, valueFrom: {configMapKeyRef: {name: flags, key: beta}}}
        envFrom: [{secretRef: {name: all}}]
`;

test('operators are named with their version and the kinds that are used', () => {
  expect(needs([CLUSTER, STORE, CERTIFICATE, DEPLOYMENT].join('---')).operators).toEqual([
    { operator: 'Barman Cloud plugin', version: '0.14', kinds: ['ObjectStore.barmancloud.cnpg.io'] },
    { operator: 'CloudNativePG', version: '1.30', kinds: ['Cluster.postgresql.cnpg.io'] },
    { operator: 'cert-manager', version: '1.21', kinds: ['Certificate.cert-manager.io'] },
  ]);
});

test('objects that are named and not there are needed, with the keys that are read', () => {
  expect(objects(CLUSTER)).toEqual([
    'ConfigMap shop orders-queries queries',
    'PriorityClass  database',
    'Secret shop orders-app-password',
    'Secret shop orders-server-tls',
    'StorageClass  fast',
  ]);
  expect(objects(STORE)).toEqual(['Secret shop aws-creds ACCESS_KEY_ID SECRET_ACCESS_KEY', 'Secret shop store-ca ca.crt']);
  expect(objects(DEPLOYMENT)).toEqual([
    'ConfigMap web flags beta', 'ConfigMap web settings', 'Secret web all', 'Secret web api token', 'Secret web registry', 'Secret web tls',
  ]);
});

test('Secrets that an operator makes of the input are not', () => {
  expect(objects([CLUSTER, EXTERNAL_SECRET, CERTIFICATE].join('---'))).toEqual([
    'ClusterIssuer  internal-ca', 'ClusterSecretStore  aws', 'ConfigMap shop orders-queries queries', 'PriorityClass  database', 'StorageClass  fast',
  ]);
  expect(objects(`${CLUSTER.replace('orders-app-password', 'orders-app')}`)).not.toContain('Secret shop orders-app');
});

test('nor is the Secret of a role that logs in with a certificate, nor the CA that is in every namespace', () => {
  const pod = (secret: string) => `
apiVersion: v1
kind: Pod
metadata: {name: probe, namespace: shop}
spec: {volumes: [{secret: {secretName: ${secret}}}, {configMap: {name: kube-root-ca.crt}}]}
---
apiVersion: postgresql.cnpg.io/v1
kind: DatabaseRole
metadata: {name: prober, namespace: shop}
spec: {name: prober, cluster: {name: orders}, clientCertificate: {enabled: true}}
`;
  expect(objects(pod('prober-client-cert')).filter((of) => !of.startsWith('Cluster'))).toEqual([]);
  expect(objects(pod('other-client-cert'))).toContain('Secret shop other-client-cert');
});

test('objects that the input holds are not, in the namespace that they are named from', () => {
  const settings = (namespace: string) => `\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: ${namespace}}\n`;
  expect(objects([DEPLOYMENT, settings('web')].join('---'))).not.toContain('ConfigMap web settings');
  expect(objects([DEPLOYMENT, settings('shop')].join('---'))).toContain('ConfigMap web settings');
});

test('classes that Kubernetes has are not, nor are names of labels', () => {
  expect(objects(`
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: tuning, namespace: tuning, labels: {secretName: x}}
spec:
  selector: {matchLabels: {storageClass: x}}
  template: {spec: {priorityClassName: system-node-critical, nodeSelector: {storageClass: x}}}
`)).toEqual([]);
});

test('namespaces that are used and not made are needed, but for those that every cluster has', () => {
  const inNamespace = (namespace: string) => `\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ${namespace}}\n`;
  const made = '\napiVersion: v1\nkind: Namespace\nmetadata: {name: made}\n';
  expect(needs([inNamespace('made'), made, inNamespace('other'), inNamespace('kube-system'), inNamespace('default')].join('---')).namespaces).toEqual(['other']);
});

test('remote secrets are named with their properties and their store', () => {
  expect(needs(EXTERNAL_SECRET).remoteSecrets).toEqual([
    {
      store: 'ClusterSecretStore aws', key: 'databases/shop/orders/app', properties: ['username', 'password'], usedBy: ['ExternalSecret shop/orders-app'],
    },
    { store: 'ClusterSecretStore aws', key: 'databases/shop/shared', properties: [], usedBy: ['ExternalSecret shop/orders-app'] },
  ]);
});

test('the text is a short list', () => {
  expect(prerequisitesText(needs([CLUSTER, EXTERNAL_SECRET, CERTIFICATE].join('---')))).toBe(`The cluster must already have:
  Operators:
    - CloudNativePG 1.30: Cluster.postgresql.cnpg.io
    - External Secrets 2.9: ExternalSecret.external-secrets.io
    - cert-manager 1.21: Certificate.cert-manager.io
  Namespaces:
    - shop
  Objects:
    - ClusterIssuer internal-ca, for Certificate shop/orders
    - ClusterSecretStore aws, for ExternalSecret shop/orders-app
    - ConfigMap shop/orders-queries (queries), for Cluster shop/orders
    - PriorityClass database, for Cluster shop/orders
    - StorageClass fast, for Cluster shop/orders
  Remote secrets:
    - databases/shop/orders/app (username, password) in ClusterSecretStore aws, for ExternalSecret shop/orders-app
    - databases/shop/shared in ClusterSecretStore aws, for ExternalSecret shop/orders-app
`);
});

test('an input without needs says so', () => {
  expect(prerequisitesText(needs('{apiVersion: v1, kind: Namespace, metadata: {name: shop}}'))).toBe('The cluster needs nothing beforehand.\n');
});

test('a Schedule of Velero needs Velero, and the location that it names', () => {
  const schedule = `
apiVersion: velero.io/v1
kind: Schedule
metadata: {name: databases, namespace: velero}
spec: {schedule: 0 1 * * *, template: {storageLocation: offsite}}
`;
  expect(needs(schedule).operators).toEqual([{ operator: 'Velero', version: '1.18', kinds: ['Schedule.velero.io'] }]);
  expect(objects(schedule)).toEqual(['BackupStorageLocation velero offsite']);
  const location = 'apiVersion: velero.io/v1\nkind: BackupStorageLocation\nmetadata: {name: offsite, namespace: velero}\n';
  expect(objects(`${schedule}---\n${location}`)).toEqual([]);
});
