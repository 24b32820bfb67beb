import { readDeclared, WrongAnnotation } from './annotations';
import { WaiverFacts } from './facts';
import { Field } from './field';
import { fixFor } from './fixes';
import { Manifest, Manifests } from './manifests';
import { ObjectRule } from './object-rule';
import { OBJECT_RULES } from './object-rules';
import { ObjectReport, Problem, Result } from './report';
import { judgeWaivers } from './waivers';

/** A mistake, and the rule that found it. */
export interface ObjectViolation {
  readonly rule: ObjectRule;
  readonly found: string;
  readonly at: Field;
}

/** The mistakes that one object shows by itself. */
export function inspect(manifest: Manifest, among: Manifests, rules: readonly ObjectRule[] = OBJECT_RULES): ObjectViolation[] {
  return rules.flatMap((rule) => checked(rule, manifest, among));
}

/** The same of an object that is no database, with its waivers; undefined when there is nothing to say. */
export function objectReport(
  manifest: Manifest, among: Manifests, asOf: Date, rules: readonly ObjectRule[] = OBJECT_RULES,
): ObjectReport | undefined {
  const violations = inspect(manifest, among, rules);
  const { waivers, problem } = waiversOf(manifest);
  if (violations.length + waivers.length === 0 && problem === undefined) return undefined;
  const { waiverOf, problems } = judgeWaivers(waivers, rules, violations.map(({ rule }) => rule), asOf);
  const results = violations.map(({ rule, found, at }): Result => {
    const waiver = waiverOf.get(rule);
    return { rule, found, fix: fixFor(rule), at, ...(waiver ? { outcome: 'waived', reason: waiver.reason, expires: waiver.expires } : { outcome: 'fail' }) };
  });
  return { manifest, results, problems: problem === undefined ? problems : [problem] };
}

function waiversOf(manifest: Manifest): { waivers: readonly WaiverFacts[]; problem?: Problem } {
  try {
    return { waivers: readDeclared(manifest).waivers ?? [] };
  } catch (error) {
    const at = error instanceof WrongAnnotation ? { of: manifest, path: error.path } : undefined;
    return { waivers: [], problem: { found: (error as Error).message, ...(at && { at }) } };
  }
}

function checked(rule: ObjectRule, manifest: Manifest, among: Manifests): ObjectViolation[] {
  try {
    return rule.check(manifest, among).map(({ found, path }) => ({ rule, found, at: { of: manifest, path } }));
  } catch (error) {
    return [{ rule, found: `the rule broke: ${error instanceof Error ? error.message : error}`, at: { of: manifest, path: [] } }];
  }
}
