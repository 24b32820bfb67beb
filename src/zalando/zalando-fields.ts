import { Field, FieldPath } from '../checklist/field';
import { Manifest } from '../checklist/manifests';
import { ruleFields } from '../checklist/rule-fields';

const PATHS: Readonly<Record<string, FieldPath>> = {
  'storage-retained': ['spec', 'volume', 'storageClass'],
  'storage-headroom': ['spec', 'volume', 'size'],
  'storage-expandable': ['spec', 'volume', 'storageClass'],
  'storage-performance': ['spec', 'volume', 'storageClass'],
  'three-instances': ['spec', 'numberOfInstances'],
  'disruption-budget': ['spec', 'numberOfInstances'],
  'spread-across-nodes-and-zones': ['spec', 'topologySpreadConstraints'],
  'backup-scheduled': ['spec', 'env'],
  'log-archived': ['spec', 'env'],
  'retention-30-days': ['spec', 'env'],
  'secrets-external': ['spec', 'users'],
  'tls-required': ['spec', 'tls'],
  'least-privilege': ['spec', 'users'],
  'metrics-and-dashboard': ['spec', 'sidecars'],
  'query-insight': ['spec', 'sidecars'],
  'resources-set': ['spec', 'resources'],
  'parameters-tuned': ['spec', 'postgresql', 'parameters'],
  'dedicated-nodes': ['spec', 'nodeAffinity'],
};

/** Where people look first in a `postgresql`. */
export function fieldsOf(database: Manifest): Record<string, Field> {
  return ruleFields(database, PATHS);
}
