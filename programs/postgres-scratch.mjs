// The volume on which a dump lies for a while: postgres-copy.sh in the other container.
import { ClientError } from './client-shell.mjs';
import { Refused } from './migration-state.mjs';

/** What another attempt may not meet: a server that is away, or busy. What it says of passwords and rights is no such thing. */
const PASSING = /closed the connection|terminating connection|database system is|could not connect|could not receive|could not send|connection not open|no connection to the server|SSL SYSCALL|Connection refused|Connection reset|timeout expired|could not translate host name|not obtain lock|lock timeout|statement timeout|deadlock detected|too many clients|remaining connection slots|holds the snapshot is over/;
/** A table that was dropped while it was about to be dumped. */
const OVERTAKEN = /^pg_dump: .*relation .* does not exist/m;
const LASTING = /authentication failed|permission denied|no pg_hba.conf entry|certificate verify failed|does not match host name/;
const COPY = 'postgres-copy.sh';

export class Scratch {
  constructor(shell) {
    this.shell = shell;
  }

  /** Empties it. Bytes that it has. */
  async room() {
    return Number(await this.asked('source', 'room'));
  }

  /** A snapshot of the source until `release`; resolves when that was held to its end. */
  hold() {
    const held = this.asked('source', 'hold');
    // who waits for the snapshot hears of it
    held.catch(() => undefined);
    return held;
  }

  async snapshot(held) {
    return (await Promise.race([this.asked('source', 'snapshot'), held.then(() => { throw new Error('the session that holds the snapshot is over'); })])).trim();
  }

  async release() {
    await this.asked('source', 'release');
  }

  /** Bytes of the dump. */
  async dump(jobs, snapshot, withoutRows) {
    return Number(await this.asked('source', `dump ${jobs} ${snapshot}`, withoutRows.map((table) => `${table}\n`).join('')));
  }

  async list() {
    return (await this.asked('target', 'list')).split('\n');
  }

  async restore(jobs, list) {
    await this.asked('target', `restore ${jobs}`, `${list.join('\n')}\n`);
  }

  async asked(server, action, rest = '') {
    try {
      return await this.shell.run(COPY, server, `${action}\n${rest}`);
    } catch (error) {
      throw verdictOf(error);
    }
  }
}

/** What another attempt would meet again is a verdict; what is no word of a client stays what it is. Lines with the values of a row are left out: a state is read by more people than a table. */
export function verdictOf(error) {
  if (!(error instanceof ClientError)) return error;
  const lines = error.errors.split('\n').filter((line) => /^(pg_dump|pg_restore|psql)\b/.test(line) && !/(Command was|CONTEXT|DETAIL):|a worker process died/.test(line));
  const words = (lines.length > 0 ? lines : error.errors.split('\n').slice(-3)).join('; ').slice(0, 1500);
  const passes = (PASSING.test(error.errors) || OVERTAKEN.test(error.errors)) && !LASTING.test(error.errors);
  return passes ? new Error(words) : new Refused(words);
}
