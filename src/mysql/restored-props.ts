import { SizeRoundingBehavior } from 'cdk8s';
import { MySqlArchiveSettings } from './archive-settings';
import type { MySqlClusterProps } from './mysql-cluster-props';
import { recoverySettings } from './recovery-settings';
import { usersLike } from './user-settings';
import { RestoreOptions } from '../contracts/restorable';
import { restoredStorage } from '../restore/restored-storage';
import { restoredWaivers } from '../restore/restored-waivers';
import { refuse } from '../values/refusal';

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
    storage: restoredStorage('storage', settings.dataMebibytes, options.storage),
    restoreDrill: undefined,
    // without its log it cannot keep what its source promises
    objectives: undefined,
    waivers: restoredWaivers(options, { inherited: props.waivers, hasObjectives: false, reasons: reasonsOf(settings.name) }),
    _recovery: recoverySettings(archive, options),
  };
}

/** What belongs to a database that is kept: it becomes a `MySqlCluster` of its own, and the checklist asks for all of it. */
function reasonsOf(source: string): Record<string, string> {
  const withoutLog = `restored from ${source}: what is being restored uploads no binary log; it does when it is kept, as a MySqlCluster`;
  const unrehearsed = `restored from ${source}; rehearsed when it is kept, as a MySqlCluster`;
  return { 'log-archived': withoutLog, 'point-in-time-recovery': withoutLog, 'restore-drill': unrehearsed, 'failover-drill': unrehearsed };
}
