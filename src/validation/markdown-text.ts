import { legible } from './legible';

/** Whatever Markdown gives a meaning to in a line, in a table or at a line's start (CommonMark 0.31, GitHub Flavored Markdown, GitHub's math). */
const SIGNS = /[#$&*<>@[\\\]_`|~]|:(?=\/\/)|^[-+=]|(?<=^\d+)\.|(?<=www)\./gi;

/** A line of text that means nothing in Markdown: no markup, no link, no mention of a person or of an issue. */
export function markdownText(text: string): string {
  // a character reference is never markup; GitHub looks for mentions in what is shown, so a space without width parts the sign from the name
  return legible(text).replace(SIGNS, (sign) => `&#${sign.charCodeAt(0)};${sign === '@' || sign === '#' ? '&#8203;' : ''}`);
}

/** The same as code. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

/** The same with its links: only for words of this package. */
export function markdownWords(text: string): string {
  return text.split(/(https:\/\/[^\s;,)]*[^\s;,).])/).map((part, at) => (at % 2 === 1 ? `<${part}>` : markdownText(part))).join('');
}
