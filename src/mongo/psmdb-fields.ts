import { Field, FieldPath } from '../checklist/field';
import { Manifest } from '../checklist/manifests';
import { ruleFields } from '../checklist/rule-fields';

const SET: FieldPath = ['spec', 'replsets', 0];
const CLAIM: FieldPath = [...SET, 'volumeSpec', 'persistentVolumeClaim'];

const PATHS: Readonly<Record<string, FieldPath>> = {
  'storage-retained': [...CLAIM, 'storageClassName'],
  'storage-headroom': [...CLAIM, 'resources', 'requests', 'storage'],
  'storage-expandable': [...CLAIM, 'storageClassName'],
  'storage-performance': [...CLAIM, 'storageClassName'],
  'three-instances': [...SET, 'size'],
  'votes-hold-data': [...SET, 'arbiter'],
  'disruption-budget': [...SET, 'podDisruptionBudget'],
  'spread-across-nodes-and-zones': [...SET, 'affinity'],
  'backup-scheduled': ['spec', 'backup', 'tasks'],
  'log-archived': ['spec', 'backup', 'pitr'],
  'retention-30-days': ['spec', 'backup', 'tasks'],
  'secrets-external': ['spec', 'secrets', 'users'],
  'tls-required': ['spec', 'tls', 'mode'],
  'least-privilege': ['spec', 'users'],
  'metrics-and-dashboard': [...SET, 'sidecars'],
  'query-insight': [...SET, 'configuration'],
  'resources-set': [...SET, 'resources'],
  'parameters-tuned': [...SET, 'configuration'],
  'dedicated-nodes': [...SET, 'nodeSelector'],
};

/** Where people look first in a PerconaServerMongoDB. */
export function fieldsOf(database: Manifest): Record<string, Field> {
  return ruleFields(database, PATHS);
}
