/** What a job runs: a script in a shell, or a container of its own. */
export interface Job {
  readonly script?: string;
  readonly schedule?: string;
  readonly container?: object;
  readonly volumes?: object[];
  readonly namespace?: string;
}

/** A CronJob that runs it. */
export function job({ script, schedule = '0 3 * * *', container = { image: 'postgres:17', command: ['sh', '-c', script] }, volumes, namespace = 'default' }: Job): any {
  const spec = { containers: [{ name: 'dump', ...container }], volumes };
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'dump', namespace }, spec: { schedule, jobTemplate: { spec: { template: { spec } } } } };
}
