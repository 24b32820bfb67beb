import { lineEnds } from './line-ends';
import { FieldPath } from '../checklist/field';

/** The part of a List's text that holds one item. */
export interface ListItem {
  readonly text: string;
  /** Lines of the List before it. */
  readonly linesBefore: number;
  /** From the part to the object. */
  readonly path: FieldPath;
}

/** A List may hold a whole cluster, 50 MB of it; one that a program wrote is cut by its indentation. Undefined where that is not sure. */
export function listItem(text: string, [items, index, ...rest]: FieldPath): ListItem | undefined {
  if (items !== 'items' || typeof index !== 'number') return undefined;
  if (last?.text !== text) last = { text, cuts: cutsIn(text) };
  const { lines, path } = last.cuts;
  // the last line is where the items end
  if (index >= lines.length - 1) return undefined;
  return { text: text.slice(lines[index].offset, lines[index + 1].offset), linesBefore: lines[index].number, path: [...path, ...rest] };
}

interface Cuts {
  /** Where each item begins, and where the last one ends. */
  readonly lines: ReadonlyArray<{ readonly offset: number; readonly number: number }>;
  /** From a part to its item. */
  readonly path: FieldPath;
}

/** One item after the other is asked for. */
let last: { readonly text: string; readonly cuts: Cuts } | undefined;

const NO_CUTS: Cuts = { lines: [], path: [] };

/** Items begin as the first one does; all else inside of them is indented deeper, or closes a brace. */
function cutsIn(text: string): Cuts {
  const yaml = /^items:[ \t]*\r?\n( *- )/m.exec(text);
  const first = yaml ?? /^ *"items": \[\r?\n( +\{)\r?$/m.exec(text);
  if (!first) return NO_CUTS;
  const [, beginning] = first;
  const notInside = new RegExp(`(?<=\n) {0,${beginning.search(/\S/)}}[^\\s#}]`, 'g');
  notInside.lastIndex = first.index + 1;
  const lines: Array<{ offset: number; number: number }> = [];
  let seen = { offset: 0, number: 0 };
  let open = true;
  for (const { index: offset } of text.matchAll(notInside)) {
    seen = { offset, number: seen.number + lineEnds(text.slice(seen.offset, offset)) };
    lines.push(seen);
    open = text.startsWith(beginning, offset);
    if (!open) break;
  }
  if (open) lines.push({ offset: text.length, number: seen.number + lineEnds(text.slice(seen.offset)) });
  return { lines, path: yaml ? [0] : [] };
}
