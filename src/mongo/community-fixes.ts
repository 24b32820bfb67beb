import { Fixes } from '../checklist/fixes';

const NO_BACKUPS = 'The operator makes no backups: run the database by Percona Operator for MongoDB, or waive the rule with what copies the data and how it comes back.';
const CLAIM = 'spec.statefulSet.spec.volumeClaimTemplates (data-volume and logs-volume)';
const POD = 'spec.statefulSet.spec.template.spec';

/** How to meet the rules in a MongoDBCommunity: the CRD of MongoDB Controllers for Kubernetes 1.10.0. */
export const COMMUNITY_FIXES: Fixes = {
  'storage-retained': `Name in storageClassName of ${CLAIM} a StorageClass with reclaimPolicy: Retain; the field of a claim that exists cannot be changed, and its volume keeps its policy until persistentVolumeReclaimPolicy of the `
    + 'PersistentVolume is patched.',
  'storage-headroom': `Enlarge resources.requests.storage of ${CLAIM} until the data fills at most 80 % of it, declare how much that is (dataMebibytes) in the annotation cdk8s-databases.io/workload, and add a PrometheusRule on `
    + 'kubelet_volume_stats_available_bytes of each claim (data-volume-<name>-0, logs-volume-<name>-0 and the others).',
  'storage-expandable': `Set allowVolumeExpansion: true in the StorageClass of ${CLAIM}.`,
  'storage-performance': `Declare what the database needs (iops, throughputMebibytes) in the annotation cdk8s-databases.io/workload, and name in storageClassName of ${CLAIM} a StorageClass whose parameters give as much.`,
  'three-instances': 'Set spec.members to 3, or to 5 or 7.',
  'votes-hold-data': 'Take spec.arbiters away, and set spec.members to an odd number.',
  'disruption-budget': 'Add one PodDisruptionBudget with maxUnavailable: 1 and selector.matchLabels: { app: <name>-svc }: the operator makes none.',
  'spread-across-nodes-and-zones': `Require in ${POD}, in its affinity.podAntiAffinity (requiredDuringSchedulingIgnoredDuringExecution), kubernetes.io/hostname, and in its topologySpreadConstraints topology.kubernetes.io/zone with `
    + 'maxSkew: 1 and whenUnsatisfiable: DoNotSchedule, both with labelSelector.matchLabels: { app: <name>-svc }.',
  'backup-scheduled': NO_BACKUPS,
  'log-archived': NO_BACKUPS,
  'retention-30-days': NO_BACKUPS,
  'network-isolated': 'Write NetworkPolicies with both policyTypes whose podSelector matches app: <name>-svc, and a rule for each path that is cut off: members among each other and clients on 27017, Prometheus on the metrics\' port, '
    + 'DNS, the API server.',
  'secrets-external': 'Fill each Secret of spec.users[].passwordSecretRef and spec.prometheus.passwordSecretRef by an ExternalSecret (external-secrets.io/v1), or attest who manages it.',
  'tls-required': 'Set spec.security.tls: enabled: true, certificateKeySecretRef and caCertificateSecretRef (both may be the Secret of one Certificate), and optional not at all; the certificate has the dnsNames *.<name>-svc, bare '
    + 'and with .<namespace>, .<namespace>.svc and .<namespace>.svc.cluster.local behind it. Once enabled it cannot be disabled.',
  'least-privilege': 'Give users in spec.users[].roles read or readWrite on their own database, and take root, clusterAdmin, dbOwner and the roles on any database away; declare roles of your own in '
    + 'spec.security.roles, on one database. Leave security.authorization out of spec.additionalMongodConfig.',
  'metrics-and-dashboard': `Set spec.prometheus, or add percona/mongodb_exporter to ${POD}.containers with a container port named metrics, a monitor that selects app: <name>-svc and that port and carries the labels of Prometheus' `
    + 'selector, and a dashboard (ConfigMap or GrafanaDashboard) that queries mongodb_ series of this database.',
  'alert-rules': 'Add a PrometheusRule on replication lag (mongodb_mongod_replset_… or mongodb_rs_members_optimeDate), disk usage (kubelet_volume_stats_available_bytes) and connections (mongodb_ss_connections), whose expressions '
    + 'accept the series of the pods <name>-0 and which carries the labels of Prometheus\' ruleSelector.',
  'query-insight': `Set operationProfiling.mode: slowOp in spec.additionalMongodConfig, and start an exporter in ${POD}.containers with --collector.profile.`,
  'resources-set': `Set requests.cpu, requests.memory and limits.memory of the containers mongod and mongodb-agent, and of your own, in ${POD}.containers; the operator's own for those two limit the CPU to one. A CPU limit is not asked `
    + 'for: it throttles.',
  'parameters-tuned': `Set limits.memory of the container mongod in ${POD}.containers, or storage.wiredTiger.engineConfig.cacheSizeGB in spec.additionalMongodConfig, and there replication.oplogSizeMB.`,
  'dedicated-nodes': `Set the pool's label in ${POD}.nodeSelector, and tolerate its taint in ${POD}.tolerations.`,
  'recovery-point-objective': NO_BACKUPS,
  'recovery-time-objective': NO_BACKUPS,
  'operators-survive': 'Nothing is asked of the operator: the members elect their primary themselves.',
};
