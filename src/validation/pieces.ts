import { counted, listed } from '../checklist/wording';

/** A part of a report that is left out whole or not at all. */
export interface Piece {
  readonly text: string;
  /** What it is, as it is counted where it is left out; undefined for headings. */
  readonly counts?: string;
}

/** Room for the sentence that says what is left out. */
const LAST_WORDS = 400;

/** As many pieces from the first on as fit into that many characters, and what is left out. */
export function fittedTo(length: number, pieces: readonly Piece[]): string {
  const whole = pieces.map(({ text }) => text).join('');
  if (whole.length <= length) return whole;
  let taken = 0;
  let room = length - LAST_WORDS;
  while (taken < pieces.length && pieces[taken].text.length <= room) room -= pieces[taken++].text.length;
  const kept = pieces.slice(0, taken).map(({ text }) => text).join('');
  return `${kept}\n**Cut off** at ${length.toLocaleString('en')} characters, the most that GitHub takes. Left out: ${leftOut(pieces.slice(taken))}. `
    + '`--format html` has everything.\n';
}

function leftOut(pieces: readonly Piece[]): string {
  const numbers = new Map<string, number>();
  for (const { counts } of pieces) if (counts !== undefined) numbers.set(counts, (numbers.get(counts) ?? 0) + 1);
  return listed([...numbers].map(([noun, number]) => counted(number, noun)));
}
