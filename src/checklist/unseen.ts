/** Something that the checklist would have to see and that the input does not hold: neither kept nor broken, but unknown. */
export class Unseen {
  constructor(
    /** What is missing from the input, and what to add, in one sentence. */
    public readonly what: string,
  ) {}
}

export type Seen<T> = T | Unseen;

export function isSeen<T>(fact: Seen<T>): fact is T {
  return !(fact instanceof Unseen);
}
