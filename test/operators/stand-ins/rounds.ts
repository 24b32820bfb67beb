import { Refusal } from '../../cluster/kubernetes';

const EVERY = 200;

/** Does the same again and again, as a controller does, until it is stopped. */
export class Rounds {
  private stopped = false;
  private readonly done: Promise<void>;

  constructor(private readonly round: () => Promise<void>) {
    this.done = this.run();
    // told by stop
    this.done.catch(() => {});
  }

  /** @throws what went wrong in a round */
  public async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.round();
      } catch (error) {
        // somebody was faster: the next round sees it
        if (!(error instanceof Refusal && [404, 409].includes(error.status))) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  }
}
