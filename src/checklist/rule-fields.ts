import { OBJECTIVES_PATH } from './annotations';
import { Field, FieldPath } from './field';
import { Manifest } from './manifests';

/** What stands in the same place whatever the database is. */
const SAME: Readonly<Record<string, FieldPath>> = { 'recovery-point-objective': OBJECTIVES_PATH, 'recovery-time-objective': OBJECTIVES_PATH };

/** By the rule's id, where people look first in a database's own manifest. */
export function ruleFields(of: Manifest, paths: Readonly<Record<string, FieldPath>>): Record<string, Field> {
  return Object.fromEntries(Object.entries({ ...SAME, ...paths }).map(([rule, path]) => [rule, { of, path }]));
}
