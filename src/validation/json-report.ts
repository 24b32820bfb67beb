import { CheckResult, FiledReport } from './check';
import { Prerequisites } from './prerequisites';
import { Outcome, Result } from '../checklist/report';

/** What was found, for programs. Keys and their order are part of the interface. */
export function jsonReport({ databases, unread }: CheckResult, prerequisites?: Prerequisites): string {
  return `${JSON.stringify({ databases: databases.map(database), unread, summary: summary(databases), ...(prerequisites && { prerequisites }) }, undefined, 2)}\n`;
}

function database({ file, report }: FiledReport): object {
  const { name, namespace, kind, engine, operator, results, remarks, problems } = report;
  return { name, namespace, kind, engine, operator, file, results: results.map(result), remarks, problems };
}

function result({ rule, outcome, found, attested, reason, expires }: Result): object {
  return { rule: rule.id, outcome, found, fix: rule.fix, why: rule.why, source: rule.source, reason, expires, attested };
}

function summary(databases: readonly FiledReport[]): object {
  const results = databases.flatMap(({ report }) => report.results);
  const number = (wanted: Outcome) => results.filter(({ outcome }) => outcome === wanted).length;
  return {
    databases: databases.length,
    pass: number('pass'),
    fail: number('fail'),
    unknown: number('unknown'),
    waived: number('waived'),
    attested: results.filter(({ outcome, attested }) => outcome === 'pass' && attested).length,
    problems: databases.flatMap(({ report }) => report.problems).length,
  };
}
