import { OBJECT_RULES } from '../checklist/object-rules';
import { Requirement } from '../checklist/rule';
import { RULES } from '../checklist/rules';

/** The boxes, then what single manifests show. */
export const ALL_RULES: readonly Requirement[] = [...RULES, ...OBJECT_RULES];

/** Throws when there is none of that id. */
export function ruleOf(id: string): Requirement {
  const rule = ALL_RULES.find((known) => known.id === id);
  if (!rule) throw new Error(`rule must be one that "cdk8s-databases rules" lists, got "${id}"${suggestion(id)}`);
  return rule;
}

function suggestion(id: string): string {
  const words = id.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word.length > 3);
  const near = ALL_RULES.filter((rule) => words.some((word) => rule.id.includes(word))).map((rule) => rule.id);
  return near.length > 0 ? `; near it: ${near.join(', ')}` : '';
}
