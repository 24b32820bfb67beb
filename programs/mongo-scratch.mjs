// The volume on which a dump lies for a while: mongo-copy.sh and mongo-dumped.js in the other container.
import { ClientError } from './client-shell.mjs';
import { Refused } from './migration-state.mjs';

/** What another attempt may not meet: a server that is away, busy or elects, and a collection that went while it was about to be dumped. */
const PASSING = /server selection|connection|ECONN|EOF|socket|i\/o timeout|context deadline|NotWritablePrimary|NotPrimary|not (master|primary)|PrimarySteppedDown|Interrupted|ShutdownInProgress|WriteConcernFailed|WriteConcernTimeout|NetworkTimeout|HostUnreachable|LockTimeout|MaxTimeMSExpired|CursorNotFound|NamespaceNotFound|dropped|renamed|QueryPlanKilled|no such host|killed/i;
const LASTING = /AuthenticationFailed|auth error|not authorized|Unauthorized|certificate|x509|E11000|DocumentValidation|No space left|disk quota/i;
const COPY = 'mongo-copy.sh';

export class Scratch {
  constructor(shell, ask) {
    this.shell = shell;
    this.ask = ask;
  }

  /** Empties it. Bytes that it has. */
  async room() {
    return Number(await this.asked('source', 'room'));
  }

  /** Bytes of the dump. */
  async dump(jobs, excluded) {
    return Number(await this.asked('source', `dump ${jobs}`, excluded.map((name) => `${name}\n`).join('')));
  }

  async restore(jobs) {
    await this.asked('target', `restore ${jobs}`);
  }

  /** What was dumped, and which of its indexes are restored without deleting what expires. */
  async list() {
    return this.ask.ask('-', './mongo-dumped.js', 'list');
  }

  async sums() {
    return this.ask.ask('-', './mongo-dumped.js', 'sums');
  }

  async asked(server, action, rest = '') {
    try {
      return await this.shell.run(COPY, server, `${action}\n${rest}`);
    } catch (error) {
      throw verdictOf(error);
    }
  }
}

/** What another attempt would meet again is a verdict. What documents hold is left out: a state is read by more people than a collection. */
export function verdictOf(error) {
  if (!(error instanceof ClientError)) return error;
  const lines = error.errors.split('\n').map((line) => line.replace(/^\S+[+-]\d{4}\t/, '').replace(/ dup key: .*/, ''));
  const telling = lines.filter((line) => /fail|error|refused|denied|space left/i.test(line) && !/ 0 failures|0 document\(s\) failed/.test(line));
  const words = (telling.length > 0 ? telling : lines.slice(-3)).slice(-3).join('; ').slice(0, 1500);
  return PASSING.test(words) && !LASTING.test(words) ? new Error(words) : new Refused(words);
}
