import { DUMP_FAULTS } from './dump-faults';
import { healthy } from './orders';
import { Series } from './series';

/** One thing that goes wrong, and the alerts that say so: no others may. */
export interface Fault {
  readonly name: string;
  readonly series: Series;
  /** When to look, in minutes; every fault begins at minute 60. */
  readonly at: number;
  /** Alerts and the labels of each of their instances. */
  readonly fires: Readonly<Record<string, readonly Record<string, string>[]>>;
}

const INSTANCES = /^(cnpg_(?!pgbouncer)|barman_)\w+\{namespace="database",pod="orders-\d"/;
const NS = { namespace: 'database' };
const ORDERS_1 = { ...NS, pod: 'orders-1' };
const ORDERS_2 = { ...NS, pod: 'orders-2' };
const ORDERS_3 = { ...NS, pod: 'orders-3' };
const before = (minute: number) => minute < 60;
const from = (after: number, normal: number) => (minute: number) => minute < 60 ? normal : after;

function on(pod: string, metric: string): RegExp {
  return new RegExp(`^${metric}\\{namespace="database",pod="${pod}"`);
}

function volume(claim: string): RegExp {
  return new RegExp(`^kubelet_volume_stats_available_bytes\\{namespace="database",persistentvolumeclaim="${claim}"`);
}

/** Everything that can go wrong with `orders`, one at a time. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'nothing of the database is scraped any more',
    series: healthy().only(INSTANCES, before),
    at: 115,
    fires: { PostgresDown: [{}] },
  },
  {
    name: 'the pods are gone, and so is what the kubelets say about their volumes',
    series: healthy().only(INSTANCES, before).only(/^kubelet_.*persistentvolumeclaim="orders-\d/, before),
    at: 115,
    fires: { PostgresDown: [{}] },
  },
  {
    name: 'PostgreSQL is down in every instance, and the exporters say so',
    series: healthy().only(on('orders-\\d', 'cnpg_(pg|backends)_\\w+'), before)
      .set(on('orders-\\d', 'cnpg_collector_up'), from(0, 1))
      .set(on('orders-\\d', 'cnpg_(collector_last_collection|last)_error'), from(1, 0)),
    at: 80,
    fires: { PostgresDown: [{}] },
  },
  {
    name: 'the primary is gone and nobody is promoted',
    series: healthy().only(on('orders-1', '\\w+'), before),
    at: 80,
    fires: { PostgresNoPrimary: [{}], PostgresInstanceMissing: [{}] },
  },
  {
    name: 'a replica is fenced',
    series: healthy().set(on('orders-3', 'cnpg_collector_fencing_on'), from(1, 0)).set(on('orders-3', 'cnpg_last_error'), from(1, 0))
      .only(on('orders-3', 'cnpg_(pg|backends)_\\w+'), before).only(/replay_diff_bytes.*application_name="orders-3"/, before),
    at: 80,
    fires: { PostgresFenced: [ORDERS_3] },
  },
  {
    name: 'an instance restarts every ten minutes',
    series: healthy().set(on('orders-3', 'kube_pod_container_status_restarts_total'), minute => minute < 60 ? 1 : Math.floor(minute / 10) - 4),
    at: 115,
    fires: { PostgresRestarting: [{ ...ORDERS_3, container: 'postgres' }] },
  },
  {
    name: 'a query of the exporter fails',
    series: healthy().set(on('orders-2', 'cnpg_last_error'), from(1, 0)),
    at: 80,
    fires: { PostgresExporterFailing: [ORDERS_2] },
  },
  {
    name: 'the plugin answers the exporter with an error',
    series: healthy().only(on('orders-\\d', 'barman_\\w+'), before)
      .add('cnpg_collector_collection_errors_total', { ...ORDERS_1, collector: 'Collect.PluginMetrics' }, minute => before(minute) ? undefined : minute),
    at: 160,
    fires: { PostgresExporterFailing: [ORDERS_1], PostgresBackupMissing: [NS] },
  },
  {
    name: 'a replica is gone',
    series: healthy().only(on('orders-3', '\\w+'), before).only(/replay_diff_bytes.*application_name="orders-3"/, before),
    at: 80,
    fires: { PostgresInstanceMissing: [{}] },
  },
  {
    name: 'the primary dies, another takes over after two minutes, and the old one comes back as its replica',
    series: healthy()
      .only(on('orders-1', '\\w+'), minute => before(minute) || minute >= 64)
      .set(on('orders-1', 'cnpg_pg_replication_in_recovery'), minute => before(minute) ? 0 : minute >= 64 ? 1 : undefined)
      .only(on('orders-1', 'cnpg_pg_(stat_replication|stat_archiver|synchronous)\\w*'), before)
      .set(on('orders-2', 'cnpg_pg_replication_in_recovery'), minute => minute < 62 ? 1 : 0)
      .set(on('orders-2', 'cnpg_collector_pg_wal_archive_status'), minute => minute < 62 ? 0 : 1)
      .set(on('orders-2', 'cnpg_backends_max_tx_duration_seconds'), 30)
      .only(on('orders-2', 'cnpg_pg_replication_slots_\\w+'), minute => minute < 62)
      .add('cnpg_pg_synchronous_standbys_attached', ORDERS_2, minute => minute < 62 ? undefined : 1)
      .add('cnpg_pg_stat_archiver_last_archived_time', ORDERS_2, minute => minute < 62 ? undefined : minute < 65 ? -1 : 60 * minute)
      .add('cnpg_pg_stat_replication_replay_diff_bytes', { ...ORDERS_2, application_name: 'orders-3' }, minute => minute < 63 ? undefined : 0)
      .add('cnpg_pg_stat_replication_replay_diff_bytes', { ...ORDERS_2, application_name: 'orders-1' }, minute => minute < 66 ? undefined : 0),
    at: 70,
    fires: { PostgresFailover: [ORDERS_2] },
  },
  {
    name: 'a replica answers, but does not stream',
    series: healthy().only(/replay_diff_bytes.*application_name="orders-3"/, before),
    at: 80,
    fires: { PostgresReplicaNotStreaming: [{}] },
  },
  {
    name: 'no replica streams',
    series: healthy().only(/replay_diff_bytes.*application_name="orders-[23]"/, before),
    at: 80,
    fires: { PostgresReplicaNotStreaming: [{}] },
  },
  {
    name: 'a replica falls behind',
    series: healthy().set(on('orders-3', 'cnpg_pg_replication_lag'), minute => before(minute) ? 0 : 60 * (minute - 60)),
    at: 80,
    fires: { PostgresReplicationLag: [ORDERS_3] },
  },
  {
    name: 'no synchronous replica is attached',
    series: healthy().set(on('orders-1', 'cnpg_pg_synchronous_standbys_attached'), from(0, 2)),
    at: 80,
    fires: { PostgresSynchronousReplicaMissing: [ORDERS_1] },
  },
  {
    name: 'the reader of a slot went away',
    series: healthy()
      .add('cnpg_pg_replication_slots_active', { ...ORDERS_1, slot_name: 'migration', slot_type: 'logical' }, from(0, 1))
      .add('cnpg_pg_replication_slots_pg_wal_lsn_diff', { ...ORDERS_1, slot_name: 'migration', slot_type: 'logical' }, from(2e9, 0)),
    at: 80,
    fires: { PostgresReplicationSlotInactive: [{ ...ORDERS_1, slot_name: 'migration', slot_type: 'logical' }] },
  },
  {
    name: 'the archiver fails',
    series: healthy().set(on('orders-1', 'cnpg_pg_stat_archiver_last_archived_time'), minute => 60 * Math.min(minute, 60))
      .set(on('orders-1', 'cnpg_collector_pg_wal_archive_status'), minute => before(minute) ? 0 : minute - 60),
    at: 80,
    fires: { PostgresWalArchiveStalled: [ORDERS_1] },
  },
  {
    name: 'the archiver has never worked',
    series: healthy().set(on('orders-1', 'cnpg_pg_stat_archiver_last_archived_time'), -1)
      .set(on('orders-1', 'cnpg_collector_pg_wal_archive_status'), from(1, 0)),
    at: 80,
    fires: { PostgresWalArchiveStalled: [ORDERS_1] },
  },
  {
    name: 'the archive is slower than the database',
    series: healthy().set(on('orders-1', 'cnpg_collector_pg_wal_archive_status'), minute => before(minute) ? 0 : minute),
    at: 90,
    fires: { PostgresWalArchiveBacklog: [{ ...ORDERS_1, value: 'ready' }] },
  },
  {
    name: 'backups stopped without a word',
    series: healthy().set(on('orders-\\d', 'barman_\\w+_last_available_backup_timestamp'), minute => 60 * Math.min(minute, 60)),
    at: 170,
    fires: { PostgresBackupTooOld: [NS] },
  },
  {
    name: 'no backup has ever succeeded',
    series: healthy().set(on('orders-\\d', 'barman_\\w+'), 0),
    at: 120,
    fires: { PostgresBackupMissing: [NS] },
  },
  {
    name: 'the last backup failed',
    series: healthy().set(on('orders-\\d', 'barman_\\w+_last_available_backup_timestamp'), 3000)
      .set(on('orders-\\d', 'barman_\\w+_last_failed_backup_timestamp'), from(3600, 0)),
    at: 80,
    fires: { PostgresBackupFailed: [NS] },
  },
  {
    name: 'snapshots stopped without a word',
    series: healthy().set(on('orders-\\d', 'cnpg_collector_last_available_backup_timestamp'), minute => 60 * Math.min(minute, 60)),
    at: 170,
    fires: { PostgresSnapshotTooOld: [NS] },
  },
  {
    name: 'no snapshot was ever made',
    series: healthy().set(on('orders-\\d', 'cnpg_collector_last_available_backup_timestamp'), 0),
    at: 120,
    fires: { PostgresSnapshotMissing: [NS] },
  },
  {
    name: 'old snapshots were last deleted two days ago',
    series: healthy().set(/^kube_cronjob_status_last_successful_time.*snapshots/, -172800),
    at: 80,
    fires: { PostgresSnapshotsNotPruned: [NS] },
  },
  {
    name: 'old snapshots were never deleted',
    series: healthy().set(/^kube_cronjob_created.*snapshots/, -172800).only(/^kube_cronjob_status.*snapshots/, () => false),
    at: 80,
    fires: { PostgresSnapshotsNotPruned: [NS] },
  },
  ...DUMP_FAULTS,
  {
    name: 'a volume is 85 % full',
    series: healthy().set(volume('orders-2'), from(15e9, 60e9)),
    at: 80,
    fires: { PostgresVolumeFilling: [{ ...NS, persistentvolumeclaim: 'orders-2' }] },
  },
  {
    name: 'a volume will be full within a day',
    series: healthy().set(volume('orders-1'), minute => 50e9 - 33e6 * minute),
    at: 380,
    fires: { PostgresVolumeFilling: [{ ...NS, persistentvolumeclaim: 'orders-1' }] },
  },
  {
    name: 'a tablespace is 95 % full',
    series: healthy().set(volume('orders-1-tbs-1cold-2024'), from(5e9, 60e9)),
    at: 80,
    fires: {
      PostgresVolumeFilling: [{ ...NS, persistentvolumeclaim: 'orders-1-tbs-1cold-2024' }],
      PostgresVolumeNearlyFull: [{ ...NS, persistentvolumeclaim: 'orders-1-tbs-1cold-2024' }],
    },
  },
  {
    name: 'nobody reports on volumes',
    series: healthy().only(/^kubelet_.*persistentvolumeclaim="orders-\d/, before),
    at: 100,
    fires: { PostgresVolumeMetricsMissing: [NS] },
  },
  {
    name: 'the volume of the log is 85 % full',
    series: healthy().set(volume('orders-1-wal'), from(15e9, 60e9)),
    at: 80,
    fires: { PostgresWalVolumeFilling: [{ ...NS, persistentvolumeclaim: 'orders-1-wal' }] },
  },
  {
    name: '170 of 200 connections are in use',
    series: healthy().set(/^cnpg_backends_total\{namespace="database",pod="orders-1".*state="idle"/, from(150, 30)),
    at: 80,
    fires: { PostgresConnectionsHigh: [ORDERS_1] },
  },
  {
    name: 'all connections are in use',
    series: healthy().set(/^cnpg_backends_total\{namespace="database",pod="orders-1".*state="idle"/, from(177, 30)),
    at: 80,
    fires: { PostgresConnectionsHigh: [ORDERS_1], PostgresConnectionsExhausted: [ORDERS_1] },
  },
  {
    name: 'transaction ids get old',
    series: healthy().set(on('orders-\\d', 'cnpg_pg_database_xid_age'), from(6e8, 1e8)),
    at: 100,
    fires: { PostgresTransactionIdWraparound: [{ ...NS, datname: 'app' }] },
  },
  {
    name: 'multixact ids get old',
    series: healthy().set(on('orders-\\d', 'cnpg_pg_database_mxid_age'), from(9e8, 1e8)),
    at: 100,
    fires: { PostgresTransactionIdWraparound: [{ ...NS, datname: 'app' }] },
  },
  {
    name: 'transaction ids run out',
    series: healthy().set(on('orders-\\d', 'cnpg_pg_database_xid_age'), from(1.7e9, 1e8)),
    at: 100,
    fires: { PostgresTransactionIdWraparound: [{ ...NS, datname: 'app' }], PostgresTransactionIdsExhausted: [{ ...NS, datname: 'app' }] },
  },
  {
    name: 'a transaction stays open',
    series: healthy().set(/^cnpg_backends_max_tx.*pod="orders-1".*usename="app"/, minute => before(minute) ? 0 : 60 * (minute - 60)),
    at: 130,
    fires: { PostgresLongTransaction: [{ ...ORDERS_1, datname: 'app', usename: 'app', application_name: 'api' }] },
  },
  {
    name: 'transactions deadlock',
    series: healthy().set(on('orders-1', 'cnpg_pg_stat_database_deadlocks'), minute => before(minute) ? 12 : minute),
    at: 80,
    fires: { PostgresDeadlocks: [{ ...ORDERS_1, datname: 'app' }] },
  },
  {
    name: 'the certificate should have been renewed long ago',
    series: healthy().set(/^certmanager_certificate_renewal/, 3600),
    at: 440,
    fires: { PostgresCertificateNotRenewed: [{ name: 'orders-server' }] },
  },
  {
    name: 'the certificate expires tomorrow',
    series: healthy().set(/^certmanager_certificate_renewal/, 3600).set(/^certmanager_certificate_expiration/, 86400),
    at: 150,
    fires: { PostgresCertificateExpiring: [{ name: 'orders-server' }] },
  },
  {
    name: 'cert-manager says nothing',
    series: healthy().only(/^certmanager_/, before),
    at: 100,
    fires: { PostgresCertificateMetricsMissing: [{}] },
  },
  {
    name: 'no pod of a pooler answers',
    series: healthy().only(/pod="orders-pooler-rw-6/, before),
    at: 80,
    fires: { PostgresPoolerDown: [{ pooler: 'orders-pooler-rw' }] },
  },
  {
    name: 'PgBouncer is dead in every pod of a pooler',
    series: healthy().set(/^cnpg_pgbouncer_last_collection_error.*pod="orders-pooler-ro-7/, from(1, 0)),
    at: 80,
    fires: { PostgresPoolerDown: [{ pooler: 'orders-pooler-ro' }] },
  },
  {
    name: 'clients wait for a server connection',
    series: healthy().set(/^cnpg_pgbouncer_pools_maxwait.*pod="orders-pooler-rw-.*abcde"/, from(30, 0)),
    at: 80,
    fires: { PostgresPoolerClientsWaiting: [{ ...NS, pod: 'orders-pooler-rw-6d5f7c9b8-abcde', database: 'app', user: 'app' }] },
  },
];
