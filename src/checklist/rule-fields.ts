import { Field, FieldPath } from './field';
import { Manifest } from './manifests';

/** By the rule's id, where people look first in a database's own manifest. */
export function ruleFields(of: Manifest, paths: Readonly<Record<string, FieldPath>>): Record<string, Field> {
  return Object.fromEntries(Object.entries(paths).map(([rule, path]) => [rule, { of, path }]));
}
