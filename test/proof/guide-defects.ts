/** A mistake that guides on databases in Kubernetes teach, as small as it can be said, and the rules that are meant for it. */
export interface GuideDefect {
  /** Number in docs/checklist-proof.md. */
  readonly row: number;
  readonly what: string;
  /** Ids. */
  readonly rules: readonly string[];
  readonly yaml: string;
}

const SOURCE = `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: app, namespace: shop}
spec:
  instances: 3
  storage: {size: 10Gi}
`;
const IN_TREE = '  backup: {barmanObjectStore: {destinationPath: "s3://backups/app/", s3Credentials: {inheritFromIAMRole: true}}, retentionPolicy: 30d}\n';
const RESTORE = `---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: app-restored, namespace: shop}
spec:
  instances: 3
  storage: {size: 10Gi}
  bootstrap: {recovery: {source: app-backup}}
  externalClusters: [{name: app-backup, barmanObjectStore: {destinationPath: "s3://backups/app/", s3Credentials: {inheritFromIAMRole: true}}}]
`;

function policy(selector: string): string {
  return `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: app, namespace: shop}
spec:
  podSelector: {matchLabels: {${selector}}}
  policyTypes: [Ingress, Egress]
  ingress: [{from: [{podSelector: {matchLabels: {${selector}}}}], ports: [{port: 5432}]}]
  egress:
    - {to: [{podSelector: {matchLabels: {${selector}}}}], ports: [{port: 5432}]}
    - {to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}, {port: 53}]}
`;
}

function workload(kind: string, pod: string, labels = 'metadata: {labels: {app: db}}', more = ''): string {
  return `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: db, namespace: shop}
spec:
  replicas: 1
  ${kind === 'StatefulSet' ? 'serviceName: db' : ''}
  selector: {matchLabels: {app: db}}
  template:
    ${labels}
    spec:
${pod.trim().split('\n').map((line) => `      ${line}`).join('\n')}
${more}`;
}

const SQL_PROBE = '{exec: {command: [sh, -c, "pg_isready -U app"]}, periodSeconds: 10, timeoutSeconds: 5}';

export const GUIDE_DEFECTS: readonly GuideDefect[] = [
  {
    row: 1,
    what: 'a daily backup that runs hourly',
    rules: ['backup-scheduled'],
    yaml: `${SOURCE}${IN_TREE}---\napiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\nmetadata: {name: app, namespace: shop}\n`
      + 'spec: {schedule: "0 3 * * *", cluster: {name: app}, method: barmanObjectStore}\n',
  },
  { row: 2, what: 'a restore that looks for backups under its own name', rules: ['recovery-server-name'], yaml: `${SOURCE}${IN_TREE}${RESTORE}` },
  { row: 4, what: 'backups in tree', rules: ['in-tree-barman'], yaml: `${SOURCE}${IN_TREE}` },
  { row: 5, what: 'a PodMonitor that the operator makes', rules: ['enable-pod-monitor'], yaml: `${SOURCE}  monitoring: {enablePodMonitor: true}\n` },
  { row: 7, what: 'a policy over labels that the operator does not set', rules: ['selector-matches-nothing'], yaml: `${SOURCE}${policy('app: postgres')}` },
  {
    row: 8,
    what: 'a policy that cuts off operator, API server, metrics and object store',
    rules: ['network-isolated'],
    yaml: `${SOURCE}${IN_TREE}${policy('cnpg.io/cluster: app')}`,
  },
  {
    row: 9,
    what: 'an exporter that asks for no TLS',
    rules: ['tls-off'],
    yaml: workload('Deployment', 'containers: [{name: exporter, image: "example.com/exporter:1.0.0", '
      + 'env: [{name: DATA_SOURCE_URI, value: "app-rw.shop.svc:5432/app?sslmode=disable"}]}]'),
  },
  {
    row: 10,
    what: 'a certificate for Services that the operator does not make',
    rules: ['certificate-unused'],
    yaml: `${SOURCE}---\napiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: app-tls, namespace: shop}\n`
      + 'spec: {secretName: app-tls, issuerRef: {kind: ClusterIssuer, name: ca}, dnsNames: [postgres-primary.shop.svc.cluster.local]}\n',
  },
  {
    row: 11,
    what: 'an ExternalSecret of a version that is not served',
    rules: ['api-version-removed'],
    yaml: 'apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nmetadata: {name: postgres, namespace: shop}\n'
      + 'spec: {secretStoreRef: {kind: ClusterSecretStore, name: vault}, data: [{secretKey: password, remoteRef: {key: postgres}}]}\n',
  },
  {
    row: 13,
    what: 'an application user that is clusterAdmin',
    rules: ['application-user-admin'],
    yaml: 'apiVersion: mongodbcommunity.mongodb.com/v1\nkind: MongoDBCommunity\nmetadata: {name: carts, namespace: shop}\n'
      + 'spec: {members: 3, type: ReplicaSet, version: "8.0.12", users: [{name: app, db: admin, passwordSecretRef: {name: carts}, '
      + 'roles: [{name: readWrite, db: carts}, {name: clusterAdmin, db: admin}], scramCredentialsSecretName: carts}]}\n',
  },
  {
    row: 14,
    what: 'Percona backups without point-in-time recovery, counted by keep',
    rules: ['backup-keep', 'point-in-time-recovery'],
    yaml: 'apiVersion: pxc.percona.com/v1\nkind: PerconaXtraDBCluster\nmetadata: {name: stock, namespace: shop}\n'
      + 'spec: {crVersion: 1.18.0, pxc: {size: 3, image: "percona/percona-xtradb-cluster:8.4.5"}, '
      + 'backup: {storages: {s3: {type: s3, s3: {bucket: b}}}, schedule: [{name: daily, schedule: "0 3 * * *", keep: 7, storageName: s3}]}}\n',
  },
  {
    row: 15,
    what: 'a Deployment whose template lacks the labels it selects, of an image at its end of life',
    rules: ['selector-matches-template', 'image-end-of-life'],
    yaml: workload('Deployment', 'containers: [{name: pmm, image: "percona/pmm-server:2"}]', 'metadata: {}'),
  },
  {
    row: 17,
    what: 'kernel settings from a database pod',
    rules: ['init-sysctl'],
    yaml: workload('StatefulSet', `initContainers: [{name: tune, image: "busybox:1.37.0", securityContext: {privileged: true}, command: [sh, -c, sysctl -w vm.overcommit_memory=2]}]
containers: [{name: db, image: "postgres:17.6"}]`),
  },
  {
    row: 18,
    what: 'a password in the SQL of a subscription',
    rules: ['password-in-sql'],
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: migration, namespace: shop}\n'
      + 'data: {subscribe.sql: "CREATE SUBSCRIPTION app CONNECTION \'host=vm.example.com user=repl password=not-a-secret-of-anyone\' PUBLICATION app;"}\n',
  },
  {
    row: 20,
    what: 'a configuration that an init container copies into its own file system',
    rules: ['init-copy-lost'],
    yaml: workload('StatefulSet', `securityContext: {runAsUser: 999}
initContainers: [{name: init, image: "busybox:1.37.0", command: [sh, -c], args: ["cp /in/my.cnf /etc/mysql/my.cnf"], volumeMounts: [{name: conf, mountPath: /in}]}]
containers: [{name: db, image: "mysql:8.4.6"}]
volumes: [{name: conf, configMap: {name: db}}]`),
  },
  {
    row: 20,
    what: 'chown without root',
    rules: ['init-chown-without-root'],
    yaml: workload('StatefulSet', `securityContext: {runAsUser: 999}
initContainers: [{name: init, image: "busybox:1.37.0", command: [sh, -c], args: ["chown -R 999:999 /var/lib/mysql"], volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}]
containers: [{name: db, image: "mysql:8.4.6", volumeMounts: [{name: data, mountPath: /var/lib/mysql}]}]
volumes: [{name: data, persistentVolumeClaim: {claimName: db}}]`),
  },
  {
    row: 20,
    what: 'one probe for both',
    rules: ['probes-identical'],
    yaml: workload('StatefulSet', `containers: [{name: db, image: "postgres:17.6", readinessProbe: ${SQL_PROBE}, livenessProbe: ${SQL_PROBE}}]`),
  },
  {
    row: 20,
    what: 'a password in the Secret\'s manifest',
    rules: ['secret-in-manifest'],
    yaml: 'apiVersion: v1\nkind: Secret\nmetadata: {name: mysql, namespace: shop}\nstringData: {MYSQL_ROOT_PASSWORD: not-a-secret-of-anyone}\n',
  },
  {
    row: 20,
    what: 'an option that the next version does not know',
    rules: ['option-going'],
    yaml: workload('StatefulSet', 'containers: [{name: db, image: "mysql:8.0", args: [--default-authentication-plugin=mysql_native_password]}]'),
  },
  { row: 20, what: 'one replica', rules: ['three-instances'], yaml: workload('StatefulSet', 'containers: [{name: db, image: "mysql:8.4.6"}]') },
  {
    row: 21,
    what: 'a configuration where the engine never reads it',
    rules: ['config-never-read'],
    yaml: `${workload('StatefulSet', `containers: [{name: db, image: "postgres:17.6", volumeMounts: [{name: conf, mountPath: /docker-entrypoint-initdb.d}]}]
volumes: [{name: conf, configMap: {name: db, items: [{key: postgresql.conf, path: postgresql.conf}]}}]`)}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: db, namespace: shop}
data: {postgresql.conf: "shared_buffers = 128MB"}
`,
  },
];
