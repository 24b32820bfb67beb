import { Fixes } from '../checklist/fixes';

/** How to meet the rules with `MySqlCluster`, and in a PerconaXtraDBCluster: the CRD of the operator 1.20.0. */
export const PXC_FIXES: Fixes = {
  'storage-retained': 'Give the platform a storageClass that it makes, or attest reclaimPolicy RETAIN in DatabaseStorageClass.existing; in YAML: name in '
    + 'spec.pxc.volumeSpec.persistentVolumeClaim.storageClassName a StorageClass with reclaimPolicy: Retain, made anew because the field cannot be changed; volumes that exist keep '
    + 'theirs until persistentVolumeReclaimPolicy of the PersistentVolume is patched.',
  'storage-headroom': 'Declare workload: Workload.of({ dataSize }) and enlarge storage until the data fills at most 80 % of it, and give the platform monitoring; in YAML: enlarge '
    + 'spec.pxc.volumeSpec.persistentVolumeClaim.resources.requests.storage with spec.storageScaling.enableVolumeScaling: true, declare dataMebibytes in the annotation '
    + 'cdk8s-databases.io/workload, and add a PrometheusRule on kubelet_volume_stats_available_bytes of the claims datadir-<name>-pxc-<n>.',
  'storage-expandable': 'Use a storageClass of a provisioner that can enlarge volumes, or attest allowVolumeExpansion in DatabaseStorageClass.existing; in YAML: '
    + 'allowVolumeExpansion: true in the StorageClass, and spec.storageScaling.enableVolumeScaling: true, without which the operator enlarges nothing.',
  'storage-performance': 'Declare workload: Workload.of({ dataSize, iops, throughput }) and choose a storageClass with at least that; in YAML: iops and throughputMebibytes in the '
    + 'annotation cdk8s-databases.io/workload, and in spec.pxc.volumeSpec.persistentVolumeClaim.storageClassName a StorageClass whose parameters give as much (gp3: iops and throughput).',
  'three-instances': 'Set instances to 3 or 5; in YAML: spec.pxc.size: 3 and no spec.unsafeFlags.pxcSize; an even number has no majority when it falls in two, and the operator refuses it. '
    + 'A cluster with spec.pause: true has none.',
  'disruption-budget': 'Leave the budgets to the operator and remove your own on its pods; in YAML: podDisruptionBudget.maxUnavailable: 1 (the default) in spec.pxc and in spec.haproxy or '
    + 'spec.proxysql.',
  'spread-across-nodes-and-zones': 'Name the zones of the platform\'s nodes, two at least, and do not patch affinity and topologySpreadConstraints away; in YAML, in spec.pxc and in '
    + 'spec.haproxy or spec.proxysql: affinity.antiAffinityTopologyKey: kubernetes.io/hostname, and topologySpreadConstraints of topology.kubernetes.io/zone with maxSkew: 1 and '
    + 'whenUnsatisfiable: DoNotSchedule.',
  'backup-scheduled': 'Give the platform backups: ObjectStore and the database backup.schedule: Schedule of at least once a day; in YAML: an entry of spec.backup.schedule with five cron '
    + 'fields ("0 3 * * *") and a storageName that is in spec.backup.storages. A cluster that is paused makes none.',
  'log-archived': 'Give the platform backups: ObjectStore; in YAML: spec.backup.pitr with enabled: true and storageName of an s3 or azure storage of its own in spec.backup.storages, '
    + 'with the folder in bucket (bucket/folder) and not in prefix, which the collector of the binary log does not read.',
  'retention-30-days': 'Set backup.retention to Duration.days(30) or more; in YAML: spec.backup.schedule[].retention with type: count, deleteFromStorage: true and a count that covers the '
    + 'days (30 for a daily schedule); keep is deprecated.',
  'network-isolated': 'Give the platform network: ClusterNetwork and let clients in by grantConnect; in YAML: NetworkPolicies with both policyTypes whose podSelector matches '
    + 'app.kubernetes.io/instance: <name> and app.kubernetes.io/name: percona-xtradb-cluster, which instances, proxies, Jobs of backups and the collector of the binary log have, and a rule '
    + 'for each path that is cut off: its pods among each other on 3306, 33062, 4444, 4567 and 4568, the operator on 3306 and 33062, DNS, and the object store from backups and collector.',
  'secrets-external': 'Give the platform secrets: SecretStore.cluster(...); in YAML: an ExternalSecret (external-secrets.io/v1) whose target is the Secret of spec.secretsName, with all of '
    + 'root, xtrabackup, monitor, proxyadmin, operator and replication (the operator adds those that are missing, and the store takes them away), one for each '
    + 'spec.users[].passwordSecretRef, one for each credentialsSecret of spec.backup.storages, or an attestation of who manages them.',
  'tls-required': 'Give the platform issuer: Issuer.cluster(...) and take MySqlProxy.haproxy(), because ProxySQL turns nobody away; in YAML: require_secure_transport=ON in '
    + 'spec.pxc.configuration, spec.tls.issuerConf, and in spec.tls.SANs the names that the operator leaves out: <name>-haproxy.<namespace>.svc and '
    + '<name>-haproxy-replicas.<namespace>.svc (with ProxySQL <name>-proxysql.<namespace> and <name>-proxysql.<namespace>.svc).',
  'least-privilege': 'Give users databases and privileges of MySqlPrivilege, or let grantConnect make them; in YAML: dbs in each of spec.users, without which the operator grants on all '
    + 'databases, grants of rows and tables only, and no withGrantOption.',
  'metrics-and-dashboard': 'Give the platform monitoring: Monitoring.prometheus({ namespace, labels }); in YAML: mysqld_exporter in spec.pxc.sidecars (user monitor, port 9104 named '
    + 'metrics), a PodMonitor that selects app.kubernetes.io/instance: <name> and app.kubernetes.io/component: pxc and carries the labels of Prometheus\' podMonitorSelector, and a '
    + 'dashboard (ConfigMap or GrafanaDashboard) that queries mysql_ series of this database; or spec.pmm.',
  'alert-rules': 'Give the platform monitoring: Monitoring.prometheus({ namespace, labels }); in YAML: a PrometheusRule on mysql_global_status_wsrep_local_recv_queue or '
    + 'mysql_global_status_wsrep_flow_control_paused, kubelet_volume_stats_available_bytes and mysql_global_status_threads_connected, whose expressions accept the series of the pods '
    + '<name>-pxc-<n> and which carries the labels of Prometheus\' ruleSelector.',
  'query-insight': 'Give the platform monitoring: MySqlCluster then exports what performance_schema records; in YAML: --collect.perf_schema.eventsstatements of mysqld_exporter in '
    + 'spec.pxc.sidecars, or spec.pmm, and performance_schema not turned off.',
  'resources-set': 'Set compute: Compute.of({ cpu, memory }), and compute of the proxy; in YAML: requests.cpu, requests.memory and limits.memory in resources of spec.pxc, of each of '
    + 'spec.pxc.sidecars, of spec.haproxy or spec.proxysql and in sidecarResources beside it, in spec.backup.storages.<name>.resources and spec.backup.pitr.resources, and of spec.pmm '
    + 'and spec.logcollector where they are enabled. A CPU limit is not asked for: it throttles.',
  'parameters-tuned': 'Leave the parameters to compute, storage and workload, or correct the ones in parameters; in YAML: set the parameters that are named in [mysqld] of '
    + 'spec.pxc.configuration, and resources.limits.memory in spec.pxc, by which the operator sizes innodb_buffer_pool_size and max_connections.',
  'dedicated-nodes': 'Give the platform nodes: NodePool.dedicated({ label, taint }); in YAML: in spec.pxc a nodeSelector of the pool\'s label and a toleration of its taint.',
  'recovery-point-objective': 'Lower backup.uploadInterval, give the platform backups: ObjectStore where nothing is archived, or promise what can be kept; in YAML: '
    + 'spec.backup.pitr.timeBetweenUploads (60 by default), and recoveryPointSeconds in the annotation cdk8s-databases.io/objectives.',
  'recovery-time-objective': 'Declare what a restore was measured to give: Objectives.of({ recoveryTime, restoreThroughput, replayThroughput, startTime }), with '
    + 'Workload.of({ dataSize, logPerDay }), because no figures are known of Percona XtraBackup; where that takes too long, back up more often, keep less data in one database, take a faster '
    + 'store, or promise what can be kept; in YAML: spec.backup.schedule, and the annotations cdk8s-databases.io/objectives (recoveryTimeSeconds, restoreMebibytesPerSecond, '
    + 'replayMebibytesPerSecond) and cdk8s-databases.io/workload (dataMebibytes, logMebibytesPerDay).',
  'operators-survive': 'Nothing is asked of the operator: Galera and the proxies in the database\'s own pods fail over.',
  'restore-drill': 'Nothing rehearses a MySQL restore by itself yet: waive the rule with how and when it is rehearsed by hand; in YAML: annotate the CronJob that restores and checks a backup '
    + 'with cdk8s-databases.io/restore-drill: <namespace>/<name>.',
  'failover-drill': 'Nothing rehearses a MySQL failover by itself yet: waive the rule with how and when it is rehearsed by hand; in YAML: annotate the CronJob that does with '
    + 'cdk8s-databases.io/failover-drill: <namespace>/<name>.',
};
