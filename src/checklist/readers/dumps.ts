import { listOf } from './list';
import { cronGapSeconds } from '../../values/cron';
import { ScheduleFacts, StoreFacts } from '../facts';
import { Manifest, Manifests } from '../manifests';

/** Annotation of the CronJob that names the database it dumps. */
export const DUMPS_OF = 'cdk8s-databases.io/dumps-of';

/** CronJobs of this library that dump the database somewhere. */
export function readDumps({ metadata: { namespace = 'default', name } }: Manifest, among: Manifests): Array<{ schedule: ScheduleFacts; store: StoreFacts }> {
  return among.inNamespace('batch', 'CronJob', namespace).filter(({ metadata }) => metadata.annotations?.[DUMPS_OF] === name).flatMap((job) => {
    const { schedule: cron = '', suspend = false, jobTemplate } = job.spec ?? {};
    const variables = listOf('containers', jobTemplate?.spec?.template?.spec?.containers).flatMap((container) => listOf('env', container.env));
    const valueOf = (variable: string): string | undefined => variables.find((of) => of.name === variable)?.value;
    const destination = valueOf('DESTINATION');
    if (!destination) return [];
    const store = `dumps of ${name}`;
    const retentionDays = Number(valueOf('RETENTION_DAYS'));
    return [{
      schedule: {
        name: job.metadata.name, cron, longestGapSeconds: cronGapSeconds(cron), suspended: suspend, store, at: { of: job, path: ['spec', suspend ? 'suspend' : 'schedule'] },
      },
      store: { name: store, path: `${destination}/dumps`, retentionDays: retentionDays > 0 ? retentionDays : undefined },
    }];
  });
}
