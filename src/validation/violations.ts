import { CheckResult } from './check';
import { legible } from './legible';
import { PROBLEM } from './problem';
import { openOf, PlacedResult, placeOf, STAKES, Subject, subjectsOf } from './subject';
import { SynthViolation, ViolatingResource } from './synthesized-app';
import { FieldPath } from '../checklist/field';
import { Requirement } from '../checklist/rule';
import { Severity } from '../checklist/severity';

interface Mistake {
  readonly rule: Requirement;
  readonly fix: string;
  readonly resource: ViolatingResource;
}

/** A violation for each rule that is not met and each way to meet it, the worst first, and one for the files that could not be read. */
export function violationsOf(result: CheckResult, isFailure: (result: PlacedResult) => boolean): SynthViolation[] {
  const mistakes = subjectsOf(result).flatMap((subject) => mistakesOf(subject, isFailure));
  return [...Object.values(Severity).flatMap((severity) => ofSeverity(severity, mistakes)), ...unread(result)];
}

function mistakesOf(subject: Subject, isFailure: (result: PlacedResult) => boolean): Mistake[] {
  const { kind, name, problems } = subject;
  return [
    ...openOf(subject).filter(isFailure).map((result) => ({ rule: result.rule, fix: result.fix, resource: resourceOf(subject, result) })),
    ...problems.map(({ found, position: { file, line } }) => ({
      rule: PROBLEM, fix: PROBLEM.fix, resource: violating(name, file, `${kind}, line ${line}: ${found}`),
    })),
  ];
}

function ofSeverity(severity: Severity, mistakes: readonly Mistake[]): SynthViolation[] {
  const alike = new Map<string, Mistake[]>();
  for (const mistake of mistakes.filter(({ rule }) => rule.severity === severity)) {
    const key = `${mistake.rule.id} ${mistake.fix}`;
    alike.set(key, [...alike.get(key) ?? [], mistake]);
  }
  return [...alike.values()].map((each) => {
    const [{ rule, fix }] = each;
    return {
      ruleName: rule.id,
      recommendation: `${rule.title} (at stake: ${STAKES[severity]}). ${rule.why} Source: ${rule.source}`,
      fix,
      violatingResources: each.map(({ resource }) => resource),
    };
  });
}

function resourceOf(subject: Subject, { at, outcome, found, position: { file, line } }: PlacedResult): ViolatingResource {
  const { of, path } = at ?? { of: subject.manifest, path: [] };
  const field = path.length > 0 ? ` ${pathText(path)}` : '';
  const whose = of === subject.manifest ? '' : `, for ${subject.kind} ${placeOf(subject)}`;
  return violating(of.metadata.name, file, `${of.kind}${field}, line ${line}${whose}: ${outcome === 'unknown' ? 'unknown: ' : ''}${found}`);
}

/** As kubectl's JSONPath has it: `spec.containers[0].image`. */
function pathText(path: FieldPath): string {
  return path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  }).join('').replace(/^\./, '');
}

function unread({ unread: files }: CheckResult): SynthViolation[] {
  const broken = files.filter((file) => file.broken);
  if (broken.length === 0) return [];
  return [{
    ruleName: 'unread',
    recommendation: 'Every file can be read: what stands in another one is missing from the check.',
    fix: 'Correct what each location names.',
    violatingResources: broken.map(({ file, line, reason }) => violating(file, file, line === undefined ? reason : `line ${line}: ${reason}`)),
  }];
}

function violating(name: string, file: string, location: string): ViolatingResource {
  return { resourceName: String(name), manifestPath: file, locations: [legible(location)] };
}
