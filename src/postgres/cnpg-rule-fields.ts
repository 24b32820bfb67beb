import { Field, FieldPath } from '../checklist/field';
import { Manifest } from '../checklist/manifests';
import { ruleFields } from '../checklist/rule-fields';

const PATHS: Readonly<Record<string, FieldPath>> = {
  'storage-retained': ['spec', 'storage', 'storageClass'],
  'storage-headroom': ['spec', 'storage', 'size'],
  'storage-expandable': ['spec', 'storage', 'storageClass'],
  'storage-performance': ['spec', 'storage', 'storageClass'],
  'three-instances': ['spec', 'instances'],
  'disruption-budget': ['spec', 'enablePDB'],
  'spread-across-nodes-and-zones': ['spec', 'affinity'],
  'backup-scheduled': ['spec', 'plugins'],
  'log-archived': ['spec', 'plugins'],
  'retention-30-days': ['spec', 'plugins'],
  'secrets-external': ['spec', 'bootstrap', 'initdb', 'secret'],
  'tls-required': ['spec', 'certificates'],
  'least-privilege': ['spec', 'managed', 'roles'],
  'metrics-and-dashboard': ['spec', 'monitoring'],
  'query-insight': ['spec', 'monitoring'],
  'resources-set': ['spec', 'resources'],
  'parameters-tuned': ['spec', 'postgresql', 'parameters'],
  'dedicated-nodes': ['spec', 'affinity', 'nodeSelector'],
};

/** Where people look first in a Cluster. */
export function fieldsOf(cluster: Manifest): Record<string, Field> {
  return ruleFields(cluster, PATHS);
}
