import { Html, html, htmlGroupedTable, htmlWords } from './html';
import { lineOf, openOf, placeOf, PlacedResult, problemText, sortOf, STAKES, Subject } from './subject';
import { Outcome } from '../checklist/report';
import { RuleGroup } from '../checklist/rule';
import { score } from '../checklist/score';

const SYMBOLS: Readonly<Record<Outcome, string>> = { pass: '✓', fail: '✗', unknown: '?', waived: '–' };

/** What the checklist says of one object, and what is to be done. */
export function subjectSection(subject: Subject, at: number): Html {
  const { database, position, problems, remarks } = subject;
  return html`<section class="${database ? 'database' : 'other'}">
<h2 id="object-${at + 1}">${placeOf(subject)}</h2>
<dl class="facts">
<dt>Kind</dt><dd>${sortOf(subject)}</dd>
${database ? html`<dt>Engine</dt><dd>${database.engine}</dd>
<dt>Score</dt><dd>${score(database)}</dd>
` : []}<dt>Where</dt><dd>${where(lineOf(position))}</dd>
</dl>
${list('Problems', problems.map(problemText))}${table(subject)}${toDo(subject)}${list('Remarks', remarks)}</section>
`;
}

function table({ results }: Subject): Html | readonly Html[] {
  const groups = Object.values(RuleGroup)
    .map((group) => ({ title: group as string, rows: results.filter(({ rule }) => rule.group === group).map(row) }))
    .filter(({ rows }) => rows.length > 0);
  return groups.length === 0 ? [] : htmlGroupedTable('Results', ['Outcome', 'Rule', 'Found'], groups);
}

function row(result: PlacedResult): Html[] {
  const { rule, found, position } = result;
  const passes = result.outcome === 'pass';
  return [
    passes ? outcome('pass', result.attested ? 'pass, attested' : 'pass')
      : html`${outcome(result.outcome, result.outcome)}<br /><span class="soft">${STAKES[rule.severity]}</span>`,
    html`<code>${rule.id}</code><br />${rule.title}`,
    html`${found}${result.outcome === 'waived' ? html`<br />Waived: ${waiver(result)}` : []}<br /><span class="soft">${where(lineOf(position))}</span>`,
  ];
}

function waiver({ reason = '', expires }: PlacedResult): string {
  return `${reason}${expires === undefined ? '' : ` (until ${expires})`}`;
}

function toDo(subject: Subject): Html | readonly Html[] {
  const open = openOf(subject);
  return open.length === 0 ? [] : html`<h3>To do, the worst first</h3>
<ol class="todo">
${open.map(({ rule, outcome: is, found, fix, position }) => html`<li><h4>${outcome(is, is)} <code>${rule.id}</code></h4>
<dl>
<dt>Found</dt><dd>${found}</dd>
<dt>Where</dt><dd>${where(lineOf(position))}</dd>
<dt>At stake</dt><dd>${STAKES[rule.severity]}. ${htmlWords(rule.why)}</dd>
<dt>How to meet it</dt><dd>${htmlWords(fix)}</dd>
<dt>Source</dt><dd>${htmlWords(rule.source)}</dd>
</dl></li>
`)}</ol>
`;
}

function list(title: string, texts: readonly string[]): Html | readonly Html[] {
  return texts.length === 0 ? [] : html`<h3>${title}</h3>
<ul>
${texts.map((text) => html`<li>${text}</li>
`)}</ul>
`;
}

/** A symbol and a word: colour alone says nothing. */
export function outcome(of: Outcome, words: string): Html {
  return html`<span class="outcome ${of}"><span aria-hidden="true">${SYMBOLS[of]}</span> ${words}</span>`;
}

export function where(line: string): Html {
  return html`<code>${line}</code>`;
}

/** What the words of the page mean. */
export function legend(): Html {
  return html`<section>
<h2>How to read this page</h2>
<dl>
<dt>${outcome('pass', 'pass')}</dt><dd>The manifests show that the rule is met. Attested: somebody vouches for it, in an annotation of the database.</dd>
<dt>${outcome('fail', 'fail')}</dt><dd>The manifests show that the rule is not met.</dd>
<dt>${outcome('unknown', 'unknown')}</dt><dd>The manifests that were read do not show whether the rule is met.</dd>
<dt>${outcome('waived', 'waived')}</dt><dd>The rule is not met, or not shown to be, on purpose and with a reason.</dd>
<dt>Data loss, outage, exposure, hygiene</dt><dd>What is at stake while a rule is not met: the data, its availability, its secrecy, or the ease of operation.</dd>
</dl>
</section>
`;
}
