import { Construct } from 'constructs';
import { namedByContent } from './job';
import { addManifest, reserveName } from './manifest-object';
import { RecoveryPoint, RecoveryPointKind } from '../values/recovery-point';
import { refuse } from '../values/refusal';

/** A restore by one of Percona's operators over a living database. */
export interface PerconaRestore {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  /** Name of the database. */
  readonly database: string;
  readonly spec: object;
}

/**
 * Adds the object that asks for it, and gives its name. With it and the database's the names of the operators' Jobs are labels' values:
 * `restore-job-<restore>-<database>` (pkg/naming/restore.go of Percona XtraDB Cluster operator 1.20.0) has room for 28 characters beside the longest database.
 */
export function addPerconaRestore(scope: Construct, id: string, { apiVersion, kind, namespace, database, spec }: PerconaRestore): string {
  // of two at once the operator makes one fail, whichever comes later
  reserveName(scope, 'restore over', namespace, database, 'source');
  const name = namedByContent('in-place', spec);
  addManifest(scope, id, { apiVersion, kind, metadata: { name, namespace }, spec });
  return name;
}

/** `spec.pitr` of both operators' restores: UTC in whole seconds. Nothing for the backup as it is. */
export function perconaPoint({ kind, value }: RecoveryPoint): { readonly type: string; readonly date?: string } | undefined {
  switch (kind) {
    case RecoveryPointKind.IMMEDIATE: return undefined;
    case RecoveryPointKind.LATEST: return { type: 'latest' };
    case RecoveryPointKind.TIME: {
      if (value!.includes('.')) refuse('to', 'be a whole second', value, 'leave out its fraction: the operator knows none');
      return { type: 'date', date: value!.replace('T', ' ').replace('Z', '') };
    }
    default: refuse('to', 'be a time, RecoveryPoint.latest() or RecoveryPoint.immediate() where Percona\'s operator restores', kind, 'choose one of them');
  }
}

/** Refuses a scheduled backup of another database, which its operator calls after the database; what others are called is nobody's to know. */
export function requireOwnBackup(backup: string, database: string, own: RegExp): void {
  if (!backup.startsWith('cron-') || own.test(backup)) return;
  refuse('backup', `be one of ${database}'s: its scheduled ones are called ${own.source.replace(/^\^|\$$/g, '')}`, backup, 'name a backup of this very database');
}
