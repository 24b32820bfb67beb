/** Role of the Job that dumps; it logs in with a certificate of the operator's. */
export const DUMPER = 'logical_dumper';

/** Annotation of the CronJob that names the database it dumps. */
export const DUMPS_OF = 'cdk8s-databases.io/dumps-of';

/** Name of the CronJob, and of what else makes the dumps. */
export function dumpsName(cluster: string): string {
  return `${cluster}-dumps`;
}
