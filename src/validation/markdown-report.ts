import { CheckResult } from './check';
import { cut, legible } from './legible';
import { markdownCode, markdownText, markdownWords } from './markdown-text';
import { fittedTo, Piece } from './pieces';
import { Prerequisites } from './prerequisites';
import { prerequisitesText } from './prerequisites-text';
import { lineOf, openOf, placeOf, PlacedResult, problemText, sortOf, STAKES, Subject, subjectsOf, waivedOf } from './subject';
import { subjectsText, tallyText } from './tally';
import { Requirement } from '../checklist/rule';
import { score } from '../checklist/score';

/** GitHub refuses a comment that is longer; GitLab takes 1,000,000. */
const LONGEST_COMMENT = 65_536;

/** Of what comes from the input, so that one name cannot fill the comment. */
const LONGEST_CELL = 300;

/** What is not met, as a comment on a pull request, with how to mend it. What passes is counted. */
export function markdownReport(result: CheckResult, prerequisites?: Prerequisites): string {
  const subjects = subjectsOf(result);
  const broken = result.unread.filter((of) => of.broken);
  return fittedTo(LONGEST_COMMENT, [
    { text: `## Production checklist for databases\n\n${headline(result, subjects)}\n` },
    ...(result.leftOut === undefined ? [] : [{ text: `\nLeft out: ${inline(result.leftOut)}.\n` }]),
    ...subjects.flatMap(subjectPieces),
    ...list('Not read', broken.map((of) => `${lineOf(of)}: ${of.reason}`), 'unread file'),
    ...list('Passed over', result.unread.filter((of) => !of.broken).map((of) => `${lineOf(of)}: ${of.reason}`), 'passed-over file'),
    ...explanations(subjects),
    ...(prerequisites ? [{ text: folded('What the cluster must already have', prerequisitesLines(prerequisites)), counts: 'list of prerequisites' }] : []),
  ]);
}

function headline({ databases, unread }: CheckResult, subjects: readonly Subject[]): string {
  const broken = unread.filter((of) => of.broken).length;
  const notRead = broken > 0 ? ` **${broken} not read.**` : '';
  if (databases.length === 0 && subjects.length === 0) return `No database found.${notRead}`;
  return `${subjectsText(subjects)}: **${tallyText(subjects)}**.${notRead}`;
}

function subjectPieces(subject: Subject): Piece[] {
  const head = `\n### ${inline(`${placeOf(subject)} (${sortOf(subject)})`)}\n\n`
    + `${markdownCode(cut(legible(lineOf(subject.position)), LONGEST_CELL))}${subject.database ? `: ${score(subject.database)}` : ''}\n`;
  const rows = openOf(subject).map((result) => ({ text: row(result), counts: 'finding' }));
  return [
    { text: head, counts: 'object' },
    ...(rows.length > 0 ? [{ text: '\n| Outcome | At stake | Rule | Found | Where |\n|---|---|---|---|---|\n' }] : []),
    ...rows,
    ...list('Problems', subject.problems.map(problemText), 'problem'),
    ...list('Waived', waivedOf(subject).map(waiverText), 'waiver'),
    ...list('Remarks', subject.remarks, 'remark'),
  ];
}

function row({ rule, outcome, found, position }: PlacedResult): string {
  return `| ${outcome} | ${STAKES[rule.severity]} | ${markdownCode(rule.id)} | ${inline(found)} | ${markdownCode(cut(legible(lineOf(position)), LONGEST_CELL))} |\n`;
}

function waiverText({ rule, reason, expires }: PlacedResult): string {
  return `${rule.id}: ${reason}${expires === undefined ? '' : ` (until ${expires})`}`;
}

function list(title: string, texts: readonly string[], counts: string): Piece[] {
  return texts.length === 0 ? [] : [{ text: `\n${title}:\n\n` }, ...texts.map((text) => ({ text: `- ${inline(text)}\n`, counts }))];
}

/** Each rule that is not met once, however many objects do not meet it. */
function explanations(subjects: readonly Subject[]): Piece[] {
  const fixes = new Map<Requirement, Map<string, Set<string>>>();
  for (const subject of subjects) {
    for (const { rule, fix } of openOf(subject)) {
      const ways = fixes.get(rule) ?? new Map<string, Set<string>>();
      fixes.set(rule, ways.set(fix, (ways.get(fix) ?? new Set()).add(whoseOf(subject))));
    }
  }
  return [...fixes].map(([rule, ways]) => ({ text: explanation(rule, ways), counts: 'explanation' }));
}

/** The same words are for all of an operator's; of what has none, for all of a kind and an engine. */
function whoseOf(subject: Subject): string {
  const { database } = subject;
  return database?.operator === 'none' ? `${sortOf(subject)}, ${database.engine}` : sortOf(subject);
}

/** By each way to meet it, who meets it so; said only where there are several. */
function explanation({ id, title, why, source }: Requirement, ways: ReadonlyMap<string, ReadonlySet<string>>): string {
  const met = [...ways].map(([fix, whose]) => [ways.size === 1 ? 'How to meet it' : `How to meet it (${inline([...whose].join('; '))})`, fix]);
  const words = [...met, ['Why', why], ['Source', source]].map(([label, text]) => `**${label}.** ${markdownWords(text)}`);
  return folded(`${markdownCode(id)}: ${markdownText(title)}`, words.join('\n\n'));
}

function folded(summary: string, inside: string): string {
  // the empty lines: what is between tags and no empty line is HTML, not Markdown
  return `\n<details><summary>${summary}</summary>\n\n${inside}\n\n</details>\n`;
}

/** `<pre>` and no fence: a name may hold the fence's end. */
function prerequisitesLines(prerequisites: Prerequisites): string {
  return `<pre>\n${prerequisitesText(prerequisites).trimEnd().split('\n').map(markdownText).join('\n')}\n</pre>`;
}

function inline(text: string): string {
  return markdownText(cut(legible(text), LONGEST_CELL));
}
