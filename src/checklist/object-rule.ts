import { FieldPath } from './field';
import { Manifest, Manifests } from './manifests';
import { Requirement, RuleGroup } from './rule';

/** One mistake that shows in a manifest, whether a database's own or one that a database has to do with. */
export interface ObjectRule extends Requirement {
  /** What is wrong with an object; nothing for most. */
  check(manifest: Manifest, among: Manifests): readonly Violation[];
}

export interface Violation {
  /** What was found, as it would be said to the person who has to mend it. */
  readonly found: string;
  readonly path: FieldPath;
}

/** What an object rule says of itself. */
export type ObjectRuleOptions = Omit<ObjectRule, 'group' | 'costly'>;

/** None of them is one of the guide's boxes, and none costs money to follow. */
export function objectRule(options: ObjectRuleOptions): ObjectRule {
  return { ...options, group: RuleGroup.BEYOND_THE_GUIDE, costly: false };
}
