import { CheckResult } from './check';
import { legible } from './legible';
import { Prerequisites } from './prerequisites';
import { prerequisitesText } from './prerequisites-text';
import { UnreadFile } from './read-files';
import { lineOf, openOf, placeOf, PlacedResult, problemText, sortOf, STAKES, Subject, subjectsOf, waivedOf } from './subject';
import { subjectsText, tallyText } from './tally';
import { textTable } from './text-table';
import { Outcome, Result } from '../checklist/report';
import { RuleGroup } from '../checklist/rule';
import { score } from '../checklist/score';

/** A word beside each symbol: neither colour nor symbol alone carries meaning. */
const BOXES: Readonly<Record<Outcome, string>> = { pass: '[✓] pass', fail: '[✗] fail', unknown: '[?] unknown', waived: '[–] waived' };

const OUTCOME_WIDTH = 22;
const RULE_WIDTH = 31;
const NARROWEST_FOUND = 30;

/** What was found, for people; `width` in characters. */
export function textReport(result: CheckResult, width: number, prerequisites?: Prerequisites): string {
  const subjects = subjectsOf(result);
  const databases = subjects.filter(({ database }) => database);
  const others = subjects.filter(({ database }) => !database);
  return [
    ...databases.map((of) => databaseText(of, width)),
    ...(others.length > 0 ? [`Other objects:\n${others.map(otherText).join('')}`] : []),
    ...unreadText('Not read', result.unread.filter(({ broken }) => broken)),
    ...unreadText('Passed over', result.unread.filter(({ broken }) => !broken)),
    ...(databases.length === 0 ? ['No database found.\n'] : []),
    ...(result.leftOut === undefined ? [] : [`Left out: ${result.leftOut}\n`]),
    ...(subjects.length > 1 ? [`${subjectsText(subjects)}: ${tallyText(subjects)}\n`] : []),
    ...(prerequisites ? [prerequisitesText(prerequisites).split('\n').map(legible).join('\n')] : []),
  ].join('\n');
}

function databaseText(subject: Subject, width: number): string {
  const { position, results, remarks, problems } = subject;
  return lines([
    legible(`${placeOf(subject)} (${sortOf(subject)}) in ${lineOf(position)}`),
    ...(results.length > 0 ? [table(results, width)] : []),
    `${legible(placeOf(subject))}: ${score(subject.database!)}`,
    ...section('Remarks', remarks.map((of) => [of])),
    ...section('Waived', waivedOf(subject).map((of) => [waiverText(of)])),
    ...section('Problems', problems.map((of) => [problemText(of)])),
    ...section('To do, the worst first', openOf(subject).map(findingLines)),
  ]);
}

function otherText(subject: Subject): string {
  const { position, problems } = subject;
  return lines([
    legible(`${placeOf(subject)} (${sortOf(subject)}) in ${lineOf(position)}`),
    ...entries([
      ...openOf(subject).map(findingLines),
      ...problems.map((of) => [problemText(of)]),
      ...waivedOf(subject).map((of) => [`waived, ${waiverText(of)}`]),
    ]),
  ]);
}

function unreadText(title: string, unread: readonly UnreadFile[]): string[] {
  return unread.length > 0 ? [lines([`${title}:`, ...unread.map((of) => `  ${legible(`${lineOf(of)}: ${of.reason}`)}`)])] : [];
}

function section(title: string, found: ReadonlyArray<readonly string[]>): string[] {
  return found.length > 0 ? [`${title}:`, ...entries(found)] : [];
}

/** The first line of each has a dash, the others stand below it. */
function entries(found: ReadonlyArray<readonly string[]>): string[] {
  return found.flatMap(([first, ...others]) => [`  - ${legible(first)}`, ...others.map((line) => `    ${legible(line)}`)]);
}

function findingLines({ rule, outcome, found, fix, position }: PlacedResult): string[] {
  return [
    `${rule.id} (${outcome === 'unknown' ? 'unknown, ' : ''}${STAKES[rule.severity]}), ${lineOf(position)}`,
    found,
    `Fix: ${fix}`,
    `Why: ${rule.why}`,
    `Source: ${rule.source}`,
  ];
}

function waiverText({ rule, reason, expires }: Result): string {
  return `${rule.id}: ${reason}${expires === undefined ? '' : ` (until ${expires})`}`;
}

function table(results: readonly Result[], width: number): string {
  // four borders
  const foundWidth = Math.max(NARROWEST_FOUND, width - OUTCOME_WIDTH - RULE_WIDTH - 4);
  const rows = Object.values(RuleGroup).flatMap((group) => {
    const inGroup = results.filter(({ rule }) => rule.group === group);
    return inGroup.length === 0 ? [] : [[`${group}:`, '', ''], ...inGroup.map((result) => [box(result), result.rule.id, legible(result.found)])];
  });
  return textTable([OUTCOME_WIDTH, RULE_WIDTH, foundWidth], rows);
}

function box({ outcome, attested }: Result): string {
  return `  ${BOXES[outcome]}${outcome === 'pass' && attested ? ', attested' : ''}`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
