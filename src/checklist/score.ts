import { DatabaseReport, Result } from './report';

/** How a database stands, for example `22 of 24, 2 waived`. */
export function score({ results }: DatabaseReport): string {
  if (results.length === 0) return 'not judged';
  const number = (is: (result: Result) => boolean) => results.filter(is).length;
  const others: Array<[number, string]> = [
    [number((of) => of.outcome === 'waived'), 'waived'],
    [number((of) => of.outcome === 'fail'), 'failed'],
    [number((of) => of.outcome === 'unknown'), 'unknown'],
    [number((of) => of.outcome === 'pass' && of.attested === true), 'attested'],
  ];
  return [
    `${number((of) => of.outcome === 'pass')} of ${results.length}`,
    ...others.filter(([some]) => some > 0).map(([some, words]) => `${some} ${words}`),
  ].join(', ');
}
