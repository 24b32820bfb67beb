import { DatabaseReport, Outcome, Result } from './report';
import { RuleGroup } from './rule';

const WORDS: Readonly<Record<Outcome, string>> = { pass: 'met', fail: 'failed', unknown: 'unknown', waived: 'waived' };

/** How a database stands, for example `22 of 24, 2 waived; operators-survive met`: the guide's boxes are counted, other rules are named. */
export function score({ results }: DatabaseReport): string {
  if (results.length === 0) return 'not judged';
  const isBox = ({ rule }: Result) => rule.group !== RuleGroup.BEYOND_THE_GUIDE;
  const others = results.filter((result) => !isBox(result));
  return [boxes(results.filter(isBox)), ...others.map((of) => `${of.rule.id} ${isAttested(of) ? 'attested' : WORDS[of.outcome]}`)].join('; ');
}

function boxes(results: readonly Result[]): string {
  const number = (is: (result: Result) => boolean) => results.filter(is).length;
  const others: Array<[number, string]> = [
    [number((of) => of.outcome === 'waived'), WORDS.waived],
    [number((of) => of.outcome === 'fail'), WORDS.fail],
    [number((of) => of.outcome === 'unknown'), WORDS.unknown],
    [number(isAttested), 'attested'],
  ];
  return [
    `${number((of) => of.outcome === 'pass')} of ${results.length}`,
    ...others.filter(([some]) => some > 0).map(([some, words]) => `${some} ${words}`),
  ].join(', ');
}

function isAttested({ outcome, attested }: Result): boolean {
  return outcome === 'pass' && attested === true;
}
