/** Options of `until`. */
export interface UntilOptions {
  /** How long to try. */
  readonly seconds: number;
  /** Between two tries, in milliseconds. */
  readonly every?: number;
}

/**
 * Asks until the answer is there, and gives it.
 * @param what that is waited for, for the message when it does not come
 * @param ask gives undefined or false as long as it is not there; what it throws counts as not there and is told at the end
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, { seconds, every = 200 }: UntilOptions): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  } while (Date.now() < end);
  throw new Error(`${what} did not come in ${seconds} s${last ? `: ${(last as Error).message}` : ''}`);
}
