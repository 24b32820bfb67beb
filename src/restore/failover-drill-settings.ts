import { Duration } from 'cdk8s';
import { FailoverRehearsal } from '../contracts/fails-over';
import { FailoverMethod } from '../values/failover-method';
import { MaintenanceWindow } from '../values/maintenance-window';
import { refuse } from '../values/refusal';
import { shortened } from '../values/shortened';

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
export function drillerLabels(database: string): Record<string, string> {
  return { 'cdk8s-databases.io/rehearses': database };
}

export function failoverDrillSettings(database: string, rehearsal: FailoverRehearsal): FailoverDrillSettings {
  const { window, by = FailoverMethod.POD_DELETION, unavailability, recovery } = rehearsal;
  if (!(window instanceof MaintenanceWindow)) {
    refuse('window', 'be a MaintenanceWindow: a failover is noticed', window, 'declare when it may happen by MaintenanceWindow.of');
  }
  if (!Object.values(FailoverMethod).includes(by)) refuse('by', `be one of ${Object.values(FailoverMethod).join(', ')}`, by, 'choose a FailoverMethod');
  return {
    // a CronJob's name has 52 characters at most (Kubernetes docs, CronJob, "Name limitations")
    name: `${shortened(database, 52 - SUFFIX.length)}${SUFFIX}`,
    window,
    by,
    unavailabilitySeconds: whole('unavailability', unavailability ?? Duration.seconds(60), { unit: 1, least: 1, most: 3600 }, 'seconds, at least one, at most an hour', 'Duration.seconds(60)'),
    recoverySeconds: whole('recovery', recovery ?? Duration.minutes(10), { unit: 60, least: 60, most: 3600 }, 'minutes, at least one, at most an hour', 'Duration.minutes(10)'),
  };
}

/** Refuses what would have nothing to fail over to. */
export function requireInstances({ name, instances }: { readonly name: string; readonly instances: number }): void {
  if (instances < 2) {
    refuse('source', 'have two instances at least', `${name} with ${instances}`, 'there is nothing to fail over to: give it instances, or remove the drill');
  }
}

/** Refuses a database that has no backups, where the drill asks for a recent one. */
export function requireBackups({ name, platform }: { readonly name: string; readonly platform: { readonly backups?: unknown } }): void {
  if (!platform.backups) {
    refuse('source', 'have backups: its platform has no object store', name, 'a drill refuses to begin without a recent one; give the platform `backups`');
  }
}

/** Refuses what is a restore still: its waiver of the drill goes when it is kept. */
export function requireKept(construct: string, name: string): never {
  refuse('source', `be kept as a ${construct} before its failover is rehearsed`, name, 'leave the drill out as long as it is a PitrRestore');
}

/** Refuses a second drill: the first one is given where there is one. */
export function requireOneDrill(name: string, drill: { readonly node: { readonly path: string } } | undefined): void {
  if (drill) {
    refuse('source', `have one failover drill: it has ${drill.node.path}`, name, 'remove one of them, or let the window of one open more often');
  }
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
