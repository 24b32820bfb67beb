import { STAKES, Subject } from './subject';
import { Outcome } from '../checklist/report';
import { Severity } from '../checklist/severity';
import { counted, listed } from '../checklist/wording';

/** How many results there are of each outcome. */
export interface Tally extends Readonly<Record<Outcome, number>> {
  /** Of those that pass, how many somebody vouches for. */
  readonly attested: number;
  /** What is wrong with waivers, and databases that could not be read. */
  readonly problems: number;
}

export function tallyOf(subjects: readonly Subject[]): Tally {
  const results = subjects.flatMap((subject) => subject.results);
  const number = (wanted: Outcome) => results.filter(({ outcome }) => outcome === wanted).length;
  return {
    pass: number('pass'),
    fail: number('fail'),
    unknown: number('unknown'),
    waived: number('waived'),
    attested: results.filter(({ outcome, attested }) => outcome === 'pass' && attested).length,
    problems: subjects.flatMap(({ problems }) => problems).length,
  };
}

/** For example `3 failed (2 data loss, 1 outage), 4 unknown, 1 waived`. */
export function tallyText(subjects: readonly Subject[]): string {
  const { fail, unknown, waived, problems } = tallyOf(subjects);
  return [
    fail === 0 ? 'nothing failed' : `${fail} failed (${stakesText(subjects)})`,
    ...(problems > 0 ? [counted(problems, 'problem')] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
  ].join(', ');
}

function stakesText(subjects: readonly Subject[]): string {
  const failed = subjects.flatMap(({ results }) => results.filter(({ outcome }) => outcome === 'fail'));
  return Object.values(Severity)
    .map((severity) => ({ severity, number: failed.filter(({ rule }) => rule.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => `${number} ${STAKES[severity]}`)
    .join(', ');
}

/** For example `2 databases and 1 other object`. */
export function subjectsText(subjects: readonly Subject[]): string {
  const databases = subjects.filter(({ database }) => database).length;
  const others = subjects.length - databases;
  return listed([counted(databases, 'database'), ...(others > 0 ? [counted(others, 'other object')] : [])]);
}
