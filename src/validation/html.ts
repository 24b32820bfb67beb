import { legible } from './legible';

/** Markup that stands in a page as it is. */
export class Html {
  constructor(public readonly markup: string) {}
}

/** Markup from a template. What is put in is escaped, also in quoted attributes, unless it is markup itself. */
export function html(template: TemplateStringsArray, ...values: ReadonlyArray<Html | readonly Html[] | string | number>): Html {
  return new Html(template.map((part, at) => part + (at < values.length ? markupOf(values[at]) : '')).join(''));
}

function markupOf(value: Html | readonly Html[] | string | number): string {
  if (value instanceof Html) return value.markup;
  return typeof value === 'object' ? value.map(({ markup }) => markup).join('') : escaped(legible(String(value)));
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign]);
}

/** A text with its links: only for words of this package. */
export function htmlWords(text: string): Html {
  return html`${text.split(/(https:\/\/[^\s;,)]*[^\s;,).])/).map((part, at) => (at % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`))}`;
}

/** A table that becomes a list of cards where it has no room. */
export function htmlTable(caption: string, columns: readonly string[], rows: ReadonlyArray<ReadonlyArray<Html | string>>): Html {
  return htmlGroupedTable(caption, columns, [{ title: '', rows }]);
}

/** Rows below a title of their own; none where the title is empty. */
export interface RowGroup {
  readonly title: string;
  readonly rows: ReadonlyArray<ReadonlyArray<Html | string>>;
}

// the roles: a table that is displayed as blocks is one to no screen reader without them
export function htmlGroupedTable(caption: string, columns: readonly string[], groups: readonly RowGroup[]): Html {
  const body = groups.map(({ title, rows }) => html`<tbody role="rowgroup">
${title === '' ? [] : [html`<tr role="row" class="group"><th role="rowheader" scope="rowgroup" colspan="${columns.length}">${title}</th></tr>
`]}${rows.map((cells) => html`<tr role="row">${cells.map((cell, at) => html`<td role="cell" data-column="${columns[at]}">${cell}</td>`)}</tr>
`)}</tbody>
`);
  return html`<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
${body}</table>
`;
}
