import { Field } from './field';
import { Manifest } from './manifests';
import { Requirement } from './rule';

/** What the checklist says of one database. */
export interface DatabaseReport {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  readonly engine: string;
  readonly operator: string;
  /** One for each rule, in the order of the rules, and one for each mistake that the database's own manifest shows. */
  readonly results: readonly Result[];
  /** What is left open on purpose. */
  readonly remarks: readonly string[];
  /** What is wrong with the waivers, or why the database could not be read. */
  readonly problems: readonly string[];
}

/** What the checklist says of an object that is no database. */
export interface ObjectReport {
  readonly manifest: Manifest;
  /** One for each mistake. */
  readonly results: readonly Result[];
  /** What is wrong with its waivers. */
  readonly problems: readonly string[];
}

export interface Result {
  readonly rule: Requirement;
  readonly outcome: Outcome;
  /** What was found, also when it is waived. */
  readonly found: string;
  /** How to meet the rule, in the words of whoever runs the database. */
  readonly fix: string;
  /** Whether somebody vouches for it and no manifest shows it. */
  readonly attested?: boolean;
  /** Where it was found. */
  readonly at?: Field;
  /** Why it is waived. */
  readonly reason?: string;
  /** Last day of the waiver as YYYY-MM-DD. */
  readonly expires?: string;
}

export type Outcome = 'pass' | 'fail' | 'unknown' | 'waived';
