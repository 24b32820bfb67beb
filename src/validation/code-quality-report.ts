import { sep } from 'path';
import { CheckResult, FailOn } from './check';
import { fingerprint, Identity, occurrences, problemIdentity, resultIdentity } from './fingerprint';
import { legible } from './legible';
import { pathInside } from './path-inside';
import { PROBLEM } from './problem';
import { UnreadFile } from './read-files';
import { placeOf, PlacedProblem, PlacedResult, Subject, subjectsOf } from './subject';
import { Severity } from '../checklist/severity';

/** GitLab's words for what is at stake, the worst first. */
const SEVERITIES: Readonly<Record<Severity, string>> = {
  [Severity.DATA_LOSS]: 'blocker',
  [Severity.OUTAGE]: 'critical',
  [Severity.EXPOSURE]: 'major',
  [Severity.HYGIENE]: 'minor',
};

/** What cannot be judged may hide any of them. */
const NOT_JUDGED = 'major';

/**
 * What was found, for the code quality reports of GitLab (docs.gitlab.com/ci/testing/code_quality, Code Quality report format): whatever the check fails
 * for, and what was passed over. Of two entries with one fingerprint GitLab shows the first, and by it GitLab tells what a merge request adds.
 */
export function codeQualityReport(result: CheckResult, failOn: FailOn = 'fail'): string {
  const occurrence = occurrences();
  const entries = [...subjectsOf(result).flatMap((subject) => subjectEntries(subject, failOn)), ...result.unread.map(unreadEntry)];
  const report = entries.map(({ check, description, identity, severity, file, line = 1 }) => {
    const path = pathOf(file);
    const inFile = [path, ...identity];
    return {
      description: legible(description),
      check_name: check,
      fingerprint: fingerprint([...inFile, occurrence(inFile)]),
      severity,
      location: { path, lines: { begin: line } },
    };
  });
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

interface Entry {
  readonly check: string;
  readonly description: string;
  /** What tells it from the others in its file while lines move. */
  readonly identity: Identity;
  readonly severity: string;
  readonly file: string;
  readonly line?: number;
}

function subjectEntries(subject: Subject, failOn: FailOn): Entry[] {
  const { results, problems } = subject;
  return [
    ...results.filter(({ outcome }) => outcome === 'fail' || outcome === failOn).map((result) => resultEntry(subject, result)),
    ...problems.map((problem) => problemEntry(subject, problem)),
  ];
}

function resultEntry(subject: Subject, result: PlacedResult): Entry {
  const { rule, outcome, found, fix, position: { file, line } } = result;
  return {
    check: rule.id,
    description: `${wordsOf(subject)}: ${outcome === 'unknown' ? 'unknown: ' : ''}${/[.!?]$/.test(found) ? found : `${found}.`} ${fix}`,
    identity: resultIdentity(subject, result),
    severity: SEVERITIES[rule.severity],
    file,
    line,
  };
}

function problemEntry(subject: Subject, problem: PlacedProblem): Entry {
  const { found, waiver, position: { file, line } } = problem;
  return {
    check: PROBLEM.id,
    description: `${wordsOf(subject)}: ${found}`,
    identity: problemIdentity(subject, problem),
    severity: waiver === undefined ? NOT_JUDGED : SEVERITIES[PROBLEM.severity],
    file,
    line,
  };
}

function unreadEntry({ file, line, reason, broken }: UnreadFile): Entry {
  return {
    check: 'unread', description: `${broken ? 'Not read' : 'Passed over'}: ${reason}`, identity: ['unread', reason], severity: broken ? NOT_JUDGED : 'info', file, line,
  };
}

function wordsOf(subject: Subject): string {
  return `${subject.kind} ${placeOf(subject)}`;
}

/** From the working folder, which in a job is the repository's root; what lies outside keeps its own. */
function pathOf(file: string): string {
  return legible((pathInside(file) ?? file).split(sep).join('/'));
}
