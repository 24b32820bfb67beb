import { cronGapSeconds } from '../../values/cron';

// what CronJobs know besides five fields (Kubernetes docs, CronJob, Schedule syntax)
const MACROS: Readonly<Record<string, number>> = {
  '@yearly': 366 * 86400, '@annually': 366 * 86400, '@monthly': 31 * 86400, '@weekly': 604800, '@daily': 86400, '@midnight': 86400, '@hourly': 3600,
};

/** Longest time between two runs of a CronJob; undefined when its schedule is invalid. */
export function cronJobGapSeconds(cron: string): number | undefined {
  const every = /^@every\s+(\d+)h/.exec(cron.trim());
  if (every) return Number(every[1]) * 3600;
  return MACROS[cron.trim()] ?? cronGapSeconds(cron.replace(/\?/g, '*'));
}
