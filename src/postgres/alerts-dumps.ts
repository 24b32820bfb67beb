import { dumpsName } from './dumper';
import { WatchedPostgres } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';
import { cronJobSeries, jobSeries } from '../parts/series';

/** Whether the dumps are made (kube-state-metrics, docs/metrics/workload/cronjob-metrics.md and job-metrics.md). */
export function dumpAlerts(of: WatchedPostgres): AlertRule[] {
  const every = of.dumpEverySeconds;
  if (every === undefined) return [];
  const cronJob = dumpsName(of.name);
  const what = `${of.namespace}/${of.name} (CronJob ${cronJob})`;
  const lastDumped = cronJobSeries(of.namespace, cronJob, 'kube_cronjob_status_last_successful_time');
  const created = cronJobSeries(of.namespace, cronJob, 'kube_cronjob_created');

  return [
    {
      // A CronJob keeps its last Jobs: one that failed is news only until one passes.
      alert: 'PostgresDumpFailed',
      expr: `max by (namespace) (${jobSeries(of.namespace, cronJob, 'kube_job_status_start_time')} and on (namespace, job_name) ${jobSeries(of.namespace, cronJob, 'kube_job_failed', 'condition="true"')} == 1)`
        + ` > max by (namespace) (${lastDumped} or 0 * ${created})`,
      for: '5m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'The last run of the logical dumps failed',
      description: `The last run that dumps ${what} failed: a database of it was not dumped, or old dumps were not pruned.`,
    },
    {
      // Twice the gap is when upload-dumps.py prunes nothing any more, too.
      alert: 'PostgresDumpTooOld',
      expr: `time() - max by (namespace) (${lastDumped} or ${created}) > ${2 * every} or absent(${created})`,
      for: '15m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'The last logical dump is too old',
      description: `No run that dumps ${what} has passed for longer than twice its schedule of every ${Math.round(every / 360) / 10} hours, or nothing is known of it.`,
    },
  ];
}
