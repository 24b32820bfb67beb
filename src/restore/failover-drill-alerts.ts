import { AlertRule } from '../parts/alert-rule';

/** A drill that alerts are about. */
export interface WatchedDrill {
  /** Namespace of the database and of the CronJob. */
  readonly namespace: string;
  /** Name of the database. */
  readonly name: string;
  readonly cronJob: string;
  /** Longest time between two windows. */
  readonly everySeconds: number;
  /** After this without a passed drill, one is missing. */
  readonly overdueSeconds: number;
}

/** Whether the failover of a database is rehearsed, and how that went (kube-state-metrics, docs/metrics/workload/{cronjob,job}-metrics.md). */
export function failoverDrillAlerts({ namespace, name, cronJob, everySeconds, overdueSeconds }: WatchedDrill): AlertRule[] {
  const database = `${namespace}/${name}`;
  const selected = (metric: string) => `${metric}{namespace="${namespace}",cronjob="${cronJob}"}`;
  const ofCronJob = (metric: string) => `max by (namespace, cronjob) (${selected(metric)})`;
  // a Job of a CronJob ends in the minute that it was for
  const ofJobs = (metric: string, more = '') => `max by (namespace, job_name) (${metric}{namespace="${namespace}",job_name=~"${cronJob}-[0-9]+"${more}})`;
  const passed = ofCronJob('kube_cronjob_status_last_successful_time');
  const made = ofCronJob('kube_cronjob_created');
  const failed = `max by (namespace) (${ofJobs('kube_job_status_start_time')} and on (namespace, job_name) ${ofJobs('kube_job_failed', ',condition="true"')} == 1)`;

  return [
    {
      // Failed Jobs stay for a while: only those count that began after the last one that passed.
      alert: 'FailoverDrillFailed',
      expr: `${failed} > max by (namespace) (${passed} or 0 * ${made})`,
      for: '2m',
      // whatever the drill left of the database has alerts of its own
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'The last failover drill failed, or refused to begin',
      description: `The last drill of ${database} did not pass: it lost writes, took too long, or found the database in no state to fail over. `
        + `The Events of the Cluster and the logs of the Jobs of CronJob ${cronJob} say which.`,
    },
    {
      // A drill that never passed is as old as its CronJob; one of which nothing is known is none.
      alert: 'FailoverDrillOverdue',
      expr: `time() - (${passed} or ${made}) > ${overdueSeconds} or absent(${selected('kube_cronjob_created')})`,
      for: '15m',
      severity: 'warning',
      exporter: 'kube-state-metrics',
      summary: 'No failover drill has passed for too long',
      description: `No failover drill of ${database} (CronJob ${cronJob}) has passed for longer than its schedule of every ${Math.round(everySeconds / 360) / 10} hours allows, `
        + 'or nothing is known of it.',
    },
  ];
}
