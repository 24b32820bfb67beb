import rows from './cnpg-verdicts.json';
import { Manifest } from '../../src/checklist/manifests';

export type Outcome = 'accepted' | 'refused' | 'warned';

/** What one of the operator's own tests of its validation says (CloudNativePG 1.30.0, internal/webhook/v1). */
export interface Verdict {
  /** The test file and the case, in short. */
  readonly case: string;
  /** File and line in the operator's module. */
  readonly source: string;
  readonly kind: keyof typeof VALID;
  /** The field that the case turns on, without indexes of lists. What the patch does not mention has to be missing. */
  readonly field: string;
  /** Merged (RFC 7386) over a valid object of the kind. */
  readonly patch: object;
  /** The same for the object before the change, with its status. */
  readonly old?: object;
  /** What the validation says by itself. */
  readonly verdict: Outcome;
  /** What the API server says, where something else comes before or after that validation. */
  readonly onServer?: { readonly verdict: Outcome; readonly because: string };
  /** Whether VolumeSnapshots have to be known when the operator starts; left out when it does not matter. */
  readonly volumeSnapshots?: boolean;
  /** Why no props lead there although the field is written; checked. */
  readonly inexpressible?: 'value is typed' | 'value is derived';
}

export const VERDICTS = rows as Verdict[];

/** Small valid objects, one of each kind that has a webhook. */
const VALID = {
  Cluster: { instances: 1, storage: { size: '10Gi' } },
  Pooler: { cluster: { name: 'cluster-example' }, type: 'rw', instances: 1, pgbouncer: { poolMode: 'session' } },
  Backup: { cluster: { name: 'cluster-example' } },
  ScheduledBackup: { cluster: { name: 'cluster-example' }, schedule: '0 0 0 * * *' },
  Database: { cluster: { name: 'cluster-example' }, name: 'app', owner: 'app' },
};

/** What a user of the cluster meets. */
export function outcomeOf(row: Verdict): Outcome {
  return row.onServer?.verdict ?? row.verdict;
}

/** A valid object of the row's kind with its patch. */
export function objectOf(row: Verdict, patch: object, namespace: string): Manifest & { status?: object } {
  return merged({ apiVersion: 'postgresql.cnpg.io/v1', kind: row.kind, metadata: { name: 'verdict', namespace }, spec: VALID[row.kind] }, patch);
}

function merged(target: any, patch: any): any {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}
