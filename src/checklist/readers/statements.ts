import { isRecord } from './pod-template';
import { valueAt } from './server-images';
import { FieldPath } from '../field';
import { groupOf, Manifest } from '../manifests';

/** Text that a database runs when it starts, and where it stands. */
export interface Statements {
  readonly text: string;
  readonly path: FieldPath;
}

const INITDB: FieldPath = ['spec', 'bootstrap', 'initdb'];
const CLUSTER_FIELDS = ['postInitSQL', 'postInitApplicationSQL', 'postInitTemplateSQL'];

/** SQL and other scripts in ConfigMaps, and those that a CloudNativePG Cluster runs when it is made. */
export function statementsOf(manifest: Manifest): Statements[] {
  if (manifest.kind === 'ConfigMap' && groupOf(manifest) === '' && isRecord(manifest.data)) {
    return Object.entries(manifest.data).flatMap(([key, text]) => (typeof text === 'string' ? [{ text: withoutComments(text), path: ['data', key] }] : []));
  }
  if (manifest.kind !== 'Cluster' || groupOf(manifest) !== 'postgresql.cnpg.io') return [];
  return CLUSTER_FIELDS.flatMap((field) => {
    const list = valueAt(manifest, [...INITDB, field]);
    return Array.isArray(list) ? list.flatMap((text, i) => (typeof text === 'string' ? [{ text: withoutComments(text), path: [...INITDB, field, i] }] : [])) : [];
  });
}

/** Without the lines that SQL, shells, properties, INI files and JavaScript skip. */
export function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(--(?![a-z])|#|;|\/\/).*$/gm, '');
}
