import { DrillSettings, longestRunSeconds } from './drill-job';
import { AlertRule } from '../parts/alert-rule';

/**
 * Whether a drill runs, and passes. A CronJob keeps its last runs, so that a failed one is news only until one passes (kube-state-metrics,
 * docs/metrics/workload/cronjob-metrics.md and job-metrics.md).
 */
export function drillAlerts(of: DrillSettings): AlertRule[] {
  const { name, namespace, source, schedule } = of;
  const database = `${source.namespace}/${source.name}`;
  const ofCronJob = (metric: string) => `${metric}{namespace="${namespace}", cronjob="${name}"}`;
  const ofJobs = (metric: string, more = '') => `${metric}{namespace="${namespace}", job_name=~"${name}-[0-9]+"${more}}`;
  const passed = ofCronJob('kube_cronjob_status_last_successful_time');
  const made = ofCronJob('kube_cronjob_created');
  // an hour more, for a node that has to be found and an image that has to be pulled
  const patience = schedule.longestGapSeconds + longestRunSeconds(of) + 3600;
  return [
    {
      alert: 'RestoreDrillFailed',
      expr: `max by (namespace) (${ofJobs('kube_job_status_start_time')} and on (namespace, job_name) ${ofJobs('kube_job_failed', ', condition="true"')} == 1)`
        + ` > (max by (namespace) (${passed}) or max by (namespace) (0 * ${made}))`,
      for: '5m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'The newest backup could not be restored',
      description: `The last restore drill of ${database} (CronJob ${namespace}/${name}) failed: a restore in need may fail, too.`,
    },
    {
      alert: 'RestoreDrillOverdue',
      expr: `(time() - ${passed} > ${patience}) or (time() - ${made} > ${patience} unless on (namespace, cronjob) ${passed}) or absent(${made})`,
      for: '1h',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'Restoring has not been rehearsed for too long',
      description: `No restore drill of ${database} (CronJob ${namespace}/${name}) has passed for longer than its schedule allows, or nothing is known of it.`,
    },
  ];
}
