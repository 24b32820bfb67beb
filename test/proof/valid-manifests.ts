import { parseAllDocuments } from 'yaml';

/** Small databases of every reader, with what belongs to them: seeds to spoil. */
export const VALID = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: {name: acme-orders, namespace: shop}
spec:
  teamId: acme
  numberOfInstances: 2
  volume: {size: 10Gi, storageClass: fast}
  users: {orders: [], batch: [createdb]}
  databases: {orders: orders}
  enableLogicalBackup: true
  logicalBackupSchedule: 30 00 * * *
  postgresql: {version: "17", parameters: {shared_buffers: 1GB, max_connections: "100"}}
  resources: {requests: {cpu: 500m, memory: 2Gi}, limits: {memory: 2Gi}}
  tolerations: [{key: dedicated, operator: Equal, value: database, effect: NoSchedule}]
---
apiVersion: postgres-operator.crunchydata.com/v1beta1
kind: PostgresCluster
metadata: {name: invoices, namespace: shop}
spec:
  postgresVersion: 17
  image: registry.example.com/crunchy-postgres:ubi9-17.6-2534
  instances:
    - name: main
      replicas: 2
      dataVolumeClaimSpec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 10Gi}}}
      resources: {requests: {cpu: "1", memory: 2Gi}, limits: {memory: 2Gi}}
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: {matchLabels: {postgres-operator.crunchydata.com/cluster: invoices}}
  users: [{name: invoices, databases: [invoices], options: NOSUPERUSER}]
  patroni: {dynamicConfiguration: {postgresql: {parameters: {shared_buffers: 512MB}}}}
  backups:
    pgbackrest:
      global: {repo1-retention-full: "30", repo1-retention-full-type: time}
      repos: [{name: repo1, schedules: {full: 0 1 * * 0}, s3: {bucket: b, endpoint: s3.example.com, region: r}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: mysql, namespace: shop, labels: {app: mysql}}
spec:
  serviceName: mysql
  replicas: 1
  selector: {matchLabels: {app: mysql}}
  template:
    metadata: {labels: {app: mysql}}
    spec:
      initContainers: [{name: prepare, image: busybox:1.37.0, command: [sh, -c, cp /in/my.cnf /out/my.cnf], volumeMounts: [{name: conf, mountPath: /in}]}]
      containers:
        - name: mysql
          image: mysql:8.4.6
          args: [--max-connections=200]
          env: [{name: MYSQL_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: mysql, key: password}}}]
          ports: [{containerPort: 3306, name: mysql}]
          readinessProbe: {exec: {command: [mysqladmin, ping]}, periodSeconds: 10}
          livenessProbe: {tcpSocket: {port: mysql}, initialDelaySeconds: 60}
          resources: {requests: {cpu: 250m, memory: 512Mi}, limits: {memory: 1Gi}}
          volumeMounts: [{name: data, mountPath: /var/lib/mysql}, {name: conf, mountPath: /etc/mysql/conf.d}]
      volumes: [{name: conf, configMap: {name: mysql, items: [{key: my.cnf, path: my.cnf}]}}]
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 10Gi}}}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: mysql, namespace: shop}
data: {my.cnf: "[mysqld]\\ninnodb_buffer_pool_size = 256M\\n", init.sql: "CREATE USER app IDENTIFIED BY RANDOM PASSWORD;"}
---
apiVersion: v1
kind: Secret
metadata: {name: mysql, namespace: shop}
stringData: {password: "\${MYSQL_PASSWORD}"}
---
apiVersion: v1
kind: Service
metadata: {name: mysql, namespace: shop}
spec: {clusterIP: None, selector: {app: mysql}, ports: [{port: 3306, targetPort: mysql}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: mysql, namespace: shop}
spec: {minAvailable: 50%, selector: {matchLabels: {app: mysql}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: mysql, namespace: shop}
spec: {podSelector: {matchLabels: {app: mysql}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}], ports: [{port: 3306, endPort: 3310}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cache, namespace: shop}
spec:
  replicas: 1
  strategy: {type: Recreate}
  selector: {matchExpressions: [{key: app, operator: In, values: [cache]}]}
  template:
    metadata: {labels: {app: cache}}
    spec:
      containers: [{name: redis, image: "redis@sha256:0000000000000000000000000000000000000000000000000000000000000000", command: [redis-server, --maxmemory, 64mb]}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: dump, namespace: shop}
spec:
  schedule: 0 3 * * *
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: dump, image: postgres:17.6, command: [sh, -c, pg_dump -h acme-orders orders]}]}}}}
---
apiVersion: mongodbcommunity.mongodb.com/v1
kind: MongoDBCommunity
metadata: {name: carts, namespace: shop}
spec:
  members: 3
  type: ReplicaSet
  version: 8.0.12
  users: [{name: app, db: admin, passwordSecretRef: {name: carts}, roles: [{name: readWrite, db: carts}], scramCredentialsSecretName: carts}]
---
apiVersion: pxc.percona.com/v1
kind: PerconaXtraDBCluster
metadata: {name: stock, namespace: shop}
spec:
  crVersion: 1.18.0
  pxc: {size: 3, image: percona/percona-xtradb-cluster:8.4.5, volumeSpec: {persistentVolumeClaim: {resources: {requests: {storage: 10Gi}}}}}
  backup: {storages: {s3: {type: s3, s3: {bucket: b, region: r}}}, schedule: [{name: daily, schedule: 0 3 * * *, storageName: s3}]}
`;

export function validManifests(): any[] {
  return parseAllDocuments(VALID).map((document) => document.toJS());
}
