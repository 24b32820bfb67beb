import { CheckResult } from './check';
import { Prerequisites } from './prerequisites';
import { prerequisitesText } from './prerequisites-text';
import { PROBLEM } from './problem';
import { UnreadFile } from './read-files';
import { lineOf, placeOf, PlacedProblem, PlacedResult, Subject, subjectsOf } from './subject';
import { xmlDocument, XmlElement } from './xml';
import { Outcome } from '../checklist/report';

/**
 * What was found, for GitLab and Jenkins: an object is a suite, a rule its test. What is unknown or waived is skipped, with what is to be
 * added or the reason; what could not be read is an error.
 *
 * GitLab names a suite after its tests' class, shows the text in a failure and, of tests with the same suite, class and name, the first
 * (GitLab docs, Unit test reports). Jenkins reads one failure in a test, and takes what stands before a class's last point for its package
 * (junit-plugin, CaseResult.java).
 */
export function junitReport(result: CheckResult, prerequisites?: Prerequisites): string {
  const subjects = subjectsOf(result);
  const suites = [inputSuite(result, prerequisites), ...subjects.map(subjectSuite)];
  const children = suites.map(({ name, tests, output }) => suiteElement(name, tests, output));
  return xmlDocument({ name: 'testsuites', attributes: { name: 'cdk8s-databases', ...counts(suites.flatMap(({ tests }) => tests)) }, children });
}

interface Suite {
  readonly name: string;
  readonly tests: readonly XmlElement[];
  /** What belongs to no test. */
  readonly output?: string;
}

function suiteElement(name: string, tests: readonly XmlElement[], output: string | undefined): XmlElement {
  const outputs = output === undefined ? [] : [{ name: 'system-out', text: output }];
  return { name: 'testsuite', attributes: { name, ...counts(tests) }, children: [...tests, ...outputs] };
}

function counts(tests: readonly XmlElement[]): Record<string, number> {
  const number = (wanted: string) => tests.filter(({ children = [] }) => children.some(({ name }) => name === wanted)).length;
  return { tests: tests.length, failures: number('failure'), errors: number('error'), skipped: number('skipped'), time: 0 };
}

/** Always there: Jenkins fails a build whose report holds no test. */
function inputSuite({ databases, unread }: CheckResult, prerequisites: Prerequisites | undefined): Suite {
  const found = testCase('input', 'a database is found', undefined, databases.length > 0 ? [] : [told('skipped', 'No database found.')]);
  return { name: 'input', tests: [found, ...unread.map(unreadTest)], output: prerequisites && prerequisitesText(prerequisites) };
}

function unreadTest(of: UnreadFile): XmlElement {
  // several documents of a file may be at fault
  return testCase('input', `${lineOf(of)} is read`, of.file, [told(of.broken ? 'error' : 'skipped', of.reason)]);
}

function subjectSuite(subject: Subject): Suite {
  const className = classNameOf(subject);
  const { file } = subject.position;
  const byRule = new Map<string, PlacedResult[]>();
  for (const result of subject.results) byRule.set(result.rule.id, [...byRule.get(result.rule.id) ?? [], result]);
  const tests = [...byRule.values()].map((results) => {
    const [{ rule }] = results;
    return testCase(className, `${rule.id}: ${rule.title}`, file, outcomeElements(results));
  });
  const problems = subject.problems.length === 0 ? []
    : [testCase(className, `${PROBLEM.id}: ${PROBLEM.title}`, file, [told('failure', subject.problems.map(problemLine).join('\n'))])];
  // the same object may stand in several files, for example one for each environment
  return { name: `${file}: ${subject.kind} ${placeOf(subject)}`, tests: [...tests, ...problems] };
}

/** A Kubernetes name has points, which would end Jenkins' package, and no underscores. */
function classNameOf({ namespace, kind, name }: Subject): string {
  return `${namespace}.${kind}/${name.replace(/\./g, '_')}`;
}

/** The worst outcome of a rule that found several mistakes in an object, and all of them in its text. */
function outcomeElements(results: readonly PlacedResult[]): XmlElement[] {
  const of = (wanted: Outcome) => results.filter(({ outcome }) => outcome === wanted);
  for (const [outcome, element] of [['fail', 'failure'], ['unknown', 'skipped'], ['waived', 'skipped']] as const) {
    const found = of(outcome);
    if (found.length > 0) return [told(element, found.map(foundText).join('\n'), explanation(found[0]), found[0].rule.severity)];
  }
  return [];
}

function foundText({ outcome, found, reason, expires, position }: PlacedResult): string {
  const waiver = outcome === 'waived' ? `; waived${expires === undefined ? '' : ` until ${expires}`}: ${reason}` : '';
  return `${outcome === 'unknown' ? 'unknown: ' : ''}${found} (${lineOf(position)})${waiver}`;
}

function problemLine({ found, position }: PlacedProblem): string {
  return `${found} (${lineOf(position)})`;
}

function explanation({ fix, rule: { why, source } }: PlacedResult): string {
  return `Fix: ${fix}\nWhy: ${why}\nSource: ${source}`;
}

function testCase(classname: string, name: string, file: string | undefined, children: readonly XmlElement[]): XmlElement {
  return { name: 'testcase', attributes: { name, classname, ...(file !== undefined && { file }), time: 0 }, children };
}

/** GitLab shows the text, Jenkins the message. */
function told(name: string, message: string, more?: string, type?: string): XmlElement {
  return { name, attributes: { message, ...(type !== undefined && { type }) }, text: more === undefined ? message : `${message}\n${more}` };
}
