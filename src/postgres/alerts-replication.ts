import { ofInstances, onPrimary, WatchedPostgres } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';

/** Whether the replicas follow, and what a reader of the log that went away leaves behind. */
export function replicationAlerts(of: WatchedPostgres): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const inRecovery = ofInstances(of, 'cnpg_pg_replication_in_recovery');
  // CloudNativePG's replicas call themselves by their pod's name; base backups and joining instances do not.
  const streaming = ofInstances(of, 'cnpg_pg_stat_replication_replay_diff_bytes', `application_name=~"${of.name}-[0-9]+"`);
  const asked = ofInstances(of, 'cnpg_collector_sync_replicas', 'value="observed"');
  const attached = ofInstances(of, 'cnpg_pg_synchronous_standbys_attached');
  const retained = ofInstances(of, 'cnpg_pg_replication_slots_pg_wal_lsn_diff');
  const active = ofInstances(of, 'cnpg_pg_replication_slots_active');

  const slot: AlertRule = {
    alert: 'PostgresReplicationSlotInactive',
    expr: `${retained} > 1073741824 and on (namespace, pod, slot_name) (${active} == 0) ${onPrimary(of)}`,
    for: '15m',
    severity: 'warning',
    exporter: 'instance',
    summary: 'A replication slot that nobody reads holds back the write-ahead log',
    description: `Slot {{ $labels.slot_name }} of ${database} has no reader and retains {{ $value | humanize1024 }}B of WAL; it grows until the volume is full.`,
  };

  const replicas: AlertRule[] = [
    {
      alert: 'PostgresReplicaNotStreaming',
      expr: `count(${inRecovery} == 1) > (count(${streaming}) or vector(0)) and on () (count(${inRecovery} == 0) > 0)`,
      for: '10m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A replica is not connected to the primary',
      description: `{{ $value }} replicas of ${database} answer, but fewer stream from the primary.`,
    },
    {
      // The lag of a caught-up replica is 0, however long ago the last transaction was; a record between two
      // transactions makes it jump for one scrape, which `for` outlasts.
      alert: 'PostgresReplicationLag',
      expr: `${ofInstances(of, 'cnpg_pg_replication_lag')} > 60`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A replica is behind the primary',
      description: `{{ $labels.pod }} of ${database} is {{ $value | humanizeDuration }} behind the primary.`,
    },
  ];

  const synchronous: AlertRule = {
    alert: 'PostgresSynchronousReplicaMissing',
    expr: `${asked} > on (namespace, pod) ${attached}`,
    for: '2m',
    severity: 'critical',
    exporter: 'instance',
    summary: 'Commits wait for a synchronous replica that is not there',
    description: `{{ $labels.pod }}, the primary of ${database}, has fewer synchronous replicas attached than every commit waits for: writes hang.`,
  };

  return [slot, ...(of.instances > 1 ? replicas : []), ...(of.synchronous ? [synchronous] : [])];
}
