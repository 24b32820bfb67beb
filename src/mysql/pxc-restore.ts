import { MySqlSettings } from './mysql-settings';
import { BACKUPS, BINLOGS, destination } from './pxc-backup';
import { customUserSecretName, internalSecretName } from './pxc-names';
import { RecoverySettings } from './recovery-settings';
import { Manifest } from '../checklist/manifests';
import { Right, ThrownAway } from '../contracts/rehearsal';
import { namedByContent } from '../parts/job';

const API = 'pxc.percona.com/v1';
const BACKUPS_KIND = { api: API, kind: 'perconaxtradbclusterbackups' };
const RESTORES_KIND = { api: API, kind: 'perconaxtradbclusterrestores' };
/** What xtrabackup does not use above it, because the operator lets it have 2 GB at most (xbMemoryUse in pkg/pxc/backup/restore.go, 1.20.0). */
const MOST_MEMORY = 4096;

interface PerconaXtraDBClusterRestore extends Manifest {
  readonly spec: { readonly pxcCluster: string; readonly resources: object };
}

/**
 * The operator's Restore, but for the backup that it starts from: the program says that. Its name follows from what is restored and from nothing else, so that
 * another version of this library makes no other one of it; the operator's Jobs are called after it (RestoreJobName in pkg/naming, 1.20.0).
 */
export function restoreOf({ name, namespace, compute }: MySqlSettings, { to, from, archive: { lost, path } }: RecoverySettings): ThrownAway {
  const { kind, value } = to;
  const memory = `${Math.min(compute.memoryMebibytes, MOST_MEMORY)}Mi`;
  const manifest: PerconaXtraDBClusterRestore = {
    apiVersion: API,
    kind: 'PerconaXtraDBClusterRestore',
    metadata: { name: namedByContent(name, { kind, value, from: from?.backupId, ...(lost ? { path } : {}) }), namespace },
    spec: { pxcCluster: name, resources: { requests: { cpu: '500m', memory }, limits: { memory } } },
  };
  return { ...RESTORES_KIND, manifest };
}

/** What the program has to know. `secret` is the one with which the source's store is entered; `external` whether an ExternalSecret fills it. */
export function recoveryOf({ archive: { settings, store, path, lost }, to, from }: RecoverySettings, secret: string, external: boolean): object {
  const [backups, binlogs] = [BACKUPS, BINLOGS].map((folder) => {
    const { type, ...place } = destination(store, `${path}/${folder}`, secret);
    return { storage_type: type, ...place };
  });
  return {
    source: { namespace: settings.namespace, name: settings.name, ...(settings.replica?.follows ? { follows: true } : {}) },
    to: { kind: to.kind, value: to.value },
    from: from?.backupId,
    credentialsSecret: secret,
    caBundle: binlogs.s3?.caBundle,
    binlogs,
    // where the ones lie that only the store tells of
    ...(lost ? { backups } : {}),
    secrets: external ? [secret] : [],
  };
}

/** What the program may do besides making the Restore. */
export function restoreRights({ name }: MySqlSettings, secret: string, external: boolean): Right[] {
  return [
    { api: API, kind: 'perconaxtradbclusters', verbs: ['get'], names: [name] },
    { ...BACKUPS_KIND, verbs: ['list'] },
    ...secretRights(secret, external),
  ];
}

/** It waits for the Secret with which the store is entered. */
export function secretRights(secret: string, external: boolean): Right[] {
  return external ? [{ api: 'external-secrets.io/v1', kind: 'externalsecrets', verbs: ['get'], names: [secret] }] : [];
}

/** Names of the operator's Jobs for a Restore. */
export function restoreJobs({ manifest }: ThrownAway): string[] {
  const { metadata: { name }, spec: { pxcCluster } } = manifest as PerconaXtraDBClusterRestore;
  return ['restore-job', 'prepare-job', 'pitr-job'].map((job) => `${job}-${name}-${pxcCluster}`);
}

/** What it may do beside the source: learn which backups there are, and since when another restore has replaced what they are of. */
export const SOURCE_RIGHTS: readonly Right[] = [{ ...BACKUPS_KIND, verbs: ['list'] }, { ...RESTORES_KIND, verbs: ['list'] }];

/** What the operator makes for a cluster and leaves without an owner (pkg/controller/pxc/users.go, users_custom.go and the StatefulSet's claims, 1.20.0). */
export function leftBy({ name }: MySqlSettings): Array<{ readonly api: string; readonly kind: string; readonly name: string }> {
  return [
    ...[internalSecretName(name), customUserSecretName(name)].map((secret) => ({ api: 'v1', kind: 'secrets', name: secret })),
    { api: 'v1', kind: 'persistentvolumeclaims', name: `datadir-${name}-pxc-0` },
  ];
}
