/** One thing that the library says of what operators make. */
export interface Claim {
  /** What it says. */
  readonly claim: string;
  /** Where it says so. */
  readonly from: string;
  /** Who made what it speaks of. */
  readonly madeBy: string;
  /** What was found instead; undefined when it is so. */
  readonly found?: string;
}

/** A claim that two lists have the same members. */
export function same(claim: string, from: string, madeBy: string, expected: readonly string[], actual: readonly string[]): Claim {
  const [left, right] = [[...expected].sort().join(', '), [...actual].sort().join(', ')];
  return { claim, from, madeBy, found: left === right ? undefined : `${right || 'nothing'} instead of ${left || 'nothing'}` };
}

/** A claim that holds, or not for the reason given. */
export function holds(claim: string, from: string, madeBy: string, is: boolean, otherwise: string): Claim {
  return { claim, from, madeBy, found: is ? undefined : otherwise };
}

/** One line for each claim, whatever it was about. */
export function summary(claims: readonly Claim[]): string[] {
  return table(claims.map(({ from, ...claim }) => ({
    ...claim, from: from.replace(/(^|\s)[\w.-]+\/[\w.-]+/g, '').replace(/^Namespace .*/, 'Namespace').replace(/ (of|in|by)(?=,|$)/g, '').replace(/^, /, ''),
  })));
}

/** One line each: claim | from | made by | ok; the same claim about several pods is one line. */
export function table(claims: readonly Claim[]): string[] {
  const lines = new Map<string, Claim[]>();
  for (const claim of claims) {
    const line = [claim.claim, claim.from, claim.madeBy].map((cell) => cell.replaceAll('|', '\\|')).join(' | ');
    lines.set(line, [...lines.get(line) ?? [], claim]);
  }
  return ['| claim | from | made by | ok |', '| --- | --- | --- | --- |', ...[...lines].map(([line, all]) => {
    const wrong = all.flatMap(({ found }) => found ?? []);
    return `| ${line} | ${wrong.length > 0 ? `NO: ${wrong.join('; ')}` : all.length > 1 ? `yes, ${all.length} times` : 'yes'} |`;
  })];
}
