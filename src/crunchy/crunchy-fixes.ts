import { Fixes } from '../checklist/fixes';

/** How to meet the rules in a PostgresCluster: the CRD of PGO 6.0.3, in which v1 and v1beta1 have the same fields. */
export const CRUNCHY_FIXES: Fixes = {
  'storage-retained': 'Name in storageClassName of every claim (spec.instances[].dataVolumeClaimSpec, walVolumeClaimSpec, volumes of repositories) a StorageClass with '
    + 'reclaimPolicy: Retain, made anew because the field cannot be changed; volumes that exist keep theirs until persistentVolumeReclaimPolicy of the PersistentVolume is patched.',
  'storage-headroom': 'Enlarge spec.instances[].dataVolumeClaimSpec.resources.requests.storage until the data fills at most 80 % of it, declare how much that is (dataMebibytes) '
    + 'in the annotation cdk8s-databases.io/workload, and add a PrometheusRule on kubelet_volume_stats_available_bytes of each claim (<name>-<set>-<four letters>-pgdata and the others).',
  'storage-expandable': 'Set allowVolumeExpansion: true in the StorageClass of every claim (spec.instances[].dataVolumeClaimSpec.storageClassName and the others).',
  'storage-performance': 'Declare what the database needs (iops, throughputMebibytes) in the annotation cdk8s-databases.io/workload, and name in '
    + 'spec.instances[].dataVolumeClaimSpec.storageClassName a StorageClass whose parameters give as much (gp3: iops and throughput).',
  'three-instances': 'Set spec.instances[].replicas so that all sets together have 3 or more.',
  'disruption-budget': 'Leave the budget to PGO, which makes one for each set with 2 replicas or more: set spec.instances[].replicas accordingly and leave '
    + 'spec.instances[].minAvailable out, or below replicas and not at 0, and remove your own on its pods. Where every set has one replica, write one PodDisruptionBudget with '
    + 'maxUnavailable: 1 over all of them instead.',
  'spread-across-nodes-and-zones': 'In spec.instances[].affinity.podAntiAffinity require (requiredDuringSchedulingIgnoredDuringExecution) kubernetes.io/hostname, and in '
    + 'spec.instances[].topologySpreadConstraints topology.kubernetes.io/zone with maxSkew: 1 and whenUnsatisfiable: DoNotSchedule, both with '
    + 'labelSelector.matchLabels: { postgres-operator.crunchydata.com/cluster: <name> }; what PGO adds by itself is only preferred.',
  'backup-scheduled': 'Set schedules in spec.backups.pgbackrest.repos[], for example spec.backups.pgbackrest.repos[].schedules.full: "0 1 * * 0" and differential: "0 1 * * 1-6", '
    + 'five cron fields. A standby or a cluster that is shut down makes none: waive the rule with where the data is backed up.',
  'log-archived': 'Name a repository in spec.backups.pgbackrest.repos[], with s3, gcs or azure (or a volume): PGO archives the WAL to each.',
  'retention-30-days': 'Set in spec.backups.pgbackrest.global, for each repository that has schedules, repo1-retention-full: "30" and repo1-retention-full-type: time '
    + '(repo2-… for repo2); without them nothing ever expires, or by number.',
  'network-isolated': 'Write NetworkPolicies with both policyTypes whose podSelector matches postgres-operator.crunchydata.com/cluster: <name>, which instances, repository host '
    + 'and pooler have, and a rule for each path that is cut off: clients on 5432, its pods among each other on 5432, 8008 and 8432, DNS, the API server, the object store.',
  // it looks for them by these labels (reconcilePostgresUserSecrets, internal/controller/postgrescluster/postgres.go)
  'secrets-external': 'Fill each Secret before PGO does, which takes over the password that it finds: for each of spec.users an ExternalSecret (external-secrets.io/v1) with the target '
    + '<name>-pguser-<user>, the key password and, in target.template.metadata.labels, postgres-operator.crunchydata.com/cluster: <name> and '
    + 'postgres-operator.crunchydata.com/pguser: <user>; one for each Secret of spec.backups.pgbackrest.configuration; or attest who manages them.',
  'tls-required': 'Let no line of spec.authentication.rules[] (connection or hba) and of pg_hba in spec.patroni.dynamicConfiguration be host or hostnossl unless it rejects, and leave '
    + 'client_tls_sslmode of spec.proxy.pgBouncer.config.global at require; a certificate of your own, in spec.customTLSSecret and spec.proxy.pgBouncer.customTLSSecret, has the '
    + 'dnsNames <name>-primary and <name>-replicas, <name>-pgbouncer in the pooler\'s, each bare and with .<namespace> and .<namespace>.svc behind it.',
  'least-privilege': 'Take SUPERUSER, CREATEROLE, CREATEDB, REPLICATION and BYPASSRLS out of spec.users[].options, and the user postgres out of spec.users: without an entry it has no password.',
  'metrics-and-dashboard': 'Set spec.monitoring.pgmonitor.exporter (with resources), and add a PodMonitor that selects postgres-operator.crunchydata.com/cluster: <name> and the port '
    + 'exporter and carries the labels of Prometheus\' podMonitorSelector, and a dashboard (ConfigMap or GrafanaDashboard) that queries ccp_ or patroni_ series of this database.',
  'alert-rules': 'Add a PrometheusRule on replication lag (ccp_replication_lag_…), disk usage (kubelet_volume_stats_available_bytes) and connections (ccp_connection_stats_…), whose '
    + 'expressions accept the series of the pods <name>-<set>-<four letters>-0 and which carries the labels of Prometheus\' ruleSelector.',
  'query-insight': 'Set spec.monitoring.pgmonitor.exporter, which preloads pg_stat_statements and exports it; queries of your own in '
    + 'spec.monitoring.pgmonitor.exporter.configuration take the place of its own and must read pg_stat_statements themselves.',
  'resources-set': 'Set requests.cpu, requests.memory and limits.memory in spec.instances[].resources and for what stands beside: '
    + 'spec.instances[].sidecars.replicaCertCopy.resources, spec.backups.pgbackrest.repoHost.resources, spec.backups.pgbackrest.sidecars.pgbackrest.resources and '
    + 'spec.backups.pgbackrest.sidecars.pgbackrestConfig.resources, spec.monitoring.pgmonitor.exporter.resources, spec.proxy.pgBouncer.resources and '
    + 'spec.proxy.pgBouncer.sidecars.pgbouncerConfig.resources. A CPU limit is not asked for: it throttles.',
  'parameters-tuned': 'Set the parameters that are named in spec.config.parameters (or in spec.patroni.dynamicConfiguration, below postgresql.parameters), to values that limits.memory '
    + 'of spec.instances[].resources can pay; PGO derives none of them.',
  'dedicated-nodes': 'In each set, require the pool\'s label in spec.instances[].affinity.nodeAffinity (requiredDuringSchedulingIgnoredDuringExecution) and tolerate its taint in '
    + 'spec.instances[].tolerations.',
  'recovery-point-objective': 'Lower archive_timeout in spec.config.parameters (PGO sets 60s; each switch costs a segment in the repository), name a repository in '
    + 'spec.backups.pgbackrest.repos[], or promise what can be kept: recoveryPointSeconds in the annotation cdk8s-databases.io/objectives.',
  'recovery-time-objective': 'Declare what a restore was measured to give (restoreMebibytesPerSecond, replayMebibytesPerSecond, startSeconds) in the annotation '
    + 'cdk8s-databases.io/objectives and what there is to restore (dataMebibytes, logMebibytesPerDay) in cdk8s-databases.io/workload; where that takes too long, back up more '
    + 'often (spec.backups.pgbackrest.repos[].schedules), keep less data in one database, take a faster store, or promise what can be kept (recoveryTimeSeconds).',
  'operators-survive': 'Nothing is asked of PGO: Patroni in the database\'s own pods fails over.',
};
