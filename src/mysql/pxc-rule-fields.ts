import { Field, FieldPath } from '../checklist/field';
import { Manifest } from '../checklist/manifests';
import { ruleFields } from '../checklist/rule-fields';

const CLAIM: FieldPath = ['spec', 'pxc', 'volumeSpec', 'persistentVolumeClaim'];

const PATHS: Readonly<Record<string, FieldPath>> = {
  'storage-retained': [...CLAIM, 'storageClassName'],
  'storage-headroom': [...CLAIM, 'resources', 'requests', 'storage'],
  'storage-expandable': [...CLAIM, 'storageClassName'],
  'storage-performance': [...CLAIM, 'storageClassName'],
  'three-instances': ['spec', 'pxc', 'size'],
  'disruption-budget': ['spec', 'pxc', 'podDisruptionBudget'],
  'spread-across-nodes-and-zones': ['spec', 'pxc', 'affinity'],
  'backup-scheduled': ['spec', 'backup', 'schedule'],
  'log-archived': ['spec', 'backup', 'pitr'],
  'retention-30-days': ['spec', 'backup', 'schedule'],
  'secrets-external': ['spec', 'secretsName'],
  'tls-required': ['spec', 'tls'],
  'least-privilege': ['spec', 'users'],
  'metrics-and-dashboard': ['spec', 'pxc', 'sidecars'],
  'query-insight': ['spec', 'pxc', 'sidecars'],
  'resources-set': ['spec', 'pxc', 'resources'],
  'parameters-tuned': ['spec', 'pxc', 'configuration'],
  'dedicated-nodes': ['spec', 'pxc', 'nodeSelector'],
};

/** Where people look first in a PerconaXtraDBCluster. */
export function fieldsOf(cluster: Manifest): Record<string, Field> {
  return ruleFields(cluster, PATHS);
}
