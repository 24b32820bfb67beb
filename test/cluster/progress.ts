const began = Date.now();

/** Says what begins; the answer says that it ended, and how long it took. Past jest, which keeps `console` to itself. */
export function progress(what: string): () => void {
  const start = Date.now();
  say(`${what} ...`);
  return () => say(`${what}: ${seconds(start)} s`);
}

/** One line, with the time since the start. */
export function say(line: string): void {
  process.stderr.write(`[${seconds(began).padStart(6)} s] ${line}\n`);
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(1);
}
