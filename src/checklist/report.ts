import { Rule } from './rule';

/** What the checklist says of one database. */
export interface DatabaseReport {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  readonly engine: string;
  readonly operator: string;
  /** One for each rule, in the order of the rules. */
  readonly results: readonly Result[];
  /** What is left open on purpose. */
  readonly remarks: readonly string[];
  /** What is wrong with the waivers, or why the database could not be read. */
  readonly problems: readonly string[];
}

export interface Result {
  readonly rule: Rule;
  readonly outcome: Outcome;
  /** What was found, also when it is waived. */
  readonly found: string;
  /** Whether somebody vouches for it and no manifest shows it. */
  readonly attested?: boolean;
  /** Why it is waived. */
  readonly reason?: string;
  /** Last day of the waiver as YYYY-MM-DD. */
  readonly expires?: string;
}

export type Outcome = 'pass' | 'fail' | 'unknown' | 'waived';
