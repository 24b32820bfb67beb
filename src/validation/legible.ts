/** A line's end is a space: a name with one in it must not begin a line of the report. */
const LINE_ENDS = /[\t\n\r\u2028\u2029]+/g;

/**
 * What steers a terminal (controls and their escape sequences), what XML 1.0 cannot hold (surrogates alone, U+FFFE, U+FFFF), and what
 * turns the direction of reading (Unicode's Bidi_Control: text may then read unlike it is, CVE-2021-42574).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** One line of a stranger's YAML, safe to print: what is not legible in it becomes U+FFFD. */
export function legible(text: string): string {
  // a value of YAML is not what its type says until somebody has looked
  return String(text).replace(LINE_ENDS, ' ').replace(UNPRINTABLE, '\ufffd');
}

/** At most that many characters of a text, with a sign where it was cut off. */
export function cut(text: string, length: number): string {
  // never between the halves of a surrogate pair
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
