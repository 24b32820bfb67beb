/** A program with its arguments, quotes taken off, and the files that its standard output goes to. */
export interface ShellCommand {
  readonly words: readonly string[];
  readonly writes: readonly string[];
  /** Whether a file is its standard input. */
  readonly reads: boolean;
}

/** Commands that are piped into each other, and what stands between them and the ones before. */
export interface ShellStep {
  readonly joined: ';' | '&&' | '||' | '&';
  readonly pipeline: readonly ShellCommand[];
}

/**
 * The commands of a shell script, as far as they can be told without running it: quotes, comments, redirections and here-documents are read,
 * keywords stand as words, and what a group or a function holds stands one after the other. It takes time in proportion to the text.
 */
export function stepsIn(script: string): ShellStep[] {
  return new ShellReader(script).read();
}

class ShellReader {
  private readonly steps: ShellStep[] = [];
  private at = 0;
  private joined: ShellStep['joined'] = ';';
  private pipeline: ShellCommand[] = [];
  private words: string[] = [];
  private writes: string[] = [];
  private reads = false;
  private word: string | undefined;
  /** What the next word is, when it is the file of a redirection. */
  private redirection: 'out' | 'in' | 'other' | undefined;
  private groups = 0;
  private readonly documents: string[] = [];

  public constructor(private readonly text: string) {}

  public read(): ShellStep[] {
    while (this.at < this.text.length) this.readNext();
    this.endStep(';');
    return this.steps;
  }

  private readNext(): void {
    const { text, at } = this;
    const [char, next] = [text[at], text[at + 1]];
    if (char === '\\') this.take(next === '\n' ? undefined : next ?? '', 2);
    else if (char === '\'') this.readQuoted(text.indexOf('\'', at + 1));
    else if (char === '"') this.readDoubleQuoted();
    else if (char === '`') this.takeTo(text.indexOf('`', at + 1));
    else if ((char === '$' || char === '<' || char === '>') && next === '(') this.takeTo(this.closing(at + 1, '(', ')'));
    else if (char === '$' && next === '{') this.takeTo(this.closing(at + 1, '{', '}'));
    else if (char === '#' && this.word === undefined) this.at = endOf(text, at);
    else if (char === '\n') this.endLine();
    else if (/\s/.test(char)) this.endWord(1);
    else if (char === ';') this.endStep(';', 1);
    else if (char === '&') this.readAmpersand(next);
    else if (char === '|') this.readBar(next);
    else if (char === '>') this.readOutput(next);
    else if (char === '<') this.readInput();
    else if (char === '(' || char === ')') this.readParenthesis(char, next);
    else this.take(char, 1);
  }

  private take(chars: string | undefined, length: number): void {
    if (chars !== undefined) this.word = (this.word ?? '') + chars;
    this.at += length;
  }

  /** With what encloses it, since it is run elsewhere. */
  private takeTo(end: number): void {
    const until = end < 0 ? this.text.length : end + 1;
    this.take(this.text.slice(this.at, until), until - this.at);
  }

  private readQuoted(end: number): void {
    // an apostrophe that nothing closes is none of the shell's
    if (end < 0) this.take('\'', 1);
    else this.take(this.text.slice(this.at + 1, end), end + 1 - this.at);
  }

  private readDoubleQuoted(): void {
    const { text } = this;
    const parts: string[] = [];
    let i = this.at + 1;
    while (i < text.length && text[i] !== '"') {
      const end = text[i] === '\\' ? i + 1 : text[i] === '$' && text[i + 1] === '(' ? this.closing(i + 1, '(', ')') : i;
      const until = end < 0 ? text.length : end + 1;
      parts.push(text[i] === '\\' ? (text[i + 1] === '\n' ? '' : text.slice(i + 1, until)) : text.slice(i, until));
      i = until;
    }
    this.take(parts.join(''), i + 1 - this.at);
  }

  /** Where what opens at an index is closed; -1 when it is not. */
  private closing(from: number, open: string, close: string): number {
    let depth = 0;
    for (let i = from; i < this.text.length; i++) {
      if (this.text[i] === open) depth++;
      else if (this.text[i] === close && --depth === 0) return i;
    }
    return -1;
  }

  private endWord(length: number): void {
    if (this.word !== undefined) {
      if (this.redirection === undefined) this.words.push(this.word);
      if (this.redirection === 'out') this.writes.push(this.word);
      // what another command writes is no file
      if (this.redirection === 'in' && this.word.startsWith('<(')) this.words.push(this.word);
      if (this.redirection === 'in') this.reads = true;
      this.redirection = undefined;
    }
    this.word = undefined;
    this.at += length;
  }

  private endCommand(length: number): void {
    this.endWord(length);
    if (this.words.length > 0 || this.writes.length > 0) this.pipeline.push({ words: this.words, writes: this.writes, reads: this.reads });
    [this.words, this.writes, this.reads] = [[], [], false];
  }

  private endStep(next: ShellStep['joined'], length = 0): void {
    this.endCommand(length);
    if (this.pipeline.length > 0) this.steps.push({ joined: this.joined, pipeline: this.pipeline });
    else if (next === ';') return;
    [this.pipeline, this.joined] = [[], next];
  }

  private endLine(): void {
    this.endStep(';', 1);
    for (const end of this.documents.splice(0)) {
      let line: string;
      do {
        const until = endOf(this.text, this.at);
        line = this.text.slice(this.at, until);
        this.at = until + 1;
      } while (line.trim() !== end && this.at < this.text.length);
    }
  }

  private readAmpersand(next: string | undefined): void {
    if (next === '&') return this.endStep('&&', 2);
    if (next !== '>') return this.endStep('&', 1);
    this.endWord(2);
    if (this.text[this.at] === '>') this.at++;
    this.redirection = 'out';
  }

  private readBar(next: string | undefined): void {
    if (next === '|') this.endStep('||', 2);
    else this.endCommand(next === '&' ? 2 : 1);
  }

  private readOutput(next: string | undefined): void {
    const descriptor = /^\d$/.test(this.word ?? '') ? this.word : undefined;
    if (descriptor !== undefined) this.word = undefined;
    this.endWord(next === '>' || next === '|' || next === '&' ? 2 : 1);
    // to another descriptor, and to no file
    const copy = next === '&' ? /^[\d-]/.exec(this.text.slice(this.at, this.at + 1)) : null;
    if (copy) this.at++;
    else this.redirection = descriptor === undefined || descriptor === '1' ? 'out' : 'other';
  }

  private readInput(): void {
    const document = /^<<(?!<)-?\s*(["']?)([\w.-]+)\1/.exec(this.text.slice(this.at, this.at + 80));
    if (document) {
      this.documents.push(document[2]);
      this.endWord(document[0].length);
      return;
    }
    const isText = this.text.startsWith('<<<', this.at);
    this.endWord(isText ? 3 : 1);
    this.redirection = 'in';
  }

  private readParenthesis(char: string, next: string | undefined): void {
    if (char === '(' && next === ')' && this.word !== undefined) {
      // a function's name
      [this.word, this.words] = [undefined, []];
      this.at += 2;
    } else if (char === '(') {
      this.groups++;
      this.endWord(1);
    } else {
      this.endWord(1);
      // a pattern of a case
      if (this.groups === 0) this.words = [];
      else this.groups--;
    }
  }
}

function endOf(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** What may stand before a program without being one. */
const BEFORE = /^(if|then|else|elif|do|while|until|!|\{|\}|fi|done|esac|time|exec|nohup|nice|ionice|env|sudo|timeout|builtin|stdbuf)$/;

/** The program of a command, without keywords, variables and whatever starts it, and its arguments; empty when there is none. */
export function programOf({ words }: ShellCommand): readonly string[] {
  let from = 0;
  while (from < words.length) {
    const word = words[from];
    const isOption = from > 0 && /^(-.*|\d+[smhd]?)$/.test(word);
    if (!BEFORE.test(word) && !/^[A-Za-z_]\w*=/.test(word) && !isOption) break;
    from++;
  }
  return words.slice(from);
}

/** The name of a program without its directory. */
export function nameOf(program: string | undefined): string {
  return (program ?? '').replace(/^.*\//, '');
}

const SHELL = /^(ba|a|da|k|z|busybox-?)?sh$/;
const SCRIPT_FOLLOWS = /^-[a-z]*c$/;

/** The script that a shell is started with; undefined when no shell is started with one. */
export function scriptIn(words: readonly string[]): string | undefined {
  const shell = words.findIndex((word) => SHELL.test(nameOf(word)));
  const follows = shell < 0 ? -1 : words.findIndex((word, i) => i > shell && SCRIPT_FOLLOWS.test(word));
  return follows < 0 ? undefined : words[follows + 1];
}
