import { CheckResult } from './check';
import { Position, Positions } from './positions';
import { Manifest } from '../checklist/manifests';
import { DatabaseReport, ObjectReport, Problem, Result } from '../checklist/report';
import { Severity } from '../checklist/severity';

/** An object that the checklist says something of: a database, or another object with a mistake. */
export interface Subject {
  readonly manifest: Manifest;
  readonly kind: string;
  /** Empty when it has none. */
  readonly namespace: string;
  readonly name: string;
  /** Where the object begins. */
  readonly position: Position;
  /** Undefined for what is no database. */
  readonly database?: DatabaseReport;
  readonly results: readonly PlacedResult[];
  readonly remarks: readonly string[];
  readonly problems: readonly PlacedProblem[];
}

/** A problem, and where it was found. */
export interface PlacedProblem extends Problem {
  readonly position: Position;
}

/** A result, and where it was found; of what is missing, where the object begins. */
export interface PlacedResult extends Result {
  readonly position: Position;
}

/** The databases, then the other objects. */
export function subjectsOf({ databases, objects, positions }: CheckResult): Subject[] {
  return [
    ...databases.map(({ manifest, report }) => ({ ...subject(manifest, report, positions), database: report, remarks: report.remarks })),
    ...objects.map((report) => subject(report.manifest, report, positions)),
  ];
}

function subject(manifest: Manifest, { results, problems }: Pick<ObjectReport, 'results' | 'problems'>, positions: Positions): Subject {
  const { kind, metadata: { name, namespace } } = manifest;
  return {
    manifest,
    kind,
    // a YAML number is a namespace to nobody but to who wrote it
    namespace: String(namespace ?? ''),
    name: String(name),
    position: positions.of({ of: manifest, path: [] }),
    results: results.map((result) => ({ ...result, position: positions.of(result.at ?? { of: manifest, path: [] }) })),
    remarks: [],
    problems: problems.map((problem) => ({ ...problem, position: positions.of(problem.at ?? { of: manifest, path: [] }) })),
  };
}

/** `<namespace>/<name>` */
export function placeOf({ namespace, name }: Subject): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** `<file>:<line>: <problem>` */
export function problemText({ found, position }: PlacedProblem): string {
  return `${lineOf(position)}: ${found}`;
}

/** `<file>:<line>` */
export function lineOf({ file, line }: { readonly file: string; readonly line?: number }): string {
  return line === undefined ? file : `${file}:${line}`;
}

const OPERATORS: Readonly<Record<string, string>> = { none: 'no operator', unknown: 'operator unknown' };

/** `<kind>, <operator>`; of what is no database the kind alone. */
export function sortOf({ kind, database }: Subject): string {
  return database ? `${kind}, ${operatorOf(database)}` : kind;
}

export function operatorOf({ operator }: DatabaseReport): string {
  return OPERATORS[operator] ?? operator;
}

const SEVERITIES = Object.values(Severity);

/** What is not met: failures before what is unknown, and the worst of them first. */
export function openOf({ results }: Subject): PlacedResult[] {
  return ['fail', 'unknown'].flatMap((outcome) => results
    .filter((result) => result.outcome === outcome)
    .sort((a, b) => SEVERITIES.indexOf(a.rule.severity) - SEVERITIES.indexOf(b.rule.severity)));
}

export function waivedOf({ results }: Subject): PlacedResult[] {
  return results.filter(({ outcome }) => outcome === 'waived');
}

/** What is at stake, as people say it. */
export const STAKES: Readonly<Record<Severity, string>> = {
  [Severity.DATA_LOSS]: 'data loss',
  [Severity.OUTAGE]: 'outage',
  [Severity.EXPOSURE]: 'exposure',
  [Severity.HYGIENE]: 'hygiene',
};
