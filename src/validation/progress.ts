import { Progress } from './read-files';

/** A line on a terminal that says how far it is. */
export interface ProgressLine {
  readonly show: Progress;
  clear(): void;
}

/** Fewer are read before anybody wonders. */
const MANY_FILES = 100;

const START_OF_LINE = '\r';
const CLEAR_LINE = `${START_OF_LINE}\u001b[K`;

/** Silent unless people look at it: a file or a pipeline would keep every step. */
export function progressOn(stream: { readonly isTTY?: boolean; write(text: string): unknown }): ProgressLine {
  let shown = false;
  return {
    show: (read, of) => {
      if (!stream.isTTY || of < MANY_FILES || read % MANY_FILES !== 0) return;
      stream.write(`${START_OF_LINE}${read} of ${of} files`);
      shown = true;
    },
    clear: () => {
      if (shown) stream.write(CLEAR_LINE);
    },
  };
}
