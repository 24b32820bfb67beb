// A MongoDB database that moves by a dump: what the phases of migration-dump-*.mjs ask of an engine.
import { copyAll } from './mongo-copying.mjs';
import { carriedOf, requireExcluded } from './mongo-collections.mjs';
import { requireOurs } from './mongo-emptying.mjs';
import { MongoEval } from './mongo-eval.mjs';
import { Scratch } from './mongo-scratch.mjs';
import { lastBackup, nobodyWritesOn, targetHealthy } from './mongo-target-gates.mjs';
import { backedUp } from './migration-gates.mjs';
import { Refused } from './migration-state.mjs';

/** Each waits for what is being written, and ends transactions that it waited for. */
const STOPS = 4;
/** An answer takes longer than what it waits for. */
const ANSWER_SECONDS = 60;
const STOP = './mongo-write-stop.js';

export class Dump {
  constructor({ settings, kubernetes, shell, state, signal, log }, stops = { last: Promise.resolve() }) {
    Object.assign(this, { settings, kubernetes, shell, state, signal, log, stops });
    this.ask = new MongoEval(shell);
  }

  within(shell, signal) {
    return new Dump({ ...this, shell, signal }, this.stops);
  }

  isStopped() {
    return this.ask.ask('source', STOP, 'stopped', {}, { seconds: ANSWER_SECONDS });
  }

  /** Nothing that the server keeps tells one stop from another. */
  async stopMark() {
    return '';
  }

  /** Nor whether it was opened in between: its log is not this user's to read. */
  async position() {
    return '';
  }

  /**
   * Stops the whole server. Nobody lets go of a stop that is on its way: it would come after what opens the source again.
   */
  async stop(graceSeconds) {
    const seconds = Math.max(1, Math.ceil(graceSeconds));
    for (let tried = 0; tried < STOPS; tried++) {
      this.signal?.throwIfAborted();
      const asked = new MongoEval(this.shell.with(undefined)).ask('source', STOP, 'stop', { graceSeconds: seconds }, { seconds: seconds + ANSWER_SECONDS });
      this.stops.last = asked.catch(() => undefined);
      const { stopped, ended } = await asked;
      if (stopped) return;
      this.log(`the source was not stopped within ${seconds} s: ${ended} transactions were ended`);
    }
    throw new Refused(`the source was not stopped in ${STOPS} times ${seconds} s: something holds locks there`);
  }

  async allowWrites() {
    await this.stops.last;
    await this.ask.ask('source', STOP, 'allow', {}, { seconds: ANSWER_SECONDS });
  }

  /** None is ended: a client that writes is told so by the server, and drivers would connect again to where they were. */
  async endSessions() {}

  bytes() {
    return this.ask.ask('source', './mongo-look.js', 'bytes');
  }

  room() {
    return new Scratch(this.shell, this.ask).room();
  }

  async requireOurs() {
    await requireOurs(this.ask, this.settings, await this.ask.ask('source', './mongo-look.js', 'server'), { thoroughly: true });
  }

  /** Tells what a copy left there from what another one did; undefined of one that did not end. */
  async copyMark() {
    const mark = await this.ask.ask('target', './mongo-copied.js', 'mark');
    return mark?.state === 'copied' ? mark.attempt : undefined;
  }

  /** As the last copy left it: by hand, or from a backup, it may hold something else by now. */
  async requireUntouched({ copy }) {
    const [mark, all] = await this.ask.askAll('target', [['./mongo-copied.js', 'mark'], ['./mongo-look.js', 'collections']]);
    const isThere = ({ name }) => all.some((other) => other.name === name);
    if (mark?.state !== 'copied' || mark.attempt !== copy || !mark.collections.every(isThere)) throw new Refused('the target does not hold what was compared with the source: it was emptied, or restored from a backup');
    await this.requireOurs();
  }

  /** All that was copied and compared is acknowledged by a majority, and read from it (mongo-session.js): another primary has it, too. */
  async identity() {
    return '';
  }

  /** A stop would hold for all databases of the target. */
  async isClosed() {
    return false;
  }

  async openTarget() {}

  async settle() {}

  async requireCopyable() {
    const all = await this.ask.ask('source', './mongo-look.js', 'collections');
    requireExcluded(all, this.settings);
    carriedOf(all, 'source', this.settings);
  }

  /** Who writes past a stop is looked for once more, when all was compared. */
  async copy({ last }) {
    const { settings, shell, ask, state, log } = this;
    const figures = await copyAll({ settings, shell, ask, state, log, last });
    if (last) await nobodyWritesOn(ask);
    return figures;
  }

  gates() {
    const { kubernetes, settings, ask } = this;
    return {
      'target is healthy': () => targetHealthy(kubernetes, settings),
      'target is backed up': backedUp(() => lastBackup(kubernetes, settings)),
      'nobody writes past a stop': () => nobodyWritesOn(ask),
    };
  }
}
