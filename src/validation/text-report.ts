import { CheckResult, FiledReport } from './check';
import { DatabaseReport, Outcome, Result } from '../checklist/report';
import { RuleGroup } from '../checklist/rule';
import { score } from '../checklist/score';

/** A word beside each symbol: neither colour nor symbol alone carries meaning. */
const BOXES: Readonly<Record<Outcome, string>> = { pass: '[✓] pass', fail: '[✗] fail', unknown: '[?] unknown', waived: '[–] waived' };

const OUTCOME_WIDTH = 22;
const RULE_WIDTH = 31;
const NARROWEST_FOUND = 30;
const NO_LINES_BETWEEN = { 'mid': '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** What was found, for people; `width` in characters. */
export function textReport({ databases, unread }: CheckResult, width: number): string {
  const sections = [
    ...databases.map((of) => databaseText(of, width)),
    ...(unread.length > 0 ? [`Not read:\n${unread.map(({ file, line, reason }) => `  ${file}${line === undefined ? '' : `:${line}`}: ${reason}\n`).join('')}`] : []),
    ...(databases.length === 0 ? ['No database found.\n'] : []),
  ];
  return sections.join('\n');
}

function databaseText({ file, report }: FiledReport, width: number): string {
  const { name, namespace, kind, operator, results, remarks, problems } = report;
  const waived = results.filter(({ outcome }) => outcome === 'waived');
  const open = results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown');
  return [
    `${namespace}/${name} (${kind}, ${operator}) in ${file}`,
    ...(results.length > 0 ? [table(report, width)] : []),
    `${namespace}/${name}: ${score(report)}`,
    ...section('Remarks', remarks),
    ...section('Waived', waived.map(waiverText)),
    ...section('Problems', problems),
    ...section('To do', open.map(({ rule }) => `${rule.id}: ${rule.fix} ${rule.why} Source: ${rule.source}`)),
  ].map((line) => `${line}\n`).join('');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`${title}:`, ...lines.map((line) => `  - ${line}`)] : [];
}

function waiverText({ rule, reason, expires }: Result): string {
  return `${rule.id}: ${reason}${expires === undefined ? '' : ` (until ${expires})`}`;
}

function table({ results }: DatabaseReport, width: number): string {
  // loaded only here: a report as JSON needs no table
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const Table: typeof import('cli-table3') = require('cli-table3');
  // four borders
  const foundWidth = Math.max(NARROWEST_FOUND, width - OUTCOME_WIDTH - RULE_WIDTH - 4);
  const colWidths = [OUTCOME_WIDTH, RULE_WIDTH, foundWidth];
  const rows = new Table({ colWidths, wordWrap: true, style: { head: [], border: [] }, chars: NO_LINES_BETWEEN });
  for (const group of Object.values(RuleGroup)) {
    const inGroup = results.filter(({ rule }) => rule.group === group);
    if (inGroup.length > 0) rows.push([`${group}:`, '', '']);
    for (const result of inGroup) rows.push([box(result), result.rule.id, breakable(result.found, foundWidth - 2)]);
  }
  return rows.toString();
}

function box({ outcome, attested }: Result): string {
  return `  ${BOXES[outcome]}${outcome === 'pass' && attested ? ', attested' : ''}`;
}

/** The table cuts off words that are longer than their column. */
function breakable(text: string, length: number): string {
  return text.replace(new RegExp(`\\S{${length}}(?=\\S)`, 'g'), '$& ');
}
