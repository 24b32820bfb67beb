import { Fixes } from '../checklist/fixes';

/** How to meet the rules in a PerconaServerMongoDB: the CRD of Percona Operator for MongoDB 1.22.0. */
export const PSMDB_FIXES: Fixes = {
  'storage-retained': 'Name in spec.replsets[].volumeSpec.persistentVolumeClaim.storageClassName a StorageClass with reclaimPolicy: Retain; the field of a claim that exists cannot be changed, and its volume '
    + 'keeps its policy until persistentVolumeReclaimPolicy of the PersistentVolume is patched. Take the finalizer percona.com/delete-psmdb-pvc away: it deletes the claims and the key that the volumes are encrypted under.',
  'storage-headroom': 'Enlarge spec.replsets[].volumeSpec.persistentVolumeClaim.resources.requests.storage until the data fills at most 80 % of it, declare how much that is (dataMebibytes) in the annotation '
    + 'cdk8s-databases.io/workload, and add a PrometheusRule on kubelet_volume_stats_available_bytes of each claim (mongod-data-<name>-<replset>-0 and the others).',
  'storage-expandable': 'Set allowVolumeExpansion: true in the StorageClass of spec.replsets[].volumeSpec.persistentVolumeClaim.storageClassName, and spec.storageScaling.enableVolumeScaling: true.',
  'storage-performance': 'Declare what the database needs (iops, throughputMebibytes) in the annotation cdk8s-databases.io/workload, and name in '
    + 'spec.replsets[].volumeSpec.persistentVolumeClaim.storageClassName a StorageClass whose parameters give as much (gp3: iops and throughput).',
  'three-instances': 'Set spec.replsets[].size to 3, or to 5 or 7, and take spec.unsafeFlags.replsetSize and spec.pause away.',
  'votes-hold-data': 'Take spec.replsets[].arbiter away, and set spec.replsets[].size to an odd number.',
  'disruption-budget': 'Leave the budget to the operator: spec.replsets[].podDisruptionBudget.maxUnavailable: 1, or nothing; remove your own on its pods.',
  'spread-across-nodes-and-zones': 'Set spec.replsets[].affinity.antiAffinityTopologyKey: kubernetes.io/hostname, which is required, and in spec.replsets[].topologySpreadConstraints topology.kubernetes.io/zone with '
    + 'maxSkew: 1, whenUnsatisfiable: DoNotSchedule and labelSelector.matchLabels: { app.kubernetes.io/instance: <name>, app.kubernetes.io/replset: <replset> }.',
  'backup-scheduled': 'Set spec.backup.enabled: true, a storage in spec.backup.storages with a credentialsSecret (filesystem: with a claim, nfs or csi of spec.replsets[].sidecarVolumes, mounted there by spec.backup.volumeMounts), and in spec.backup.tasks[] a task with enabled: true, storageName and schedule of five cron fields, once a day at least ("0 3 * * *").',
  'log-archived': 'Set spec.backup.pitr.enabled: true, and let a task of spec.backup.tasks make full backups in the main storage: without one the oplog is not archived.',
  'retention-30-days': 'Set in spec.backup.tasks[] retention: { type: count, count: <number of backups that cover 30 days>, deleteFromStorage: true }; without it nothing is ever deleted.',
  'network-isolated': 'Write NetworkPolicies with both policyTypes whose podSelector matches app.kubernetes.io/name: percona-server-mongodb and app.kubernetes.io/instance: <name>, and a rule for each path that is cut off: '
    + 'members among each other, the operator and clients on 27017, Prometheus on the exporter\'s port, DNS, the object store.',
  'secrets-external': 'Fill the Secret of spec.secrets.users by an ExternalSecret (external-secrets.io/v1) with all ten keys MONGODB_{BACKUP,DATABASE_ADMIN,CLUSTER_ADMIN,CLUSTER_MONITOR,USER_ADMIN}_{USER,PASSWORD}: the '
    + 'operator adds what is missing; name one of its own in each spec.users[].passwordSecretRef and spec.backup.storages.*.*.credentialsSecret, or attest who manages them.',
  'tls-required': 'Set spec.tls.mode: requireTLS and, for clients without certificates, net.tls.allowConnectionsWithoutCertificates: true in spec.replsets[].configuration; a certificate of your own, in spec.secrets.ssl and '
    + 'spec.secrets.sslInternal, has the dnsNames <name>-<replset> and *.<name>-<replset>, each bare and with .<namespace>, .<namespace>.svc and .<namespace>.svc.cluster.local behind it.',
  'least-privilege': 'Give users in spec.users[].roles read or readWrite on their own database, and take root, clusterAdmin, dbOwner and the roles on any database away; declare roles of your own in '
    + 'spec.roles, on one database. Leave security.authorization out of spec.replsets[].configuration.',
  'metrics-and-dashboard': 'Add percona/mongodb_exporter to spec.replsets[].sidecars with a container port named metrics (9216), a PodMonitor that selects app.kubernetes.io/instance: <name> and that port and carries the labels '
    + 'of Prometheus\' podMonitorSelector, and a dashboard (ConfigMap or GrafanaDashboard) that queries mongodb_ series of this database.',
  'alert-rules': 'Add a PrometheusRule on replication lag (mongodb_mongod_replset_… or mongodb_rs_members_optimeDate), disk usage (kubelet_volume_stats_available_bytes) and connections (mongodb_ss_connections), whose expressions '
    + 'accept the series of the pods <name>-<replset>-0 and which carries the labels of Prometheus\' ruleSelector.',
  'query-insight': 'Set operationProfiling.mode: slowOp in spec.replsets[].configuration, and start the exporter of spec.replsets[].sidecars with --collector.profile; or set spec.pmm.enabled: true.',
  'resources-set': 'Set requests.cpu, requests.memory and limits.memory in spec.replsets[].resources, in each of spec.replsets[].sidecars, and in spec.backup.resources (and those of mongos, arbiters and PMM). A CPU limit is not '
    + 'asked for: it throttles.',
  'parameters-tuned': 'Set limits.memory in spec.replsets[].resources, from which the operator reckons WiredTiger\'s cache, and replication.oplogSizeMB in spec.replsets[].configuration.',
  'dedicated-nodes': 'Set the pool\'s label in spec.replsets[].nodeSelector, and tolerate its taint in spec.replsets[].tolerations.',
  'recovery-point-objective': 'Lower spec.backup.pitr.oplogSpanMin (10 minutes by default), or promise what can be kept: recoveryPointSeconds in the annotation cdk8s-databases.io/objectives.',
  'recovery-time-objective': 'Declare what a restore was measured to give (restoreMebibytesPerSecond, replayMebibytesPerSecond, startSeconds) in the annotation cdk8s-databases.io/objectives and what there is to restore '
    + '(dataMebibytes, logMebibytesPerDay) in cdk8s-databases.io/workload; where that takes too long, back up more often, or promise what can be kept (recoveryTimeSeconds).',
  'operators-survive': 'Nothing is asked of the operator: the members elect their primary themselves.',
};
