import { cronJobGapSeconds } from './cron-job-gap';
import { DrillFacts } from '../facts';
import { Manifest, Manifests } from '../manifests';

/** Annotations of a CronJob that rehearses something: the database that it is of, as `<namespace>/<name>`. */
export const RESTORE_DRILL = 'cdk8s-databases.io/restore-drill';
export const FAILOVER_DRILL = 'cdk8s-databases.io/failover-drill';

/**
 * User and database of a failover drill. A password of it that an operator makes opens nothing but that database, which a drill fills anew: it need not
 * outlive the cluster.
 */
export const DRILLER = 'failover_drill';

/** The longest quarter. */
const QUARTER_SECONDS = 92 * 86400;

/** The CronJobs, in whatever namespace, that say that they rehearse a database's restore or failover; and why some that say so do not. */
export function readDrills(among: Manifests, { namespace, name }: { readonly namespace: string; readonly name: string }): DrillFacts {
  const of = (annotation: string) => among.ofKind('batch', 'CronJob')
    .filter(({ metadata }) => metadata.annotations?.[annotation] === `${namespace}/${name}`)
    .map((cronJob) => ({ drill: `${cronJob.metadata.namespace ?? 'default'}/${cronJob.metadata.name}`, lapse: lapseOf(cronJob) }));
  const [restore, failover] = [of(RESTORE_DRILL), of(FAILOVER_DRILL)];
  const running = (drills: typeof restore) => drills.filter(({ lapse }) => lapse === undefined).map(({ drill }) => drill);
  const lapsed = (drills: typeof restore) => drills.flatMap(({ drill, lapse }) => (lapse === undefined ? [] : [`CronJob ${drill} ${lapse}`]));
  return { restore: running(restore), failover: running(failover), lapsed: { restore: lapsed(restore), failover: lapsed(failover) } };
}

/** Why it rehearses nothing, or too seldom; undefined when it does. */
function lapseOf({ spec }: Manifest): string | undefined {
  if (spec?.suspend === true) return 'is suspended';
  const seconds = typeof spec?.schedule === 'string' ? cronJobGapSeconds(spec.schedule) : undefined;
  if (seconds === undefined) return `has a schedule that never comes true (${JSON.stringify(spec?.schedule)})`;
  return seconds > QUARTER_SECONDS ? `runs less often than once a quarter (${spec.schedule})` : undefined;
}
