import { DatabaseFacts } from './facts';
import { Field } from './field';
import { Severity } from './severity';

/** The guide's groups of boxes, in its order, and what the guide has no box for. */
export enum RuleGroup {
  STORAGE = 'Storage',
  HIGH_AVAILABILITY = 'High availability',
  BACKUP = 'Backup',
  SECURITY = 'Security',
  MONITORING = 'Monitoring',
  PERFORMANCE = 'Performance',
  BEYOND_THE_GUIDE = 'Beyond the guide',
}

/** One production requirement, in words. */
export interface Requirement {
  readonly id: string;
  readonly group: RuleGroup;
  /** The requirement in a few words. */
  readonly title: string;
  /** What happens to whom when it is not met. */
  readonly why: string;
  /** How to meet it, in the words of the constructs and of the YAML. */
  readonly fix: string;
  /** Where the requirement comes from. */
  readonly source: string;
  /** Whether fulfilling it costs money or outlives the database, so that `Waiver.notForProduction` covers it. */
  readonly costly: boolean;
  readonly severity: Severity;
}

/** A requirement that a database as a whole meets or not. */
export interface Rule extends Requirement {
  /** Whether a database is judged by it at all; without this, every one is. */
  judges?(facts: DatabaseFacts): boolean;
  check(facts: DatabaseFacts): Finding;
}

export interface Finding {
  readonly outcome: 'pass' | 'fail' | 'unknown';
  /** What was found, as it would be said to the person who has to mend it. */
  readonly found: string;
  /** Whether somebody vouches for it and no manifest shows it. */
  readonly attested?: boolean;
  /** Where it was found; without it the reader knows for each rule where people look first. */
  readonly at?: Field;
}

export function pass(found: string, attested = false): Finding {
  return attested ? { outcome: 'pass', found, attested } : { outcome: 'pass', found };
}

export function fail(found: string, at?: Field): Finding {
  return { outcome: 'fail', found, ...(at && { at }) };
}

export function unknown(found: string, at?: Field): Finding {
  return { outcome: 'unknown', found, ...(at && { at }) };
}
