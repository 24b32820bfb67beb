import { check, CheckResult, hasFindings } from './check';
import { legible } from './legible';
import { pluginProperties } from './plugin-properties';
import { READERS } from './readers';
import { select } from './select';
import { placeOf, Subject, subjectsOf } from './subject';
import { SynthesizedApp } from './synthesized-app';
import { subjectsText, tallyText } from './tally';
import { violationsOf } from './violations';
import { asOf } from '../checklist/as-of';
import { score } from '../checklist/score';
import { listed } from '../checklist/wording';

/** Checks what an app wrote and tells cdk8s-cli. */
export function reportChecklist({ manifests, report }: SynthesizedApp, properties: Readonly<Record<string, unknown>>): void {
  const { waivers, failOn, ...selection } = pluginProperties(properties);
  const result = select(check(manifests, READERS, asOf(), { waivers }), selection);
  for (const violation of violationsOf(result, ({ outcome }) => outcome === 'fail' || outcome === failOn)) report.addViolation(violation);
  const isComplete = !result.unread.some(({ broken }) => broken);
  report.submit(isComplete && !hasFindings(result, failOn) ? 'success' : 'failure', summary(result));
}

/** Rows of the report's first table. */
function summary(result: CheckResult): Record<string, string> {
  const subjects = subjectsOf(result);
  const notJudged = result.unread.filter(({ broken }) => !broken).map(({ reason }) => reason);
  return {
    Checked: `${subjectsText(subjects)}: ${tallyText(subjects)}`,
    ...Object.fromEntries(subjects.flatMap(rowsOf)),
    ...(notJudged.length > 0 && { 'Not judged': legible(notJudged.join('; ')) }),
  };
}

/** What is unknown is no violation, and nevertheless told. */
function rowsOf(subject: Subject): Array<[string, string]> {
  if (!subject.database) return [];
  const unknown = subject.results.filter(({ outcome }) => outcome === 'unknown').map(({ rule }) => rule.id);
  const text = [score(subject.database), ...(unknown.length > 0 ? [`unknown: ${listed(unknown)}`] : [])].join('; ');
  return [[legible(placeOf(subject)), legible(text)]];
}
