import { judge } from '../../src/checklist/judge';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { workloadReader } from '../../src/workloads/workload-facts';

const TODAY = new Date('2026-11-21T00:00:00Z');

/** What the checklist finds of the first database of these manifests, by rule. */
export function foundIn(all: readonly Manifest[]): Record<string, string> {
  const database = all.find((manifest) => workloadReader.reads(manifest))!;
  const report = judge(workloadReader.read(database, new Manifests(all)), TODAY);
  return Object.fromEntries(report.results.map(({ rule, outcome, found }) => [rule.id, `${outcome}: ${found}`]));
}

/** Ids of the rules that are not met. */
export function notMet(all: readonly Manifest[]): string[] {
  return Object.entries(foundIn(all)).flatMap(([rule, found]) => (/^(fail|unknown)/.test(found) ? [rule] : []));
}
