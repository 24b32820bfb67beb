import { DatabaseReport, Result } from './report';

/** What a failing synth says of one database, a line for each finding; empty when there is none. */
export function findingTexts(report: DatabaseReport): string[] {
  const notMet = report.results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown');
  return [...notMet.map(findingText), ...report.problems.map(({ found }) => found)];
}

/** `<rule-id>: <what was found>. <how to fix it> <why> Source: <source>` */
export function findingText({ rule, found, fix }: Result): string {
  return `${rule.id}: ${sentence(found)} ${fix} ${rule.why} Source: ${rule.source}`;
}

function sentence(words: string): string {
  return words.endsWith('.') ? words : `${words}.`;
}
