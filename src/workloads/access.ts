import { Seen } from '../checklist/unseen';

/** Why somebody may do everything; undefined when nobody may. */
export type Access = Seen<string | undefined>;

/** What is open because nothing closes it: known only where everything is seen. */
export class Unclosed {
  constructor(public readonly words: string) {}
}
