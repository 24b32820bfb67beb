import { PostgresArchiveSettings } from './archive-settings';
import { hasSpare } from './backup-settings';
import { postgresParameters } from './parameters';
import { PostgresBackup } from './postgres-backup';
import type { PostgresClusterProps } from './postgres-cluster-props';
import { readingCredentials, recoverySettings } from './recovery-settings';
import { SynchronousReplication } from './synchronous-replication';
import { RestoreOptions } from '../contracts/restorable';
import { restoredStorage } from '../restore/restored-storage';
import { restoredWaivers } from '../restore/restored-waivers';
import { requireDnsLabel } from '../values/kubernetes-name';
import { refuse } from '../values/refusal';

// a server that replays the log of another one refuses to with less (PostgreSQL 18 docs, hot-standby, "Administrator's Overview")
const AS_MUCH_AS_THE_SOURCE = ['max_connections', 'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction'];

// the name of the Job that restores is a label of its pod: `<name>-1-full-recovery`, `<name>-1-snapshot-recovery` (CloudNativePG 1.30, pkg/specs/jobs.go)
const LONGEST = { full: 63 - '-1-full-recovery'.length, snapshot: 63 - '-1-snapshot-recovery'.length };

/** The props of a database that is restored from an archive: the source's, with what a restore may say. */
export function restoredProps(archive: PostgresArchiveSettings, namespace: string, options: RestoreOptions): PostgresClusterProps {
  const { settings, props } = archive;
  if (options.name === settings.name && namespace === settings.namespace) {
    refuse('name', 'differ from the source\'s in its namespace', options.name, 'a restore is a database of its own, which archives under its own name: choose for example '
      + `"${settings.name.slice(0, LONGEST.snapshot - '-restored'.length)}-restored"`);
  }
  requireDnsLabel('name', options.name, options.from?.dataSnapshot === undefined ? LONGEST.full : LONGEST.snapshot);
  return {
    ...props,
    name: options.name,
    namespace,
    instances: options.instances ?? props.instances,
    ...(options.compute && { compute: options.compute, parameters: parametersFor(archive, options) }),
    storage: restoredStorage('storage', settings.dataMebibytes, options.storage),
    walStorage: restoredStorage('walStorage', settings.walMebibytes, options.walStorage),
    ...(props.backup && { backup: backupOf(props.backup, archive, options) }),
    // the source may have a drill of its own instead
    restoreDrill: props.restoreDrill?.enabled === false ? undefined : props.restoreDrill,
    // it needs no window that somebody declares
    waivers: restoredWaivers(options, {
      inherited: props.waivers, hasObjectives: true, reasons: { 'failover-drill': `restored from ${settings.name}; rehearsed when it is kept, as a PostgresCluster` },
    }),
    _recovery: recoverySettings(archive, options),
  };
}

/** Fewer instances may be too few for cold snapshots: then there are none, and no refusal of a restore. */
function backupOf(backup: PostgresBackup, { settings, props }: PostgresArchiveSettings, { instances }: RestoreOptions): PostgresBackup {
  const { snapshots } = backup;
  const fewer = instances ?? settings.instances;
  const replication = props.replication ?? (fewer > 1 ? settings.replication : SynchronousReplication.none());
  return snapshots && !snapshots.online && !hasSpare({ instances: fewer, replication }) ? { ...backup, snapshots: undefined } : backup;
}

function parametersFor({ props, settings }: PostgresArchiveSettings, { compute, instances }: RestoreOptions): Record<string, string> {
  const kept = Object.entries(settings.parameters).filter(([name]) => AS_MUCH_AS_THE_SOURCE.includes(name));
  const parameters = { ...props.parameters, ...Object.fromEntries(kept) };
  const { memoryMebibytes, cpuMillis } = compute!;
  try {
    postgresParameters({ memoryMebibytes, cpuMillis, walMebibytes: settings.walMebibytes, instances: instances ?? settings.instances }, parameters);
  } catch (error) {
    refuse('compute', 'carry the parameters of the source, with which its log has to be replayed', `${memoryMebibytes} MiB`,
      `give more memory or leave it out (${(error as Error).message})`);
  }
  return parameters;
}

/** A pod has one ServiceAccount: what writes its own backups has to read the source's, too. */
export function requireIdentity({ settings, store }: PostgresArchiveSettings): void {
  const [own, source] = [settings.platform.backups?.credentials.serviceAccountAnnotations, readingCredentials(store).serviceAccountAnnotations];
  if (!own || !source || JSON.stringify(own) === JSON.stringify(source)) return;
  refuse('store', 'be entered with the identity of the platform\'s own object store', JSON.stringify(source),
    'give that identity the right to read it, or use ObjectStoreCredentials.secret');
}
