import { Fixes } from '../checklist/fixes';

/**
 * How to meet the rules in a `postgresql` and in what its operator is told: CRDs and docs/reference of postgres-operator 2.0.1,
 * and configure_spilo.py of Spilo 4.1. A ConfigMap has the names of an OperatorConfiguration without its groups.
 */
export const ZALANDO_FIXES: Fixes = {
  'storage-retained': 'Name in spec.volume.storageClass a StorageClass with reclaimPolicy: Retain, made anew because the field cannot be changed; volumes that '
    + 'exist keep theirs until persistentVolumeReclaimPolicy of the PersistentVolume is patched.',
  'storage-headroom': 'Enlarge spec.volume.size until the data fills at most 80 % of it, declare how much that is (dataMebibytes) in the annotation '
    + 'cdk8s-databases.io/workload, and add a PrometheusRule on kubelet_volume_stats_available_bytes of the claims pgdata-<name>-<number>.',
  'storage-expandable': 'Set allowVolumeExpansion: true in the StorageClass that spec.volume.storageClass names.',
  'storage-performance': 'Declare what the database needs (iops, throughputMebibytes) in the annotation cdk8s-databases.io/workload, and name in '
    + 'spec.volume.storageClass a StorageClass whose parameters give as much (gp3: iops and throughput).',
  'three-instances': 'Set spec.numberOfInstances to 3 or more, and max_instances of the operator\'s configuration, where it is set, too.',
  'disruption-budget': 'Leave the budget to the operator (enable_pod_disruption_budget: true in its configuration, which is the default), set '
    + 'spec.numberOfInstances to 2 or more, because the budget of a single instance never lets it go, and remove your own on its pods.',
  'spread-across-nodes-and-zones': 'Set configuration.kubernetes.enable_pod_antiaffinity: true in the OperatorConfiguration (enable_pod_antiaffinity: "true" in its '
    + 'ConfigMap), not only preferred, and in spec.topologySpreadConstraints one on topology.kubernetes.io/zone with maxSkew: 1, whenUnsatisfiable: DoNotSchedule and '
    + 'labelSelector.matchLabels: { cluster-name: <name> }.',
  'backup-scheduled': 'Tell the pods where their base backups and WAL go: configuration.aws_or_gcp.wal_s3_bucket (or wal_gs_bucket) in the OperatorConfiguration, or '
    + 'WALG_S3_PREFIX and the like in spec.env; then Spilo backs up by BACKUP_SCHEDULE, daily by default, five cron fields. A standby makes none: waive the rule with '
    + 'where its primary is backed up.',
  'log-archived': 'Tell the pods where their WAL goes: configuration.aws_or_gcp.wal_s3_bucket (or wal_gs_bucket) in the OperatorConfiguration, or WALG_S3_PREFIX and '
    + 'the like in spec.env. Logical backups (spec.enableLogicalBackup) archive no log.',
  'retention-30-days': 'Set BACKUP_NUM_TO_RETAIN to "30" or more in spec.env, or for all databases in the ConfigMap that pod_environment_configmap names; Spilo keeps 5. '
    + 'For logical backups set spec.logicalBackupRetention: 30 days, which only the provider s3 follows.',
  'network-isolated': 'Write NetworkPolicies with both policyTypes whose podSelector matches cluster-name: <name> (without spilo-role, which changes), and a rule for '
    + 'each path that is cut off: clients on 5432, the operator and the pods themselves on 5432 and 8008, DNS, the API server, the object store.',
  'secrets-external': 'Fill each Secret before the operator does, which takes over what is there: an ExternalSecret (external-secrets.io/v1) with the target '
    + '<user>.<name>.credentials.postgresql.acid.zalan.do, underscores of the user as hyphens, and the keys username and password, for each of spec.users and for '
    + 'the superuser; or attest who manages it.',
  'tls-required': 'Name in spec.tls.secretName the Secret of a cert-manager Certificate whose dnsNames are <name>, <name>-repl and <name>-pooler, each bare and with '
    + '.<namespace> and .<namespace>.svc behind it, with spec.spiloFSGroup: 103 so that the server can read it; let no line of spec.patroni.pg_hba be host or '
    + 'hostnossl unless it rejects, and leave ALLOW_NOSSL out of spec.env.',
  'least-privilege': 'Give no role of spec.users superuser, createrole, createdb, replication or bypassrls. The operator itself logs in as its superuser over the '
    + 'network, so that a line of spec.patroni.pg_hba which rejects that one stops the operator: waive the rule with this as the reason.',
  'metrics-and-dashboard': 'Add an exporter (postgres_exporter) to spec.sidecars with a named port in its ports, a PodMonitor that selects cluster-name: <name> and that '
    + 'port and carries the labels of Prometheus\' podMonitorSelector, and a dashboard (ConfigMap or GrafanaDashboard) that queries pg_ or patroni_ series of this database.',
  'alert-rules': 'Add a PrometheusRule on replication lag (pg_replication_lag_seconds), disk usage (kubelet_volume_stats_available_bytes of the claims pgdata-<name>-<number>) '
    + 'and connections (pg_stat_activity_count), whose expressions accept the series of the pods <name>-<number> and which carries the labels of Prometheus\' ruleSelector.',
  'query-insight': 'Keep pg_stat_statements in shared_preload_libraries, where Spilo has it unless spec.postgresql.parameters names other libraries, and export it: '
    + 'a sidecar in spec.sidecars whose command has --collector.stat_statements (postgres_exporter).',
  'resources-set': 'Set requests.cpu, requests.memory and limits.memory in spec.resources, in the resources of each of spec.sidecars and in '
    + 'spec.connectionPooler.resources, or the defaults of the operator\'s configuration (default_memory_limit and the like). A CPU limit is not asked for: it throttles.',
  'parameters-tuned': 'Set the parameters that are named in spec.postgresql.parameters, to values that limits.memory of spec.resources can pay; shared_buffers and '
    + 'max_connections Spilo makes of it when they are left out.',
  'dedicated-nodes': 'Require the pool\'s label in spec.nodeAffinity (requiredDuringSchedulingIgnoredDuringExecution) and tolerate its taint in spec.tolerations.',
  'recovery-point-objective': 'Lower archive_timeout in spec.postgresql.parameters (Spilo has 1800s; each switch costs a segment in the store), tell the pods where their WAL goes '
    + '(WALG_S3_PREFIX and the like in spec.env), or promise what can be kept: recoveryPointSeconds in the annotation cdk8s-databases.io/objectives.',
  'recovery-time-objective': 'Declare what a restore was measured to give (restoreMebibytesPerSecond, replayMebibytesPerSecond, startSeconds) in the annotation '
    + 'cdk8s-databases.io/objectives and what there is to restore (dataMebibytes, logMebibytesPerDay) in cdk8s-databases.io/workload; where that takes too long, back up more '
    + 'often (BACKUP_SCHEDULE in spec.env), keep less data in one database, take a faster store, or promise what can be kept (recoveryTimeSeconds).',
  'operators-survive': 'Nothing is asked of the operator: Patroni in the database\'s own pods fails over.',
};
