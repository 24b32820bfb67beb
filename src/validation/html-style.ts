/**
 * Contrast of every text is at least 4.5:1 on its ground in both schemes (WCAG 2.2, 1.4.3). A printer gets black on white, and whole rows.
 */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #4d5661; --ground: #fff; --raised: #f4f6f8; --line: #c9d1d9; --link: #0550ae;
  --pass: #0a5c2b; --fail: #a40e26; --unknown: #6b4500; --waived: #4d5661; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #a8b3bf; --ground: #0d1117; --raised: #171d25; --line: #3d4650; --link: #79b8ff;
  --pass: #6fdd8b; --fail: #ff9a93; --unknown: #f0c060; --waived: #a8b3bf; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 75rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0; }
p, ul, ol, dl { margin: 0 0 .75rem; }
a { color: var(--link); }
:is(h1, h2, h3, h4, dd, li, pre, code) { overflow-wrap: anywhere; }
code { font: .9em/1.4 ui-monospace, Menlo, Consolas, 'Liberation Mono', monospace; }
pre { background: var(--raised); border: 1px solid var(--line); padding: .75rem; white-space: pre-wrap; font-size: .85rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .25rem; }
.soft { color: var(--soft); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
.facts dt, .facts dd { margin: 0; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0 1rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border: 1px solid var(--line); }
thead th { background: var(--raised); white-space: nowrap; }
td { overflow-wrap: anywhere; min-width: 3em; }
td:is([data-column=Object], [data-column=Kind], [data-column=Rule], [data-column=File]) { min-width: 11em; }
td[data-column=Until] { white-space: nowrap; }
td .soft { font-size: .9em; }
.group th { background: var(--raised); font-weight: 600; }
.outcome { font-weight: 700; white-space: nowrap; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .unknown { color: var(--unknown); } .waived { color: var(--waived); }
.todo { padding-left: 1.5rem; }
.todo > li { margin-bottom: 1rem; }
.todo dl { margin: .25rem 0 0; padding-left: .75rem; border-left: 3px solid var(--line); display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
@media (max-width: 45rem) {
  body { padding: 1rem; }
  table, tbody, tr, td, caption, .group th { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border: 1px solid var(--line); margin-bottom: .6rem; }
  th, td { border: 0; padding: .3rem .6rem; }
  td { position: relative; padding-left: 7.5rem; }
  td::before { content: attr(data-column); position: absolute; left: .6rem; color: var(--soft); font-size: .85rem; }
  td:is([data-column=Object], [data-column=Found], [data-column=Reason], [data-column=File], [data-column=Why]) { padding-left: .6rem; }
  td:is([data-column=Object], [data-column=Found], [data-column=Reason], [data-column=File], [data-column=Why])::before { position: static; display: block; }
  .facts, .todo dl { grid-template-columns: 1fr; }
  .facts dd, .todo dd { margin-bottom: .4rem; }
}
@media print {
  @page { margin: 15mm; }
  :root { --text: #000; --soft: #333; --ground: #fff; --raised: #fff; --line: #777; --link: #000;
    --pass: #000; --fail: #000; --unknown: #000; --waived: #000; }
  html { font-size: 9pt; }
  body { padding: 0; max-width: none; }
  .database { break-before: page; }
  .database h2 { margin-top: 0; border-top: 0; }
  h2, h3, h4, caption, thead, thead tr, .group { break-after: avoid; }
  tr, li, dt { break-inside: avoid; }
  thead { display: table-header-group; }
}
`;
