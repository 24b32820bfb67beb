import { CheckResult } from './check';
import { Result } from '../checklist/report';
import { Requirement } from '../checklist/rule';
import { Severity } from '../checklist/severity';
import { listed } from '../checklist/wording';

/** Which rules somebody wants to hear of. */
export interface Selection {
  /** Ids; all without it. */
  readonly only?: readonly string[];
  /** Ids. */
  readonly skip?: readonly string[];
  /** The least severity that counts; any without it. */
  readonly severity?: Severity;
}

const SEVERITIES = Object.values(Severity);

/** What remains of a result. What is wrong with waivers is told whatever is selected, because a waiver that is wrong hides something. */
export function select(result: CheckResult, { only, skip = [], severity = Severity.HYGIENE }: Selection): CheckResult {
  const wanted = ({ id, severity: own }: Requirement) => (only === undefined || only.includes(id))
    && !skip.includes(id) && SEVERITIES.indexOf(own) <= SEVERITIES.indexOf(severity);
  const remaining = (results: readonly Result[]) => results.filter(({ rule }) => wanted(rule));
  const leftOut = leftOutBy({ only, skip, severity });
  return {
    ...result,
    ...(leftOut !== '' && { leftOut }),
    databases: result.databases.map(({ manifest, report }) => ({ manifest, report: { ...report, results: remaining(report.results) } })),
    objects: result.objects.map((report) => ({ ...report, results: remaining(report.results) }))
      .filter(({ results, problems }) => results.length + problems.length > 0),
  };
}

/** A report that says nothing of a rule has to say so. */
function leftOutBy({ only, skip, severity }: Required<Omit<Selection, 'only'>> & Pick<Selection, 'only'>): string {
  return [
    ...(only !== undefined ? [`all rules but ${listed(only)}`] : []),
    ...(skip.length > 0 ? [listed(skip)] : []),
    ...(severity === SEVERITIES[SEVERITIES.length - 1] ? [] : [`what is less than ${severity}`]),
  ].join('; ');
}
