import { backup, healthy, host, newborn } from './mongo-orders';
import { Series } from './series';
import { Moment } from './verdict';

/** One thing that goes wrong; every fault begins at minute 60. */
export interface Fault extends Moment {
  readonly name: string;
  readonly series: Series;
}

const NS = { namespace: 'database' };
const MEMBER_0 = { ...NS, pod: 'orders-rs0-0' };
const MEMBER_1 = { ...NS, pod: 'orders-rs0-1' };
const MEMBER_2 = { ...NS, pod: 'orders-rs0-2' };
const ALL = 'orders-rs0-\\d';
const before = (minute: number) => minute < 60;
const from = (after: number, normal: number) => (minute: number) => minute < 60 ? normal : after;

function on(pod: string, metric: string): RegExp {
  return new RegExp(`^${metric}\\{namespace="database",pod="${pod}"`);
}

const STATE = 'mongodb_mongod_replset_my_state';
const LAST_BACKUP = on(ALL, 'mongodb_pbm_backup_last_transition_ts');
const LAST_DUMPED = /^kube_cronjob_status_last_successful_time.*dumps/;
const volume = (pod: string) => new RegExp(`^kubelet_volume_stats_available_bytes\\{namespace="database",persistentvolumeclaim="mongod-data-${pod}"`);

/** Everything that can go wrong with `orders`, one at a time, and what looks like it and is not. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'nothing of the replica set is scraped any more',
    series: healthy().only(on(ALL, 'mongodb_\\w+'), before),
    at: 115,
    fires: { MongoDown: [{}] },
  },
  {
    name: 'mongod is down in every member, and the exporters say so without a role',
    series: ['orders-rs0-0', 'orders-rs0-1', 'orders-rs0-2'].reduce(
      (series, pod) => series.add('mongodb_up', { ...NS, pod, cluster_role: '' }, minute => before(minute) ? undefined : 0),
      healthy().only(on(ALL, 'mongodb_\\w+'), before),
    ),
    at: 115,
    fires: { MongoDown: [{}] },
  },
  {
    name: 'the primary is gone with its pod, and nobody is elected',
    series: healthy().only(on('orders-rs0-0', 'mongodb_\\w+'), before),
    at: 80,
    fires: { MongoNoPrimary: [{}], MongoMemberMissing: [{}] },
  },
  {
    name: 'no member wins an election',
    series: healthy().set(on('orders-rs0-0', STATE), from(2, 1)),
    at: 80,
    fires: { MongoNoPrimary: [{}] },
  },
  {
    name: 'a member restarts every ten minutes',
    series: healthy().set(on('orders-rs0-2', 'kube_pod_container_status_restarts_total'), minute => before(minute) ? 1 : Math.floor(minute / 10) - 4),
    at: 115,
    fires: { MongoRestarting: [{ ...MEMBER_2, container: 'mongod' }] },
  },
  {
    name: 'an exporter may not read the diagnostic data',
    series: healthy().only(on('orders-rs0-1', 'mongodb_(ss|rs)_\\w+'), before),
    at: 80,
    fires: { MongoExporterFailing: [MEMBER_1] },
  },
  {
    name: 'an exporter may not read the state',
    series: healthy().set(on('orders-rs0-1', STATE), from(6, 2)),
    at: 100,
    fires: { MongoExporterFailing: [MEMBER_1] },
  },
  {
    name: 'a secondary is gone with its pod',
    series: healthy().only(on('orders-rs0-2', 'mongodb_\\w+'), before)
      .set(new RegExp(`^mongodb_rs_members_health\\{namespace="database",pod="orders-rs0-[01]",member_idx="${host('orders-rs0-2')}"`), from(0, 1)),
    at: 80,
    fires: { MongoMemberMissing: [{}] },
  },
  {
    name: 'the primary does not reach a secondary',
    series: healthy().set(new RegExp(`^mongodb_rs_members_health\\{namespace="database",pod="orders-rs0-0",member_idx="${host('orders-rs0-2')}"`), from(0, 1)),
    at: 80,
    fires: { MongoMemberUnreachable: [{}] },
  },
  {
    name: 'the arbiter is gone, which counts for no member that runs',
    series: healthy().set(new RegExp(`^mongodb_rs_members_health\\{namespace="database",pod="orders-rs0-[012]",member_idx="${host('orders-rs0-arbiter-0')}"`), from(0, 1)),
    at: 80,
    fires: { MongoArbiterDown: [NS] },
  },
  {
    name: 'a secondary does not reach the arbiter, and the primary does',
    series: healthy().set(new RegExp(`^mongodb_rs_members_health\\{namespace="database",pod="orders-rs0-1",member_idx="${host('orders-rs0-arbiter-0')}"`), from(0, 1)),
    at: 80,
    fires: {},
  },
  {
    name: 'a secondary does not reach another one, and the primary does',
    series: healthy().set(new RegExp(`^mongodb_rs_members_health\\{namespace="database",pod="orders-rs0-1",member_idx="${host('orders-rs0-2')}"`), from(0, 1)),
    at: 80,
    fires: {},
  },
  {
    name: 'a member stays in recovery',
    series: healthy().set(on('orders-rs0-2', STATE), from(3, 2)),
    at: 100,
    fires: { MongoMemberNotReady: [{ ...MEMBER_2, set: 'rs0' }] },
  },
  {
    name: 'there are two primaries for long',
    series: healthy().set(on('orders-rs0-2', STATE), minute => before(minute) ? 2 : 1),
    at: 100,
    fires: { MongoSeveralPrimaries: [{}], MongoFailover: [{ ...MEMBER_0, set: 'rs0' }, { ...MEMBER_2, set: 'rs0' }] },
  },
  {
    name: 'the primary dies, another is elected, and the old one comes back as its secondary',
    series: healthy()
      .only(on('orders-rs0-0', 'mongodb_\\w+'), minute => before(minute) || minute >= 64)
      .set(on('orders-rs0-0', STATE), minute => before(minute) ? 1 : minute < 64 ? undefined : minute < 65 ? 0 : 2)
      .set(on('orders-rs0-1', STATE), from(1, 2)),
    at: 70,
    fires: { MongoFailover: [{ ...MEMBER_1, set: 'rs0' }] },
  },
  {
    name: 'an election is no news any more',
    series: healthy().set(on('orders-rs0-0', STATE), from(2, 1)).set(on('orders-rs0-1', STATE), from(1, 2)),
    at: 80,
    fires: {},
  },
  {
    name: 'a secondary falls behind',
    series: healthy().set(/^mongodb_mongod_replset_member_replication_lag\{namespace="database",pod="orders-rs0-2".*self="1"/, minute => before(minute) ? 1 : 60 * (minute - 60)),
    at: 80,
    fires: { MongoReplicationLag: [MEMBER_2] },
  },
  {
    name: 'a bulk load turns the oplog over within hours',
    series: healthy().set(on('orders-rs0-0', 'mongodb_mongod_replset_oplog_tail_timestamp'), minute => 60 * minute - (before(minute) ? 48 : 5) * 3600),
    at: 120,
    fires: { MongoOplogWindowShort: [MEMBER_0] },
  },
  {
    name: 'an oplog is short because it began lately',
    series: healthy().set(on(ALL, 'mongodb_mongod_replset_oplog_tail_timestamp'), 0),
    at: 120,
    fires: {},
  },
  {
    name: '850 of 1000 connections are in use',
    series: healthy().set(/^mongodb_ss_connections\{namespace="database",pod="orders-rs0-0".*"current"/, from(850, 200))
      .set(/^mongodb_ss_connections\{namespace="database",pod="orders-rs0-0".*"available"/, from(150, 800)),
    at: 80,
    fires: { MongoConnectionsHigh: [MEMBER_0] },
  },
  {
    name: 'all connections are in use',
    series: healthy().set(/^mongodb_ss_connections\{namespace="database",pod="orders-rs0-0".*"current"/, from(1000, 200))
      .set(/^mongodb_ss_connections\{namespace="database",pod="orders-rs0-0".*"available"/, from(0, 800)),
    at: 80,
    fires: { MongoConnectionsHigh: [MEMBER_0], MongoConnectionsExhausted: [MEMBER_0] },
  },
  {
    name: 'operations queue up',
    series: healthy().set(on('orders-rs0-0', 'mongodb_ss_globalLock_currentQueue'), from(200, 0)),
    at: 80,
    fires: { MongoOperationsQueued: [MEMBER_0] },
  },
  {
    name: 'the disk is too slow for the writes',
    series: healthy().set(on('orders-rs0-0', 'mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache'), from(0.25e9, 0.05e9)),
    at: 80,
    fires: { MongoCacheDirty: [MEMBER_0] },
  },
  {
    name: 'operations have become slow',
    series: healthy().set(on('orders-rs0-0', 'mongodb_profile_slow_query_count'), from(300, 3)),
    at: 80,
    fires: { MongoSlowOperations: [MEMBER_0] },
  },
  {
    name: 'backups stopped without a word',
    series: healthy().set(LAST_BACKUP, 1200),
    at: 140,
    fires: { MongoBackupTooOld: [NS] },
  },
  {
    name: 'no backup has ever succeeded',
    series: healthy().only(LAST_BACKUP, () => false),
    at: 120,
    fires: { MongoBackupMissing: [{ ...NS, status: 'done' }] },
  },
  {
    name: 'the last backup failed',
    series: backup(healthy().set(LAST_BACKUP, 1200), 'next', minute => before(minute) ? undefined : minute < 65 ? 'running' : 'error', 65),
    at: 80,
    fires: { MongoBackupFailed: [NS] },
  },
  {
    name: 'the first backup failed',
    series: backup(healthy().only(LAST_BACKUP, () => false), 'first', minute => before(minute) ? undefined : 'error', 60),
    at: 80,
    fires: { MongoBackupFailed: [NS] },
  },
  {
    name: 'a backup failed, and the next one passed',
    series: backup(healthy(), 'earlier', minute => minute < 30 ? undefined : 'error', 30),
    at: 80,
    fires: {},
  },
  {
    name: 'the agent beside a member is lost',
    series: healthy().set(new RegExp(`^mongodb_pbm_agent_status\\{namespace="database",pod="orders-rs0-\\d",host="${host('orders-rs0-2')}"`), from(2, 0)),
    at: 80,
    fires: { MongoBackupAgentFailing: [{ ...NS, host: host('orders-rs0-2') }] },
  },
  {
    name: 'somebody switched the archiving of the oplog off',
    series: healthy().set(LAST_BACKUP, minute => minute < 60 ? 0 : 3600).set(on(ALL, 'mongodb_pbm_cluster_pitr_backup_enabled'), from(0, 1)),
    at: 140,
    fires: { MongoPointInTimeOff: [NS] },
  },
  {
    name: 'the first backup is some minutes old, and the oplog is not archived yet',
    series: backup(newborn(), 'first', minute => before(minute) ? undefined : 'done', 60),
    at: 90,
    fires: {},
  },
  {
    name: 'a run of the dumps failed, and none has passed since',
    series: healthy().set(LAST_DUMPED, 3600)
      .add('kube_job_status_start_time', { ...NS, job_name: 'orders-dumps-120' }, minute => minute < 70 ? undefined : 60 * 70)
      .add('kube_job_failed', { ...NS, job_name: 'orders-dumps-120', condition: 'true' }, minute => minute < 70 ? undefined : 1),
    at: 80,
    fires: { MongoDumpFailed: [NS] },
  },
  {
    name: 'dumps stopped without a word',
    series: healthy().set(LAST_DUMPED, 3600),
    at: 170,
    fires: { MongoDumpTooOld: [NS] },
  },
  {
    name: 'no dump was ever made',
    series: healthy().only(LAST_DUMPED, () => false),
    at: 110,
    fires: { MongoDumpTooOld: [NS] },
  },
  {
    name: 'nothing is known of the dumps',
    series: healthy().only(/^kube_cronjob.*dumps/, before),
    at: 80,
    fires: { MongoDumpTooOld: [{ ...NS, cronjob: 'orders-dumps' }] },
  },
  {
    name: 'a volume is 85 % full',
    series: healthy().set(volume('orders-rs0-2'), from(15e9, 60e9)),
    at: 80,
    fires: { MongoVolumeFilling: [{ ...NS, persistentvolumeclaim: 'mongod-data-orders-rs0-2' }] },
  },
  {
    name: 'a volume is 95 % full',
    series: healthy().set(volume('orders-rs0-2'), from(5e9, 60e9)),
    at: 80,
    fires: {
      MongoVolumeFilling: [{ ...NS, persistentvolumeclaim: 'mongod-data-orders-rs0-2' }],
      MongoVolumeNearlyFull: [{ ...NS, persistentvolumeclaim: 'mongod-data-orders-rs0-2' }],
    },
  },
  {
    name: 'nobody reports on volumes',
    series: healthy().only(/^kubelet_.*persistentvolumeclaim="mongod-data-orders-rs0/, before),
    at: 100,
    fires: { MongoVolumeMetricsMissing: [NS] },
  },
  {
    name: 'the certificate should have been renewed long ago',
    series: healthy().set(/^certmanager_certificate_renewal/, 3600),
    at: 440,
    fires: { MongoCertificateNotRenewed: [{ name: 'orders-server-tls' }] },
  },
  {
    name: 'the certificate expires tomorrow',
    series: healthy().set(/^certmanager_certificate_renewal/, 3600).set(/^certmanager_certificate_expiration/, 86400),
    at: 150,
    fires: { MongoCertificateExpiring: [{ name: 'orders-server-tls' }] },
  },
  {
    name: 'cert-manager says nothing',
    series: healthy().only(/^certmanager_/, before),
    at: 100,
    fires: { MongoCertificateMetricsMissing: [{}] },
  },
];
