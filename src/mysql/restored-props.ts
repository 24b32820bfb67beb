import { Size, SizeRoundingBehavior } from 'cdk8s';
import { MySqlArchiveSettings } from './archive-settings';
import type { MySqlClusterProps } from './mysql-cluster-props';
import { recoverySettings } from './recovery-settings';
import { usersLike } from './user-settings';
import { NOT_FOR_PRODUCTION } from '../checklist/waivers';
import { RestoreOptions } from '../contracts/restorable';
import { refuse } from '../values/refusal';
import { Waiver } from '../values/waiver';

/** The props of a database that is restored from an archive: the source's, with what a restore may say. */
export function restoredProps(archive: MySqlArchiveSettings, namespace: string, options: RestoreOptions): MySqlClusterProps {
  const { settings, props } = archive;
  if (options.name === settings.name && namespace === settings.namespace) {
    refuse('name', 'differ from the source\'s in its namespace', options.name, 'a restore is a database of its own, which backs up under its own name: choose for example '
      + `"${settings.name.slice(0, 22 - '-restored'.length)}-restored"`);
  }
  if (options.walStorage !== undefined) {
    refuse('walStorage', 'be left out for MySQL', `${options.walStorage.toMebibytes({ rounding: SizeRoundingBehavior.NONE })} MiB`, 'its log lies on the data volume: enlarge storage');
  }
  return {
    ...props,
    // a database of its own, with what came by a channel
    ...(props.replication?._replica ? { databases: [...settings.databases], users: usersLike(settings.users) } : {}),
    replication: undefined,
    name: options.name,
    namespace,
    instances: options.instances ?? props.instances,
    compute: options.compute ?? props.compute,
    storage: atLeast(settings.dataMebibytes, options.storage),
    restoreDrill: undefined,
    // without its log it cannot keep what its source promises
    objectives: undefined,
    waivers: withoutLogAndDrills(options.waivers ?? withoutObjectives(props.waivers), settings.name),
    _recovery: recoverySettings(archive, options),
  };
}

/** What belongs to a database that is kept: it becomes a `MySqlCluster` of its own, and the checklist asks for all of it. */
function withoutLogAndDrills(waivers: readonly Waiver[], source: string): Waiver[] {
  if (waivers.some(({ rule }) => rule === NOT_FOR_PRODUCTION)) return [...waivers];
  const withoutLog = `restored from ${source}: what is being restored uploads no binary log; it does when it is kept, as a MySqlCluster`;
  const unrehearsed = `restored from ${source}; rehearsed when it is kept, as a MySqlCluster`;
  const reasons = {
    'log-archived': withoutLog, 'point-in-time-recovery': withoutLog, 'restore-drill': unrehearsed, 'failover-drill': unrehearsed,
  };
  const missing = Object.entries(reasons).filter(([rule]) => !waivers.some((waiver) => waiver.rule === rule));
  return [...waivers, ...missing.map(([rule, reason]) => Waiver.of({ rule, reason }))];
}

/** Of objectives, which are not promised here, there is nothing to waive. */
function withoutObjectives(waivers: readonly Waiver[] = []): Waiver[] {
  return waivers.filter(({ rule }) => rule !== 'recovery-point-objective' && rule !== 'recovery-time-objective');
}

function atLeast(mebibytes: number, asked: Size | undefined): Size {
  const amount = asked?.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (amount !== undefined && amount < mebibytes) {
    refuse('storage', `be at least the source's (${mebibytes} MiB)`, `${amount} MiB`, 'what fills more than the volume cannot be restored: leave it out for as much');
  }
  return asked ?? Size.mebibytes(mebibytes);
}
