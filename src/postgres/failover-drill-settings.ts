import { Duration } from 'cdk8s';
import { PostgresSettings } from './postgres-settings';
import { FailoverRehearsal } from '../contracts/fails-over';
import { FailoverMethod } from '../values/failover-method';
import { MaintenanceWindow } from '../values/maintenance-window';
import { refuse } from '../values/refusal';
import { shortened } from '../values/shortened';

/** Role and database of the drill: it may do nothing elsewhere. */
export const DRILLER = 'failover_drill';
const SUFFIX = '-failover-drill';

/** A drill, checked and completed. */
export interface FailoverDrillSettings {
  /** Name of its objects. */
  readonly name: string;
  readonly window: MaintenanceWindow;
  readonly by: FailoverMethod;
  readonly unavailabilitySeconds: number;
  readonly recoverySeconds: number;
}

/** Labels of the pods that rehearse a database's failover. */
export function drillerLabels(cluster: string): Record<string, string> {
  return { 'cdk8s-databases.io/rehearses': cluster };
}

export function failoverDrillSettings(of: PostgresSettings, rehearsal: FailoverRehearsal): FailoverDrillSettings {
  const { window, by = FailoverMethod.POD_DELETION, unavailability, recovery } = rehearsal;
  if (!(window instanceof MaintenanceWindow)) {
    refuse('window', 'be given: a failover is noticed', window, 'declare when it may happen by MaintenanceWindow.of');
  }
  if (!Object.values(FailoverMethod).includes(by)) refuse('by', `be one of ${Object.values(FailoverMethod).join(', ')}`, by, 'choose a FailoverMethod');
  if (of.instances < 2) {
    refuse('source', 'have two instances at least', `${of.name} with ${of.instances}`, 'there is nothing to fail over to: give it instances, or remove the drill');
  }
  if (!of.platform.backups) {
    refuse('source', 'have backups: its platform has no object store', of.name, 'a drill refuses to begin without a recent one; give the platform `backups`');
  }
  const names = [...[of.owner, ...of.roles].map((role) => role.name), ...of.databases.map((database) => database.name)];
  if (names.includes(DRILLER)) refuse('source', `have neither role nor database ${DRILLER}, which the drill brings`, of.name, 'rename yours');
  return {
    // a CronJob's name has 52 characters at most (Kubernetes docs, CronJob, "Name limitations")
    name: `${shortened(of.name, 52 - SUFFIX.length)}${SUFFIX}`,
    window,
    by,
    unavailabilitySeconds: whole('unavailability', unavailability ?? Duration.seconds(60), { unit: 1, least: 1, most: 3600 }, 'seconds, at least one, at most an hour', 'Duration.seconds(60)'),
    recoverySeconds: whole('recovery', recovery ?? Duration.minutes(10), { unit: 60, least: 60, most: 3600 }, 'minutes, at least one, at most an hour', 'Duration.minutes(10)'),
  };
}

interface Bounds {
  readonly unit: number;
  readonly least: number;
  readonly most: number;
}

function whole(prop: string, duration: Duration, { unit, least, most }: Bounds, words: string, example: string): number {
  const seconds = duration.toSeconds({ integral: false });
  if (!Number.isSafeInteger(seconds) || seconds < least || seconds > most || seconds % unit !== 0) {
    refuse(prop, `be whole ${words}`, `${seconds} s`, `give for example ${example}`);
  }
  return seconds;
}
