import { BARMAN_PLUGIN } from './barman-plugin';
import { certificateRole } from './cnpg-certificate-role';
import type { PostgresSettings } from './postgres-settings';
import { RecoverySettings, VERIFIER } from './recovery-settings';
import { Manifest } from '../checklist/manifests';
import { BaseBackup } from '../values/base-backup';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';

/** Name of the ObjectStore that a restored Cluster reads its source from: another than its own, of which old backups are deleted. */
export function sourceStoreName(cluster: string): string {
  return `${cluster}-source`;
}

/** `spec.bootstrap.recovery` (CloudNativePG 1.30, docs/src/recovery.md). */
export function recovery(of: PostgresSettings, from: RecoverySettings): object {
  const recoveryTarget = targetOf(from.to, from.from);
  return {
    source: externalName(from),
    // the operator makes the database that is named here when it is missing; in a drill that must show
    database: from.thrownAway ? 'postgres' : of.database,
    // what else would be the name that the operator's Secret is made for
    owner: of.owner.name,
    ...(from.thrownAway ? {} : { secret: { name: of.owner.secretName } }),
    ...(from.from?.dataSnapshot === undefined ? {} : { volumeSnapshots: volumeSnapshots(from.from) }),
    ...(Object.keys(recoveryTarget).length > 0 ? { recoveryTarget } : {}),
  };
}

/** `spec.externalClusters`: where the backups lie, and under which name. */
export function recoverySources(cluster: string, from: RecoverySettings): object[] {
  return [{
    name: externalName(from),
    plugin: { name: BARMAN_PLUGIN, parameters: { barmanObjectName: sourceStoreName(cluster), serverName: from.archive.serverName } },
  }];
}

/** The role of the Job that verifies, which reads everything and has no password. */
export function verifierManifest(of: PostgresSettings): Manifest {
  return certificateRole({
    name: verifierName(of.name),
    namespace: of.namespace,
    cluster: of.name,
    role: VERIFIER,
    memberOf: ['pg_read_all_data'],
    // no finalizer that waits for a Cluster which goes at the same time
    retained: of.recovery?.thrownAway,
  });
}

/** Name of the DatabaseRole. */
export function verifierName(cluster: string): string {
  return `${cluster}-verifier`;
}

function externalName({ archive }: RecoverySettings): string {
  return archive.settings.name;
}

function targetOf(to: RecoveryPoint, from: BaseBackup | undefined): object {
  return {
    ...(from?.backupId === undefined ? {} : { backupID: from.backupId }),
    ...pointOf(to),
    ...(to.inclusive ? {} : { exclusive: true }),
  };
}

function pointOf({ kind, value }: RecoveryPoint): object {
  switch (kind) {
    case RecoveryPointKind.TIME: return { targetTime: value };
    case RecoveryPointKind.LSN: return { targetLSN: value };
    case RecoveryPointKind.IMMEDIATE: return { targetImmediate: true };
    case RecoveryPointKind.TRANSACTION: return { targetXID: value };
    case RecoveryPointKind.RESTORE_POINT: return { targetName: value };
    case RecoveryPointKind.LATEST: return {};
  }
}

function volumeSnapshots(from: BaseBackup): object {
  const snapshot = (name: string) => ({ apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name });
  const tablespaces = Object.entries(from.tablespaceSnapshots ?? {});
  return {
    storage: snapshot(from.dataSnapshot!),
    walStorage: snapshot(from.walSnapshot!),
    ...(tablespaces.length > 0 ? { tablespaceStorage: Object.fromEntries(tablespaces.map(([name, of]) => [name, snapshot(of)])) } : {}),
  };
}
