import { AlertRule } from './alert-rule';
import { dumpsName } from './dump-cron-job';
import { cronJobSeries, jobSeries } from './series';

/** A database whose dumps alerts are about. */
export interface DumpedDatabase {
  /** What the alerts' names begin with. */
  readonly engine: string;
  readonly namespace: string;
  readonly name: string;
  /** Longest time between two runs. */
  readonly everySeconds: number;
  /** After how many of these a dump is too old. */
  readonly gaps: number;
  /** Of dumps beside backups a warning; critical where they are all there is. */
  readonly severity: 'warning' | 'critical';
}

/** Whether the dumps are made (kube-state-metrics, docs/metrics/workload/cronjob-metrics.md and job-metrics.md). */
export function dumpAlerts({ engine, namespace, name, everySeconds: every, gaps, severity }: DumpedDatabase): AlertRule[] {
  const cronJob = dumpsName(name);
  const what = `${namespace}/${name} (CronJob ${cronJob})`;
  const lastDumped = cronJobSeries(namespace, cronJob, 'kube_cronjob_status_last_successful_time');
  const created = cronJobSeries(namespace, cronJob, 'kube_cronjob_created');

  return [
    {
      // A CronJob keeps its last Jobs: one that failed is news only until one passes.
      alert: `${engine}DumpFailed`,
      expr: `max by (namespace) (${jobSeries(namespace, cronJob, 'kube_job_status_start_time')} and on (namespace, job_name) ${jobSeries(namespace, cronJob, 'kube_job_failed', 'condition="true"')} == 1)`
        + ` > max by (namespace) (${lastDumped} or 0 * ${created})`,
      for: '5m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'The last run of the logical dumps failed',
      description: `The last run that dumps ${what} failed: a database of it was not dumped, or old dumps were not pruned.`,
    },
    {
      // Twice the gap is when upload-dumps.py prunes nothing any more, too.
      alert: `${engine}DumpTooOld`,
      expr: `time() - max by (namespace) (${lastDumped} or ${created}) > ${Math.ceil(gaps * every)} or absent(${created})`,
      for: '15m',
      severity,
      exporter: 'kube-state-metrics',
      summary: 'The last logical dump is too old',
      description: `No run that dumps ${what} has passed for longer than ${gaps === 2 ? 'twice' : `${gaps} times`} its schedule of every ${Math.round(every / 360) / 10} hours, or nothing is known of it.`,
    },
  ];
}
