import { CheckResult } from './check';
import { Prerequisites } from './prerequisites';
import { UnreadFile } from './read-files';
import { PlacedProblem, PlacedResult, Subject, subjectsOf } from './subject';
import { tallyOf } from './tally';

/** What was found, for programs, as schemas/report.schema.json says. Keys and their order are part of the interface. */
export function jsonReport(result: CheckResult, prerequisites?: Prerequisites): string {
  const subjects = subjectsOf(result);
  const databases = subjects.filter(({ database }) => database);
  const objects = subjects.filter(({ database }) => !database);
  const report = {
    databases: databases.map(databaseJson),
    objects: objects.map(objectJson),
    unread: result.unread.map(unreadJson),
    summary: { databases: databases.length, objects: objects.length, unread: result.unread.length, ...tallyOf(subjects) },
    ...(prerequisites && { prerequisites }),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function databaseJson({ name, namespace, kind, database, position: { file, line }, results, remarks, problems }: Subject): object {
  const { engine, operator } = database!;
  return { name, namespace, kind, engine, operator, file, line, results: results.map(resultJson), remarks, problems: problems.map(problemJson) };
}

function objectJson({ manifest: { apiVersion }, kind, namespace, name, position: { file, line }, results, problems }: Subject): object {
  return { apiVersion, kind, namespace, name, file, line, results: results.map(resultJson), problems: problems.map(problemJson) };
}

function resultJson({ rule, outcome, found, fix, reason, expires, attested, position: { file, line } }: PlacedResult): object {
  return {
    rule: rule.id, severity: rule.severity, outcome, found, file, line, fix, why: rule.why, source: rule.source, reason, expires, attested,
  };
}

function problemJson({ found, position: { file, line } }: PlacedProblem): object {
  return { found, file, line };
}

function unreadJson({ file, line, reason, broken }: UnreadFile): object {
  return { file, line, reason, broken };
}
