import { ALL_RULES } from './all-rules';
import { JudgedDatabase } from './read-databases';
import { FiledWaiver } from './waivers-file';
import { Manifest } from '../checklist/manifests';
import { ObjectReport, Problem, Result } from '../checklist/report';
import { judgeWaivers } from '../checklist/waivers';

/** Reports, some of their results waived from outside the manifests. */
export interface Waived {
  readonly databases: readonly JudgedDatabase[];
  readonly objects: readonly ObjectReport[];
  /** What is wrong with the waivers. */
  readonly problems: readonly Problem[];
}

type Reports = Pick<Waived, 'databases' | 'objects'>;

/** Applies a waivers file by the rules that hold for waivers in manifests. */
export function waive({ databases, objects }: Reports, waivers: readonly FiledWaiver[], all: readonly Manifest[], asOf: Date): Waived {
  const problems: Problem[] = [];
  let reports: Reports = { databases, objects };
  for (const same of byTarget(waivers)) {
    const target = same[0];
    const isMeant = (manifest: Manifest) => isTarget(manifest, target);
    if (!all.some(isMeant)) {
      problems.push(...same.map(({ rule, at }) => ({
        found: `waiver "${rule}" must be for an object of the input, got ${words(target)}; correct the name, or remove it`, waiver: `${words(target)}: ${rule}`, at,
      })));
      continue;
    }
    const results = [...reports.databases.map(({ manifest, report }) => ({ manifest, results: report.results })), ...reports.objects]
      .filter(({ manifest }) => isMeant(manifest))
      .flatMap((report) => report.results);
    const notMet = results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ rule }) => rule);
    const judged = judgeWaivers(same, ALL_RULES, notMet, asOf);
    problems.push(...judged.problems.map(({ found, waiver, at }) => ({ found: `${words(target)}: ${found}`, waiver: `${words(target)}: ${waiver}`, at })));
    const waived = (manifest: Manifest, of: readonly Result[]) => (
      isMeant(manifest) ? of.map((result) => waivedResult(result, judged.waiverOf.get(result.rule))) : of
    );
    reports = {
      databases: reports.databases.map(({ manifest, report }) => ({ manifest, report: { ...report, results: waived(manifest, report.results) } })),
      objects: reports.objects.map((report) => ({ ...report, results: waived(report.manifest, report.results) })),
    };
  }
  return { ...reports, problems };
}

function byTarget(waivers: readonly FiledWaiver[]): FiledWaiver[][] {
  const targets = new Map<string, FiledWaiver[]>();
  for (const waiver of waivers) {
    const key = words(waiver);
    targets.set(key, [...(targets.get(key) ?? []), waiver]);
  }
  return [...targets.values()];
}

function isTarget(manifest: Manifest, { name, namespace, kind }: FiledWaiver): boolean {
  return manifest.metadata.name === name
    && (namespace === undefined || manifest.metadata.namespace === namespace)
    && (kind === undefined || manifest.kind === kind);
}

function words({ name, namespace, kind }: FiledWaiver): string {
  return `${kind === undefined ? '' : `${kind} `}${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function waivedResult(result: Result, waiver: { readonly reason: string; readonly expires?: string } | undefined): Result {
  if (!waiver || (result.outcome !== 'fail' && result.outcome !== 'unknown')) return result;
  return { ...result, outcome: 'waived', reason: waiver.reason, expires: waiver.expires };
}
