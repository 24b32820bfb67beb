import { Field, FieldPath } from '../checklist/field';
import { Manifest } from '../checklist/manifests';
import { ruleFields } from '../checklist/rule-fields';

const STATEFUL_SET: FieldPath = ['spec', 'statefulSet', 'spec'];
const POD: FieldPath = [...STATEFUL_SET, 'template', 'spec'];

const PATHS: Readonly<Record<string, FieldPath>> = {
  'storage-retained': [...STATEFUL_SET, 'volumeClaimTemplates'],
  'storage-headroom': [...STATEFUL_SET, 'volumeClaimTemplates'],
  'storage-expandable': [...STATEFUL_SET, 'volumeClaimTemplates'],
  'storage-performance': [...STATEFUL_SET, 'volumeClaimTemplates'],
  'three-instances': ['spec', 'members'],
  'votes-hold-data': ['spec', 'arbiters'],
  'spread-across-nodes-and-zones': [...POD, 'affinity'],
  'secrets-external': ['spec', 'users'],
  'tls-required': ['spec', 'security', 'tls'],
  'least-privilege': ['spec', 'users'],
  'metrics-and-dashboard': ['spec', 'prometheus'],
  'query-insight': ['spec', 'additionalMongodConfig'],
  'resources-set': [...POD, 'containers'],
  'parameters-tuned': ['spec', 'additionalMongodConfig'],
  'dedicated-nodes': [...POD, 'nodeSelector'],
};

/** Where people look first in a MongoDBCommunity. */
export function fieldsOf(database: Manifest): Record<string, Field> {
  return ruleFields(database, PATHS);
}
