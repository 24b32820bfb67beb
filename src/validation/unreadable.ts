/** Why a text cannot be read, without any of its words: they may be a password. */
export class Unreadable extends Error {
  constructor(
    reason: string,
    /** Counted from 1; undefined when the whole is at fault. */
    public readonly line?: number,
    /** Whether directories are full of such files, which nobody means to apply: templates, pictures. */
    public readonly foreign = false,
  ) {
    super(reason);
  }
}

export function template(line?: number): Unreadable {
  return new Unreadable('a template that is not yet rendered; render it and check what comes out, for example "helm template . | cdk8s-databases check -"', line, true);
}

/** A parser's reason without what it quotes. */
export function wordless(reason: string): string {
  return reason.split('\n')[0].replace(/: .*$/, '').replace(/ "[^"]*"/g, '').replace(/!<[^>]*> /g, '');
}
