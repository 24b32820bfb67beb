import { DatabaseReport, Outcome, Result } from './report';
import { RuleGroup } from './rule';

const WORDS: Readonly<Record<Outcome, string>> = { pass: 'met', fail: 'failed', unknown: 'unknown', waived: 'waived' };

/** How a database stands, for example `22 of 24, 2 waived; operators-survive met`: the guide's boxes are counted, other rules are named. */
export function score({ results }: DatabaseReport): string {
  if (results.length === 0) return 'not judged';
  const isBox = ({ rule }: Result) => rule.group !== RuleGroup.BEYOND_THE_GUIDE;
  return [boxes(results.filter(isBox)), ...others(results.filter((result) => !isBox(result)))].join('; ');
}

function boxes(results: readonly Result[]): string {
  const number = (is: (result: Result) => boolean) => results.filter(is).length;
  const notMet: Array<[number, string]> = [
    [number((of) => of.outcome === 'waived'), WORDS.waived],
    [number((of) => of.outcome === 'fail'), WORDS.fail],
    [number((of) => of.outcome === 'unknown'), WORDS.unknown],
    [number(isAttested), 'attested'],
  ];
  return [
    `${number((of) => of.outcome === 'pass')} of ${results.length}`,
    ...notMet.filter(([some]) => some > 0).map(([some, words]) => `${some} ${words}`),
  ].join(', ');
}

/** Each rule once: a manifest may show the same mistake in several places. */
function others(results: readonly Result[]): string[] {
  const times = new Map<string, number>();
  for (const of of results) {
    const words = `${of.rule.id} ${isAttested(of) ? 'attested' : WORDS[of.outcome]}`;
    times.set(words, (times.get(words) ?? 0) + 1);
  }
  return [...times].map(([words, number]) => (number === 1 ? words : `${words} ${number} times`));
}

function isAttested({ outcome, attested }: Result): boolean {
  return outcome === 'pass' && attested === true;
}
