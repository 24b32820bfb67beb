import { CheckResult } from './check';
import { Html, html, htmlTable } from './html';
import { STYLE } from './html-style';
import { legend, outcome, subjectSection, where } from './html-subject';
import { Prerequisites } from './prerequisites';
import { prerequisitesText } from './prerequisites-text';
import { UnreadFile } from './read-files';
import { lineOf, placeOf, sortOf, STAKES, Subject, subjectsOf, waivedOf } from './subject';
import { subjectsText, tallyOf, tallyText } from './tally';
import { version } from './version';

/** What was found and what was not, as a page to hand to an auditor: one file that loads nothing and runs nothing, for a screen and for paper. */
export function htmlReport(result: CheckResult, asOf: Date, prerequisites?: Prerequisites): string {
  const subjects = subjectsOf(result);
  const day = asOf.toISOString().slice(0, 10);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>Production checklist for databases, ${day}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>Production checklist for databases</h1>
<p>${subjectsText(subjects)}: <strong>${tallyText(subjects)}</strong>.</p>
<p class="soft">As of ${day}, by cdk8s-databases ${version()}.</p>
${result.leftOut === undefined ? [] : html`<p><strong>Left out:</strong> ${result.leftOut}.</p>
`}</header>
<main>
${summary(subjects)}${waivers(subjects)}${unread(result.unread)}${subjects.map(subjectSection)}${needs(prerequisites)}${legend()}</main>
</body>
</html>
`.markup;
}

function summary(subjects: readonly Subject[]): Html {
  const noDatabase = subjects.some(({ database }) => database) ? [] : [html`<p>No database found.</p>
`];
  const rows = subjects.map((subject, at) => {
    const { pass, fail, unknown, waived, problems } = tallyOf([subject]);
    return [
      html`<a href="#object-${at + 1}">${placeOf(subject)}</a>`, sortOf(subject), String(pass), fail > 0 ? outcome('fail', String(fail)) : '0',
      String(unknown), String(waived), String(problems),
    ];
  });
  return html`<section>
<h2>Summary</h2>
${noDatabase}${rows.length === 0 ? [] : htmlTable('What was found', ['Object', 'Kind', 'Pass', 'Fail', 'Unknown', 'Waived', 'Problems'], rows)}</section>
`;
}

/** All of them in one place: an exception is what an auditor asks for first. */
function waivers(subjects: readonly Subject[]): Html | readonly Html[] {
  const rows = subjects.flatMap((subject) => waivedOf(subject).map(({ rule, reason = '', expires = 'no end' }) => [
    placeOf(subject), html`<code>${rule.id}</code>`, STAKES[rule.severity], reason, expires,
  ]));
  return rows.length === 0 ? [] : html`<section>
<h2>Waivers</h2>
${htmlTable('Rules that are not met on purpose', ['Object', 'Rule', 'At stake', 'Reason', 'Until'], rows)}</section>
`;
}

function unread(files: readonly UnreadFile[]): Html | readonly Html[] {
  const rows = files.map((of) => [where(lineOf(of)), of.reason, of.broken ? html`<strong>yes</strong>` : 'no, passed over']);
  return rows.length === 0 ? [] : html`<section>
<h2>Not read</h2>
${htmlTable('Files that this report says nothing of', ['File', 'Why', 'Broken'], rows)}</section>
`;
}

function needs(prerequisites: Prerequisites | undefined): Html | readonly Html[] {
  return prerequisites === undefined ? [] : html`<section>
<h2>Prerequisites</h2>
<pre>${prerequisitesText(prerequisites).trimEnd().split('\n').map((line) => html`${line}
`)}</pre>
</section>
`;
}
