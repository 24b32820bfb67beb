import { Refusal } from './kubernetes';

const EVERY = 200;

/** Does the same again and again, as a controller does, until it is stopped. */
export class Rounds {
  private stopped = false;
  private failure?: unknown;
  private readonly done: Promise<void>;

  constructor(private readonly round: () => Promise<void>) {
    this.done = this.run();
  }

  /** @throws what went wrong in the last round */
  public async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
    if (this.failure) throw this.failure;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.round();
        this.failure = undefined;
      } catch (error) {
        // somebody was faster, or nobody answered: the next round sees it
        this.failure = error instanceof Refusal && [404, 409].includes(error.status) ? undefined : error;
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  }
}
