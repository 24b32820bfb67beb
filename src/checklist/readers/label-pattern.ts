/** A regular expression over a label's value, as PromQL has them: it has to match the whole value. */
export interface LabelPattern {
  /** What every value begins with that passes; may be empty. */
  readonly start: string;
  matches(value: string): boolean;
}

const patterns = new Map<string, LabelPattern>();
const rests = new Map<string, RegExp | null>();

/** A pattern that JavaScript cannot read matches nothing. */
export function labelPattern(text: string): LabelPattern {
  let pattern = patterns.get(text);
  if (!pattern) patterns.set(text, pattern = read(text));
  return pattern;
}

/** Patterns of a thousand databases differ in what they begin with: only the rest is compiled, and once for all of them. */
function read(text: string): LabelPattern {
  const anchored = text.replace(/^\^/, '');
  const start = literalStart(anchored);
  const rest = restOf(anchored.slice(start.length));
  return {
    start,
    matches: (value) => rest !== null && value.startsWith(start) && rest.test(value.slice(start.length)),
  };
}

function literalStart(text: string): string {
  if (hasAlternatives(text)) return '';
  const [start] = /^[^\\^$.|?*+()[\]{}]*/.exec(text)!;
  // what looks back has to see the start
  if (/\\b|(?<!\[)\^|\(\?<[=!]/i.test(text.slice(start.length))) return '';
  // what a quantifier follows may be missing, or come more than once
  return /[?*+{]/.test(text.charAt(start.length)) ? start.slice(0, -1) : start;
}

function restOf(text: string): RegExp | null {
  let rest = rests.get(text);
  if (rest === undefined) rests.set(text, rest = compile(text));
  return rest;
}

function compile(text: string): RegExp | null {
  const caseless = text.startsWith('(?i)');
  const body = caseless ? text.slice(4) : text;
  try {
    // `a)|(b` is no pattern, although the parentheses around it would make it one
    new RegExp(body);
    // in Prometheus 3 `.` stands for a line break too
    return new RegExp(`^(?:${body})$`, caseless ? 'si' : 's');
  } catch {
    return null;
  }
}

/** Whether a `|` stands outside of parentheses. */
function hasAlternatives(pattern: string): boolean {
  if (!pattern.includes('|')) return false;
  let depth = 0;
  for (const [token] of pattern.matchAll(/\\[^]|\[\^?\]?[^\]]*\]|[()|]/g)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === '|' && depth === 0) return true;
  }
  return false;
}
