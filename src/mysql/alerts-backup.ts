import { ofBinlogCollector, WatchedMySql, whileUp } from './watched-mysql';
import { AlertRule } from '../parts/alert-rule';
import { jobsSeries } from '../parts/series';

const DAY = 24 * 60 * 60;

/** Whether the database could be restored, and to which moment. */
export function backupAlerts(of: WatchedMySql): AlertRule[] {
  return [
    ...(of.backupEverySeconds === undefined ? [] : scheduledBackupAlerts(of, of.backupEverySeconds)),
    ...(of.binlogUploadSeconds === undefined ? [] : binlogAlerts(of, of.binlogUploadSeconds)),
  ];
}

/**
 * Names of the Jobs of scheduled backups, as a pattern: `xb-cron-<cluster>-<storage>-<time>-<schedule>`, the first two cut to 16 characters
 * (pkg/naming/backup.go, operator 1.20). Of two clusters in a namespace whose names begin with the same 16, each counts the other's.
 */
export function backupJobs({ name, backupStorages }: WatchedMySql): string {
  const storages = (backupStorages ?? []).map((storage) => storage.slice(0, 16).replace(/[.]/g, '[.]'));
  const storage = storages.length === 0 ? '.+' : storages.length === 1 ? storages[0] : `(${storages.join('|')})`;
  return `xb-cron-${name.slice(0, 16)}-${storage}-[0-9]+-[0-9a-v]+`;
}

/**
 * A backup that the operator gives up before it makes a Job (a missing storage), or for a deadline, after which it deletes the Job, shows only by its
 * absence; one that waits for a cluster to become ready, too (pkg/controller/pxcbackup/controller.go, operator 1.20).
 */
function scheduledBackupAlerts(of: WatchedMySql, every: number): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const jobs = (metric: string, ...matchers: string[]) => jobsSeries(of.namespace, backupJobs(of), metric, ...matchers);
  // Kubernetes sets it when a Job succeeds, and never when it fails.
  const completed = jobs('kube_job_status_completion_time');
  const started = jobs('kube_job_status_start_time');
  // Half a gap more, for a backup that takes longer than the one before.
  const tooOld = Math.ceil(every * 1.5);
  const hours = `${Math.round(every / 360) / 10} hours`;

  return [
    {
      alert: 'MySqlBackupTooOld',
      expr: `time() - max by (namespace) (${completed}) > ${tooOld}`,
      for: '15m',
      severity: 'critical',
      exporter: 'kube-state-metrics',
      summary: 'The last backup is too old',
      description: `The last backup of ${database} was finished {{ $value | humanizeDuration }} ago; there should be one every ${hours}.`,
    },
    {
      alert: 'MySqlBackupMissing',
      expr: `absent(${completed}) ${whileUp(of)}`,
      for: `${Math.min(tooOld, DAY)}s`,
      severity: 'critical',
      exporter: 'kube-state-metrics',
      summary: 'There is no backup',
      description: `No Job of a scheduled backup of ${database} has succeeded: binary logs alone restore nothing.`,
    },
    {
      // A Job that failed is kept: it is news only until one passes.
      alert: 'MySqlBackupFailed',
      expr: `max by (namespace) (${started} and on (namespace, job_name) ${jobs('kube_job_failed', 'condition="true"')} == 1)`
        + ` > max by (namespace) (${completed} or 0 * ${started})`,
      for: '5m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'The last backup failed',
      description: `A scheduled backup of ${database} failed, and none has succeeded since.`,
    },
  ];
}

function binlogAlerts(of: WatchedMySql, uploadSeconds: number): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const gaps = ofBinlogCollector(of, 'pxc_binlog_collector_gap_detected_total');
  // Ten minutes at least: a collector that starts anew reads all binary logs that the server has.
  const patience = Math.max(3 * uploadSeconds, 600);
  const untilNextBackup = `${of.backupEverySeconds ?? DAY}s`;

  return [
    {
      // It ends with every error, so pxc_binlog_collector_failure_total is 0 for ever; an idle database has rounds that succeed with nothing to upload.
      alert: 'MySqlBinlogUploadStalled',
      expr: `absent(increase(${ofBinlogCollector(of, 'pxc_binlog_collector_success_total')}[${patience}s]) > 0) ${whileUp(of)}`,
      for: '5m',
      severity: 'critical',
      exporter: 'binlog-collector',
      summary: 'Binary logs are not uploaded',
      description: `The binlog collector of ${database} has finished no round for too long, or no metrics of it arrive: a restore would lose what came after its last one.`,
    },
    {
      // The first round of a new collector finds most gaps, so the counter may begin with 1.
      alert: 'MySqlBinlogGap',
      expr: `max by (namespace) (increase(${gaps}[${untilNextBackup}]) > 0 or (${gaps} > 0 unless ${gaps} offset ${untilNextBackup}))`,
      for: '2m',
      severity: 'critical',
      exporter: 'binlog-collector',
      summary: 'A binary log was lost before it was uploaded',
      description: `Binary logs of ${database} are missing from its archive: nothing after the gap can be restored until there is a new backup.`,
    },
  ];
}
