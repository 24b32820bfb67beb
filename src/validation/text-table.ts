/** Written over two columns of a terminal: emoji, and the scripts that Unicode's East Asian Width calls wide. */
const WIDE = /\p{Emoji_Presentation}|[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\uff01-\uff60]/u;

/** Written over the sign before. */
const COMBINING = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** A table in a frame. Each cell is wrapped to its column, of that many columns of a terminal with a space at either side; nothing is cut off. */
export function textTable(columns: readonly number[], rows: ReadonlyArray<readonly string[]>): string {
  const border = (left: string, between: string, right: string) => `${left}${columns.map((width) => '─'.repeat(width)).join(between)}${right}`;
  return [border('┌', '┬', '┐'), ...rows.flatMap((cells) => rowLines(columns, cells)), border('└', '┴', '┘')].join('\n');
}

function rowLines(columns: readonly number[], cells: readonly string[]): string[] {
  const wrapped = cells.map((cell, at) => wrap(cell, columns[at] - 2));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => `│${columns.map((width, at) => ` ${padded(wrapped[at][line] ?? '', width - 2)} `).join('│')}│`);
}

/** Its lines; a word that is longer than a line is broken. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ').flatMap((of) => broken(of, width))) {
    if (line !== undefined && widthOf(line) + 1 + widthOf(word) <= width) {
      line = `${line} ${word}`;
    } else {
      if (line !== undefined) lines.push(line);
      line = word;
    }
  }
  return [...lines, line ?? ''];
}

function broken(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const sign of word) {
    const more = widthOf(sign);
    if (used + more > width) {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += sign;
    used += more;
  }
  return [...parts, part];
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function widthOf(text: string): number {
  // most texts, at no cost
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const sign of text) width += COMBINING.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1;
  return width;
}
