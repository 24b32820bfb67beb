import { ofMembers, WatchedMongo, whileUp } from './watched-mongo';
import { AlertRule } from '../parts/alert-rule';

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/**
 * Whether the replica set could be restored. The operator makes no Jobs for backups and kube-state-metrics knows none of its objects; what Percona
 * Backup for MongoDB notes in `admin` is all there is (mongodb_exporter, exporter/pbm_collector.go). How far its archive of the oplog reaches it
 * does not export.
 */
export function backupAlerts(of: WatchedMongo): AlertRule[] {
  const every = of.backupEverySeconds;
  if (every === undefined) return [];
  const database = `${of.namespace}/${of.name}`;
  // Every member's exporter tells of all backups.
  const ended = (status: string) => ofMembers(of, 'mongodb_pbm_backup_last_transition_ts', `status="${status}"`);
  // Half a gap more, for a backup that takes longer than the one before.
  const tooOld = Math.ceil(every * 1.5);
  const hours = `${Math.round(every / 360) / 10} hours`;

  const pointInTime: AlertRule = {
    // The operator switches it on after the first backup only, and off while it restores.
    alert: 'MongoPointInTimeOff',
    expr: `max by (namespace) (${ofMembers(of, 'mongodb_pbm_cluster_pitr_backup_enabled')}) == 0 and on (namespace) (time() - min by (namespace) (${ended('done')}) > ${HOUR})`,
    for: '15m',
    severity: 'critical',
    exporter: 'instance',
    summary: 'The oplog is not archived',
    description: `Percona Backup for MongoDB does not archive the oplog of ${database}, although it should: a restore loses what came after the last backup.`,
  };

  return [
    {
      alert: 'MongoBackupTooOld',
      expr: `time() - max by (namespace) (${ended('done')}) > ${tooOld}`,
      for: '15m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'The last backup is too old',
      description: `The last backup of ${database} was finished {{ $value | humanizeDuration }} ago; there should be one every ${hours}.`,
    },
    {
      alert: 'MongoBackupMissing',
      expr: `absent(${ended('done')}) ${whileUp(of)}`,
      for: `${Math.min(tooOld, DAY)}s`,
      severity: 'critical',
      exporter: 'instance',
      summary: 'There is no backup',
      description: `No backup of ${database} is known, or its exporter may not read them.`,
    },
    {
      alert: 'MongoBackupFailed',
      expr: `max by (namespace) (${ended('error')}) > max by (namespace) (${ended('done')} or 0 * ${ended('error')})`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'The last backup failed',
      description: `A backup of ${database} failed, and none has succeeded since.`,
    },
    {
      // 1 error, 2 lost. An arbiter has no agent.
      alert: 'MongoBackupAgentFailing',
      expr: `max by (namespace, host) (${ofMembers(of, 'mongodb_pbm_agent_status', 'role!="A"')}) > 0`,
      for: '15m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'A backup agent fails',
      description: `The backup agent beside {{ $labels.host }} of ${database} reports an error or nothing at all: it does not reach mongod or the object store.`,
    },
    ...(of.pointInTime ? [pointInTime] : []),
  ];
}
