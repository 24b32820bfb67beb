import { WaiverFacts } from './facts';
import { Problem } from './report';
import { Requirement } from './rule';

/** Waives, with one reason, every costly rule that is not met. */
export const NOT_FOR_PRODUCTION = 'not-for-production';

export interface JudgedWaivers {
  readonly waiverOf: ReadonlyMap<Requirement, WaiverFacts>;
  readonly problems: readonly Problem[];
}

/** Which waiver stands for which rule that is not met, and what is wrong with the others. */
export function judgeWaivers(
  waivers: readonly WaiverFacts[], rules: readonly Requirement[], notMet: readonly Requirement[], asOf: Date,
): JudgedWaivers {
  const waiverOf = new Map<Requirement, WaiverFacts>();
  const problems: Problem[] = [];
  const add = ({ rule, at }: WaiverFacts, found: string) => problems.push({ found, waiver: rule, ...(at && { at }) });
  const seen = new Map<string, number>();
  // the specific ones first: they win over the blanket one
  const inOrder = [...waivers].sort((a, b) => Number(a.rule === NOT_FOR_PRODUCTION) - Number(b.rule === NOT_FOR_PRODUCTION));
  for (const waiver of inOrder) {
    const times = (seen.get(waiver.rule) ?? 0) + 1;
    seen.set(waiver.rule, times);
    if (times > 1) {
      if (times === 2) add(waiver, `waiver "${waiver.rule}" must be there once, got several; keep one`);
      continue;
    }
    const covered = notMet.filter((rule) => (waiver.rule === NOT_FOR_PRODUCTION ? rule.costly && !waiverOf.has(rule) : rule.id === waiver.rule));
    const problem = problemOf(waiver, rules, covered, asOf);
    if (problem === undefined) {
      for (const rule of covered) waiverOf.set(rule, waiver);
    } else {
      add(waiver, problem);
    }
  }
  return { waiverOf, problems };
}

function problemOf(waiver: WaiverFacts, rules: readonly Requirement[], covered: readonly Requirement[], asOf: Date): string | undefined {
  const words = `waiver "${waiver.rule}"`;
  if (waiver.rule !== NOT_FOR_PRODUCTION && !rules.some((rule) => rule.id === waiver.rule)) {
    return `${words} must name a rule or "${NOT_FOR_PRODUCTION}", got ${JSON.stringify(waiver.rule)}; docs/checklist.md lists the rules`;
  }
  if (typeof waiver.reason !== 'string' || waiver.reason.trim() === '') {
    return `${words} must have a reason, got ${JSON.stringify(waiver.reason) ?? 'nothing'}; say why this database does not follow the rule`;
  }
  if (covered.length === 0) {
    const got = waiver.rule === NOT_FOR_PRODUCTION ? 'no costly rule left that is not met' : 'a rule that is met or waived already';
    return `${words} must waive something, got ${got}; remove it`;
  }
  return waiver.expires === undefined ? undefined : expiryProblem(words, waiver.expires, asOf.toISOString().slice(0, 10));
}

function expiryProblem(words: string, expires: string, today: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expires)) return `${words} must expire on a day as YYYY-MM-DD, got ${JSON.stringify(expires)}; write for example "2027-03-31"`;
  return expires < today ? `${words} must not have expired, got "${expires}" on ${today}; meet the rule, or waive it anew` : undefined;
}
