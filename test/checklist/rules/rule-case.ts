import { DatabaseFacts } from '../../../src/checklist/facts';
import { Finding } from '../../../src/checklist/rule';
import { GOOD } from '../../support/good-facts';

/** One fact of the good database changed, and what its rule then says. */
export interface RuleCase {
  readonly rule: string;
  /** What is the case, to be read after the rule's id. */
  readonly when: string;
  readonly facts: DatabaseFacts;
  readonly finding: Finding;
}

/** Cases of one rule; with `{}` the good database itself. */
export function casesOf(rule: string, ...cases: Array<[when: string, changed: Partial<DatabaseFacts>, ...finding: [Finding['outcome'], string, boolean?]]>): RuleCase[] {
  return cases.map(([when, changed, outcome, found, attested]) => ({
    rule,
    when,
    facts: { ...GOOD, ...changed },
    finding: { outcome, found, ...(attested && { attested }) },
  }));
}
