import { DatabaseFacts } from './facts';
import { fixFor } from './fixes';
import { ObjectViolation } from './inspect';
import { OBJECT_RULES } from './object-rules';
import { DatabaseReport, Result } from './report';
import { fail, Finding, Rule } from './rule';
import { RULES } from './rules';
import { judgeWaivers } from './waivers';

/** Options of `judge`. */
export interface JudgeOptions {
  /** Mistakes that the database's own manifest shows. */
  readonly violations?: readonly ObjectViolation[];
  readonly rules?: readonly Rule[];
}

/** Holds one database against the checklist. `asOf` decides which waivers have expired. */
export function judge(facts: DatabaseFacts, asOf: Date, { violations = [], rules = RULES }: JudgeOptions = {}): DatabaseReport {
  const findings: Result[] = [
    ...rules.filter((rule) => rule.judges?.(facts) ?? true).map((rule) => ({
      rule,
      fix: fixFor(rule, facts.fixes),
      ...(facts.fields?.[rule.id] && { at: facts.fields[rule.id] }),
      ...checked(rule, facts),
    })),
    ...violations.map(({ rule, found, at }) => ({ rule, outcome: 'fail' as const, found, fix: fixFor(rule), at })),
  ];
  const notMet = findings.filter(({ outcome }) => outcome !== 'pass').map(({ rule }) => rule);
  const { waiverOf, problems } = judgeWaivers(facts.waivers, [...rules, ...OBJECT_RULES], notMet, asOf);
  return {
    name: facts.name,
    namespace: facts.namespace,
    kind: facts.kind,
    engine: facts.engine,
    operator: facts.operator,
    results: findings.map((finding) => {
      const waiver = waiverOf.get(finding.rule);
      return waiver ? { ...finding, outcome: 'waived', reason: waiver.reason, expires: waiver.expires } : finding;
    }),
    remarks: facts.remarks,
    problems,
  };
}

function checked(rule: Rule, facts: DatabaseFacts): Finding {
  try {
    return rule.check(facts);
  } catch (error) {
    return fail(`the rule broke: ${error instanceof Error ? error.message : error}`);
  }
}
