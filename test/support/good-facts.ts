import { DatabaseFacts, VolumeFacts } from '../../src/checklist/facts';
import { OperatorDeploymentFacts } from '../../src/checklist/operators-facts';
import { readStorageClass, StorageClassFacts } from '../../src/checklist/storage-class-facts';

const MADE = readStorageClass({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast' },
  provisioner: 'ebs.csi.aws.com',
  parameters: { type: 'gp3', iops: '5000', throughput: '250' },
  reclaimPolicy: 'Retain',
  allowVolumeExpansion: true,
});

/** It stands in no file. */
export const FAST: StorageClassFacts = { ...MADE, fields: undefined };

export const DATA: VolumeFacts = { name: 'data', mebibytes: 102_400, storageClass: FAST, fillAlert: 'DataVolumeFilling', holdsData: true };
export const WAL: VolumeFacts = { name: 'wal', mebibytes: 20_480, storageClass: FAST, fillAlert: 'WalVolumeFilling', holdsData: false };

export const OPERATOR: OperatorDeploymentFacts = {
  what: 'Deployment cnpg-system/cnpg-controller-manager',
  replicas: 2,
  apart: true,
  lacksMinDomains: false,
  leavesLostNodeAfterSeconds: 10,
  priorityClass: 'database-operators',
  budgets: { by: 'PodDisruptionBudget cnpg-controller-manager', doubled: [], blocking: [] },
  onlyLeaderReady: false,
  readyTooSoon: false,
  allAct: false,
  updateHangs: false,
};

/** A database that every rule passes. */
export const GOOD: DatabaseFacts = {
  name: 'orders',
  namespace: 'shop',
  kind: 'Cluster',
  engine: 'postgresql',
  operator: 'CloudNativePG',
  waivers: [],
  remarks: [],
  instances: 3,
  volumes: [DATA, WAL],
  workload: { dataMebibytes: 61_440, iops: 4000, throughputMebibytes: 200, logMebibytesPerDay: 20_480 },
  replication: { waitsFor: 1, required: true },
  placement: {
    acrossNodes: 'required',
    acrossZones: 'required',
    nodeSelector: { 'node-type': 'database' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
  },
  budgets: { by: 'budgets that the operator makes', doubled: [], blocking: [] },
  backups: {
    schedules: [{ name: 'orders-daily', cron: '0 0 3 * * *', longestGapSeconds: 86_400, suspended: false, store: 'orders-store', restoredBy: 'barman-cloud' }],
    archiveStore: 'orders-store',
    archiveSeconds: 300,
    stores: [{ name: 'orders-store', path: 's3://backups/shop/orders', retentionDays: 30 }],
  },
  drills: { restore: ['orders-restore-drill'], failover: ['orders-failover-drill'] },
  network: {
    policies: ['orders'],
    ingressRestricted: true,
    egressRestricted: true,
    paths: [{ what: 'the operator to port 8000', allowed: true }, { what: 'DNS on port 53', allowed: true }],
    open: [],
  },
  credentials: [{ secret: 'orders-app', purpose: 'role app', source: { by: 'secret-store', detail: 'ExternalSecret shop/orders-app' } }],
  tls: { certificate: 'ClusterIssuer internal-ca', missingNames: [], plaintextRefused: true },
  roles: [{ name: 'app', excess: [] }],
  metrics: {
    monitors: [{ name: 'orders', selected: { what: 'Prometheus monitoring/main selects it', attested: false } }],
    dashboards: ['orders-dashboard'],
  },
  alerts: { about: ['PostgresReplicationLag', 'DataVolumeFilling'], missing: [], selected: { what: 'Prometheus monitoring/main selects it', attested: false } },
  logs: { what: 'DaemonSet logging/alloy reads /var/log/pods', attested: false },
  queryInsight: { records: 'pg_stat_statements', exports: 'ConfigMap shop/orders-queries' },
  containers: [{ name: 'postgres', cpuRequest: '2', memoryRequest: '8Gi', memoryLimit: '8Gi' }],
  parameters: { missing: [], contradictions: [] },
  kernel: { by: 'DaemonSet tuning/node-tuning', attested: false, keys: ['vm.swappiness', 'vm.dirty_ratio'], coversNodes: true },
  operators: { needed: [{ name: 'CloudNativePG', deployment: OPERATOR }] },
};
