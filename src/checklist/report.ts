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
  /** One for each rule that it is judged by, in the order of the rules, and one for each mistake that the database's own manifest shows. */
  readonly results: readonly Result[];
  /** What is left open on purpose. */
  readonly remarks: readonly string[];
  readonly problems: readonly Problem[];
}

/** What the checklist says of an object that is no database. */
export interface ObjectReport {
  readonly manifest: Manifest;
  /** One for each mistake. */
  readonly results: readonly Result[];
  readonly problems: readonly Problem[];
}

/** What is wrong with a waiver, or why a database could not be read. */
export interface Problem {
  readonly found: string;
  /** Where it was found; without it where the object begins. */
  readonly at?: Field;
  /** Which waiver is wrong, in words that stay the same while days pass; undefined when none is. */
  readonly waiver?: string;
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
