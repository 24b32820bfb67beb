import { DatabaseFacts } from './facts';
import { DatabaseReport } from './report';
import { fail, Finding, Rule } from './rule';
import { RULES } from './rules';
import { judgeWaivers } from './waivers';

/** Holds one database against the checklist. `asOf` decides which waivers have expired. */
export function judge(facts: DatabaseFacts, asOf: Date, rules: readonly Rule[] = RULES): DatabaseReport {
  const findings = new Map(rules.map((rule) => [rule, checked(rule, facts)]));
  const notMet = rules.filter((rule) => findings.get(rule)!.outcome !== 'pass');
  const { waiverOf, problems } = judgeWaivers(facts.waivers, rules, notMet, asOf);
  return {
    name: facts.name,
    namespace: facts.namespace,
    kind: facts.kind,
    engine: facts.engine,
    operator: facts.operator,
    results: rules.map((rule) => {
      const waiver = waiverOf.get(rule);
      return { rule, ...findings.get(rule)!, ...(waiver && { outcome: 'waived', reason: waiver.reason, expires: waiver.expires }) };
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
