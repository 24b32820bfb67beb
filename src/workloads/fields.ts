import { DatabaseWorkload } from './database-workload';
import { DatabaseFacts } from '../checklist/facts';
import { FieldPath } from '../checklist/field';
import { ruleFields } from '../checklist/rule-fields';

/** Where people look first, by the rule's id. */
export function fieldsOf({ manifest, server, specPath, claimTemplates }: DatabaseWorkload): DatabaseFacts['fields'] {
  const storage: FieldPath = claimTemplates.length > 0 ? ['spec', 'volumeClaimTemplates'] : [...specPath, 'volumes'];
  const paths: Record<string, FieldPath> = {
    'storage-retained': storage,
    'storage-headroom': storage,
    'storage-expandable': storage,
    'storage-performance': storage,
    'three-instances': ['spec', 'replicas'],
    'spread-across-nodes-and-zones': [...specPath, 'affinity'],
    'network-isolated': [...server.template.path, 'metadata', 'labels'],
    'secrets-external': [...server.path, 'env'],
    'tls-required': [...server.path, 'args'],
    'least-privilege': [...server.path, 'env'],
    'resources-set': [...server.path, 'resources'],
    'parameters-tuned': [...server.path, 'args'],
    'dedicated-nodes': [...specPath, 'nodeSelector'],
    'kernel-tuned': specPath,
  };
  return ruleFields(manifest, paths);
}
