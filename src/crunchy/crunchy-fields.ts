import { Field, FieldPath } from '../checklist/field';
import { Manifest } from '../checklist/manifests';
import { ruleFields } from '../checklist/rule-fields';

const SET: FieldPath = ['spec', 'instances', 0];
const PGBACKREST: FieldPath = ['spec', 'backups', 'pgbackrest'];

const PATHS: Readonly<Record<string, FieldPath>> = {
  'storage-retained': [...SET, 'dataVolumeClaimSpec', 'storageClassName'],
  'storage-headroom': [...SET, 'dataVolumeClaimSpec', 'resources', 'requests', 'storage'],
  'storage-expandable': [...SET, 'dataVolumeClaimSpec', 'storageClassName'],
  'storage-performance': [...SET, 'dataVolumeClaimSpec', 'storageClassName'],
  'three-instances': [...SET, 'replicas'],
  'disruption-budget': [...SET, 'minAvailable'],
  'spread-across-nodes-and-zones': [...SET, 'affinity'],
  'backup-scheduled': [...PGBACKREST, 'repos', 0, 'schedules'],
  'log-archived': [...PGBACKREST, 'repos'],
  'retention-30-days': [...PGBACKREST, 'global'],
  'secrets-external': ['spec', 'users'],
  'tls-required': ['spec', 'customTLSSecret'],
  'least-privilege': ['spec', 'users'],
  'metrics-and-dashboard': ['spec', 'monitoring'],
  'query-insight': ['spec', 'monitoring'],
  'resources-set': [...SET, 'resources'],
  'parameters-tuned': ['spec', 'patroni', 'dynamicConfiguration', 'postgresql', 'parameters'],
  'dedicated-nodes': [...SET, 'affinity'],
};

/** Where people look first in a PostgresCluster. */
export function fieldsOf(cluster: Manifest): Record<string, Field> {
  return ruleFields(cluster, PATHS);
}
