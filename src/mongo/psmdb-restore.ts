import type { BackupSettings } from './backup-settings';
import { MongoSettings, REPLSET } from './mongo-settings';
import { backup, STORAGE, storage } from './psmdb-backup';
import { MongoRecoverySettings } from './recovery-settings';
import { Right, ThrownAway } from '../contracts/rehearsal';
import { ObjectStore } from '../values/object-store';
import { RecoveryPointKind } from '../values/recovery-point';

const API = 'psmdb.percona.com/v1';
export const CLUSTERS = { api: API, kind: 'perconaservermongodbs' };
const RESTORES = { api: API, kind: 'perconaservermongodbrestores' };
const BACKUPS = { api: API, kind: 'perconaservermongodbbackups' };

/** Volume and folder that a throw-away database has in the place of an object store. */
const SCRATCH = 'scratch';
export const SCRATCH_VOLUME = { name: SCRATCH, emptyDir: {} };

/**
 * `spec.backup` of a database that is restored: its agents do the work, and nothing of it is written anywhere. Neither the oplog nor a backup: with a recovery point the
 * operator makes the source's archive the agents' main storage, and until it has put theirs back, after the restore, whatever they write goes there (1.22.0,
 * resyncStorage and reconcilePBMConfig; a Backup that waited begins at once).
 */
export function restoringBackup(of: MongoSettings, settings: BackupSettings, store: ObjectStore, secret: string | undefined): object {
  return {
    ...backup(of, settings, store, secret),
    tasks: [],
    pitr: { enabled: false },
    // otherwise half of the node's cores, whatever the limit (2.12.0, cmd/pbm-agent/restore.go, getNumParallelCollsConfig)
    configuration: { restoreOptions: { numParallelCollections: 1 } },
    // read from, the source's store is a profile beside a main storage that holds nothing
    ...(of.recovery?.thrownAway ? {
      storages: { [SCRATCH]: { main: true, type: 'filesystem', filesystem: { path: `/${SCRATCH}` } } },
      volumeMounts: [{ name: SCRATCH, mountPath: `/${SCRATCH}` }],
    } : {}),
  };
}

/** What asks for the restore; psmdb-recovery.mjs says from which backup. */
export function restoreObject({ name: clusterName, namespace }: MongoSettings, name: string): ThrownAway {
  return {
    ...RESTORES,
    manifest: { apiVersion: API, kind: 'PerconaServerMongoDBRestore', metadata: { name, namespace }, spec: { clusterName } } as ThrownAway['manifest'],
  };
}

/** What psmdb-recovery.mjs has to know. Without a recovery point, the backup alone is restored, and its store only read. */
export function recoveryOf(of: MongoRecoverySettings, credentialsSecret: string | undefined): object {
  const { source, archive: { store, path, lost }, to, from, thrownAway } = of;
  return {
    source: { name: source.name, namespace: source.namespace, storage: STORAGE },
    to: thrownAway ? RecoveryPointKind.IMMEDIATE : to.kind,
    // in whole seconds, the operator's form of it, in UTC
    ...(to.kind === RecoveryPointKind.TIME ? { date: to.value!.slice(0, 19).replace('T', ' ') } : {}),
    ...(from?.backupId === undefined ? {} : { backup: from.backupId }),
    // where those lie that only the store tells of
    ...(lost ? { listed: { path, store: storage(store, path, credentialsSecret) } } : {}),
    ...(credentialsSecret === undefined ? {} : { credentialsSecret }),
  };
}

/** Which backups there are: of the source, and whether the database itself makes one. */
export const BACKUP_RIGHTS: readonly Right[] = [{ ...BACKUPS, verbs: ['list'] }];

/** The claim of the only member of a throw-away database (1.22.0, psmdb_defaults.go and statefulset.go). */
export function onlyClaim(name: string): string {
  return `mongod-data-${name}-${REPLSET}-0`;
}
