import { Fixes } from '../checklist/fixes';

/** How to meet the rules in a PerconaXtraDBCluster: the CRD of the operator 1.20.0. */
export const PXC_FIXES: Fixes = {
  'storage-retained': 'Name in spec.pxc.volumeSpec.persistentVolumeClaim.storageClassName a StorageClass with reclaimPolicy: Retain, made anew because the field '
    + 'cannot be changed; volumes that exist keep theirs until persistentVolumeReclaimPolicy of the PersistentVolume is patched.',
  'storage-headroom': 'Enlarge spec.pxc.volumeSpec.persistentVolumeClaim.resources.requests.storage (with spec.storageScaling.enableVolumeScaling: true) until data, '
    + 'binary logs, gcache.size and redo log fill at most 80 % of it, or lower binlog_expire_logs_seconds; declare how much it holds and writes (dataMebibytes, '
    + 'logMebibytesPerDay) in the annotation cdk8s-databases.io/workload, and add a '
    + 'PrometheusRule on kubelet_volume_stats_available_bytes of the claims datadir-<name>-pxc-<n>.',
  'storage-expandable': 'Set allowVolumeExpansion: true in the StorageClass of spec.pxc.volumeSpec.persistentVolumeClaim.storageClassName, and '
    + 'spec.storageScaling.enableVolumeScaling: true, without which the operator enlarges nothing.',
  'storage-performance': 'Declare what the database needs (iops, throughputMebibytes) in the annotation cdk8s-databases.io/workload, and name in '
    + 'spec.pxc.volumeSpec.persistentVolumeClaim.storageClassName a StorageClass whose parameters give as much (gp3: iops and throughput).',
  'three-instances': 'Set spec.pxc.size to 3 or 5 and take spec.unsafeFlags.pxcSize away; an even number has no majority when it falls in two, and the operator '
    + 'refuses it, as it does one pod of a proxy, two kinds of proxies and, of what is enabled, whatever has no image (spec.backup too). A cluster with spec.pause: true has none.',
  'disruption-budget': 'Leave the budgets to the operator and remove your own on its pods: podDisruptionBudget.maxUnavailable: 1 (the default) in spec.pxc and in '
    + 'spec.haproxy or spec.proxysql.',
  'spread-across-nodes-and-zones': 'In spec.pxc and in spec.haproxy or spec.proxysql, set affinity.antiAffinityTopologyKey: kubernetes.io/hostname, and '
    + 'topologySpreadConstraints of topology.kubernetes.io/zone with maxSkew: 1 and whenUnsatisfiable: DoNotSchedule.',
  'backup-scheduled': 'Add an entry to spec.backup.schedule with five cron fields ("0 3 * * *") and a storageName that is in spec.backup.storages. A cluster that '
    + 'is paused makes none. The operator writes moments into names without leading zeros, and makes no backup whose name another one has: of a daily schedule '
    + 'keep at most 293, and do not make them every hour, 2 or 4 hours.',
  'log-archived': 'Set spec.backup.pitr with enabled: true and the storageName of an s3 or azure storage of its own in spec.backup.storages, with the folder in'
    + ' bucket (bucket/folder) and not in prefix, which the collector of the binary log does not read, and with a credentialsSecret: the collector takes no role '
    + 'of spec.backup.serviceAccountName. What follows another cluster has no log of its own to replay.',
  'retention-30-days': 'Set retention in each entry of spec.backup.schedule: type: count, deleteFromStorage: true and a count that covers the days (30 for a daily '
    + 'schedule); keep is deprecated.',
  'network-isolated': 'Write NetworkPolicies with both policyTypes whose podSelector matches app.kubernetes.io/instance: <name> and app.kubernetes.io/name: '
    + 'percona-xtradb-cluster, which instances, proxies, Jobs of backups and the collector of the binary log have, and a rule for each path that is'
    + ' cut off: its pods among each other on 3306, 33062, 4444, 4567 and 4568, the operator on 3306 and 33062, DNS, and the object store from '
    + 'backups and collector.',
  'secrets-external': 'Fill the Secret of spec.secretsName (<name>-secrets by default) by an ExternalSecret (external-secrets.io/v1) with all of root, xtrabackup, '
    + 'monitor, proxyadmin, operator and replication: the operator adds those that are missing, and the store takes them away again. One more for '
    + 'each passwordSecretRef of spec.users and for each credentialsSecret of spec.backup.storages, or an attestation of who manages them.',
  'tls-required': 'Set require_secure_transport=ON in spec.pxc.configuration, spec.tls.issuerConf, and in spec.tls.SANs the names that the operator leaves out:'
    + ' <name>-haproxy.<namespace>.svc and <name>-haproxy-replicas.<namespace>.svc, with ProxySQL <name>-proxysql.<namespace> and '
    + '<name>-proxysql.<namespace>.svc. ProxySQL turns nobody away who comes without TLS: take HAProxy, or waive the rule with what does.',
  'least-privilege': 'Set dbs in each entry of spec.users, without which the operator grants on all databases, grants of rows and tables only, and no '
    + 'withGrantOption.',
  'metrics-and-dashboard': 'Add mysqld_exporter to spec.pxc.sidecars (user monitor, port 9104 named metrics), a PodMonitor that selects app.kubernetes.io/instance: '
    + '<name> and app.kubernetes.io/component: pxc and carries the labels of Prometheus\' podMonitorSelector, and a dashboard (ConfigMap or '
    + 'GrafanaDashboard) that queries mysql_ series of this database; or set spec.pmm.',
  'alert-rules': 'Add a PrometheusRule on mysql_global_status_wsrep_local_recv_queue or mysql_global_status_wsrep_flow_control_paused, '
    + 'kubelet_volume_stats_available_bytes and mysql_global_status_threads_connected, whose expressions accept the series of the pods '
    + '<name>-pxc-<n> and which carries the labels of Prometheus\' ruleSelector.',
  'query-insight': 'Give mysqld_exporter in spec.pxc.sidecars --collect.perf_schema.eventsstatements, or set spec.pmm, and do not turn performance_schema off.',
  'resources-set': 'Set requests.cpu, requests.memory and limits.memory in resources of spec.pxc, of each of spec.pxc.sidecars, of spec.haproxy or spec.proxysql'
    + ' and in sidecarResources beside it, of each storage in spec.backup.storages, in spec.backup.pitr.resources, and of spec.pmm and '
    + 'spec.logcollector where they are enabled. A CPU limit is not asked for: it throttles.',
  'parameters-tuned': 'Set the parameters that are named in [mysqld] of spec.pxc.configuration, and resources.limits.memory in spec.pxc, by which the operator '
    + 'sizes innodb_buffer_pool_size and max_connections.',
  'dedicated-nodes': 'In spec.pxc, set a nodeSelector of the pool\'s label and a toleration of its taint.',
  'recovery-point-objective': 'Lower spec.backup.pitr.timeBetweenUploads (60 seconds by default), enable spec.backup.pitr where nothing is archived, or promise what can be'
    + ' kept: recoveryPointSeconds in the annotation cdk8s-databases.io/objectives.',
  'recovery-time-objective': 'Declare what a restore was measured to give (restoreMebibytesPerSecond, replayMebibytesPerSecond, startSeconds) in the annotation '
    + 'cdk8s-databases.io/objectives and what there is to restore (dataMebibytes, logMebibytesPerDay) in cdk8s-databases.io/workload: no figures '
    + 'are known of Percona XtraBackup. Where that takes too long, back up more often (spec.backup.schedule), keep less data in one database, take '
    + 'a faster store, or promise what can be kept (recoveryTimeSeconds).',
  'operators-survive': 'Nothing is asked of the operator: Galera and the proxies in the database\'s own pods fail over.',
};
