import { FieldPath } from '../field';
import { Manifest } from '../manifests';
import { objectRule } from '../object-rule';
import { isCnpg } from '../readers/barman-archive';
import { Severity } from '../severity';

interface Deprecated {
  readonly kind: string;
  readonly path: FieldPath;
  readonly instead: string;
  /** Where the field has an effect that is not deprecated, or none at all. */
  applies?(manifest: Manifest): boolean;
}

/** What API and webhooks of CloudNativePG 1.30 warn of, but for what has a rule of its own. */
const DEPRECATED: readonly Deprecated[] = [
  { kind: 'Cluster', path: ['spec', 'bootstrap', 'initdb', 'options'], instead: 'say it in the fields of initdb that are made for it' },
  { kind: 'Cluster', path: ['spec', 'nodeMaintenanceWindow'], instead: 'leave drains to spec.enablePDB' },
  { kind: 'Cluster', path: ['spec', 'minSyncReplicas'], instead: 'write spec.postgresql.synchronous', applies: ({ spec }) => spec.minSyncReplicas > 0 },
  { kind: 'Cluster', path: ['spec', 'maxSyncReplicas'], instead: 'write spec.postgresql.synchronous', applies: ({ spec }) => spec.maxSyncReplicas > 0 },
  { kind: 'Cluster', path: ['metadata', 'annotations', 'alpha.cnpg.io/failoverQuorum'], instead: 'write spec.postgresql.synchronous.failoverQuorum' },
  {
    kind: 'Cluster',
    path: ['spec', 'backup', 'retentionPolicy'],
    instead: 'nothing reads it without spec.backup.barmanObjectStore: write spec.retentionPolicy of the ObjectStore',
    applies: ({ spec }) => !spec.backup.barmanObjectStore,
  },
  { kind: 'Pooler', path: ['spec', 'pgbouncer', 'authQuerySecret'], instead: 'let the operator make the login, or name a serverTLSSecret' },
];

export const deprecatedFields = objectRule({
  id: 'deprecated-fields',
  title: 'Nothing is set that the operator has given up',
  why: 'A deprecated field goes with some upgrade of the operator, and the API server then drops it without a word; some of them do nothing already.',
  fix: 'Move to what has taken its place, as said with the finding; in YAML: the field that is named there.',
  source: 'CloudNativePG 1.30, api/v1 (Deprecated) and admission warnings of internal/webhook/v1; docs, Replication, Synchronous Replication (Deprecated)',
  severity: Severity.HYGIENE,
  check: (manifest) => DEPRECATED
    .filter(({ kind, path, applies = () => true }) => isCnpg(manifest, kind) && isSet(manifest, path) && applies(manifest))
    .map(({ path, instead }) => ({ found: `${path.join('.')} is deprecated: ${instead}`, path })),
});

function isSet(manifest: Manifest, path: FieldPath): boolean {
  const value: any = path.reduce<any>((of, key) => of?.[key], manifest);
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
