import { RefusalSites } from './refusal-sites';

/** Refusals that a file of tests expects, and the places in the source that it is about. */
export class ExpectedRefusals {
  private readonly sites: RefusalSites;

  /** @param folders of the source, or single files */
  constructor(...folders: string[]) {
    this.sites = new RefusalSites(...folders);
    // to where a function was called from that refuses for others
    Error.stackTraceLimit = 50;
  }

  /** Its message is compared whole, and its place is noted. */
  public expect(make: () => unknown, message: string): void {
    let said: Error | undefined;
    try {
      make();
    } catch (error) {
      said = error as Error;
    }
    expect(said?.message).toBe(message);
    this.sites.add(said!);
  }

  /** Places that no refusal has come from yet. */
  public get never(): string[] {
    return this.sites.never;
  }
}
