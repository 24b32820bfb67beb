// What is known of a migration, in a ConfigMap that its manifests leave empty: `state` is JSON (`move` in it is a switch or a return that has not ended), `comparison` what migration-watch.mjs found last,
// `report` the assessment as Markdown.

/** Codes that a phase ends with. 20 and 21 are verdicts, which another attempt would end with, too (migration-job.ts). */
export const CODES = { done: 0, error: 1, refused: 20, undone: 21 };

/** A phase that ends otherwise than done. */
export class Refused extends Error {
  constructor(words, { undone = false } = {}) {
    super(words);
    this.verdict = undone ? 'undone' : 'refused';
  }
}

/** Which phases have to be done before one, by method; `assess` may always look. */
const BEFORE = {
  'logical-replication': { prepare: ['assess'], replicate: ['prepare'], switch: ['replicate'], confirm: ['switch'], return: ['switch'] },
  'dump': { prepare: ['assess'], copy: ['prepare'], switch: ['copy'], confirm: ['switch'], return: [] },
};

/** Phases that move the clients: done once more, they would move them again. */
const MOVES = ['switch', 'return'];

export class MigrationState {
  /** @param lease whoever has lost it writes nothing more */
  constructor(kubernetes, { namespace, state }, lease) {
    this.kubernetes = kubernetes;
    this.lease = lease;
    this.of = { api: 'v1', namespace, kind: 'configmaps', name: state };
  }

  async read() {
    const map = await this.kubernetes.get(this.of);
    if (!map) throw new Error(`there is no ConfigMap ${this.of.name}: apply the migration's manifests`);
    this.known = { done: {}, history: [], ...JSON.parse(map.data?.state ?? '{}') };
    this.comparison = map.data?.comparison && JSON.parse(map.data.comparison);
    return this.known;
  }

  /** Writes what changed, and more keys of the ConfigMap. */
  async write(change, more = {}) {
    await this.lease?.requireHeld();
    this.known = { ...this.known, ...change };
    await this.kubernetes.patch(this.of, { data: { state: JSON.stringify(this.known, undefined, 1), ...more } });
  }

  /** Begins a phase; whether it is taken up after it was interrupted. Undefined when the clients are moved already: another Job of it comes of other programs, or other limits. */
  async begin({ phase, method, attempt }) {
    const { done, current } = await this.read();
    if (MOVES.includes(phase) && done[phase] && !this.known.move) return undefined;
    // a Job that is made anew, by GitOps or with other programs, stops nobody's writes by itself
    if (MOVES.includes(phase) && current?.phase === phase && current.status === 'undone' && current.attempt === attempt) {
      throw new Refused(`attempt ${attempt} was taken back (${current.words}): raise attempt to have it done once more`);
    }
    this.requireNewest(phase, attempt);
    this.requireOrder(phase, method);
    const resumed = current?.phase === phase && current.status === 'running';
    await this.write({ current: resumed ? { ...current, attempt: Math.max(current.attempt, attempt), resumed: (current.resumed ?? 0) + 1 } : { phase, attempt, status: 'running', began: now(), figures: {}, gates: [] } });
    return resumed;
  }

  /** The Job of an earlier attempt, whose pods were lost or have waited, would begin another move when the last one has ended; one that has not, anybody may end. */
  requireNewest(phase, attempt) {
    const { current, history, move } = this.known;
    const newest = Math.max(0, ...[...history, current].filter((one) => one?.phase === phase && one.status !== 'rehearsed').map((one) => one.attempt));
    if (MOVES.includes(phase) && !move && attempt < newest) throw new Refused(`attempt ${newest} came after attempt ${attempt}: raise attempt to have it done once more`);
  }

  requireOrder(phase, method) {
    const { done, move } = this.known;
    if (move?.moving && phase !== move.phase && phase !== 'assess') {
      throw new Refused(`a ${move.phase} has begun to move the clients and has not ended: set the phase to ${move.phase}, which goes on`);
    }
    if (move && phase === 'confirm') throw new Refused(`a ${move.phase} has begun and has not ended: set the phase to ${move.phase}`);
    const before = BEFORE[method];
    if (done.confirm && !['assess', 'confirm'].includes(phase)) throw new Refused(`the migration was confirmed at ${done.confirm}: there is no way from there to ${phase}`);
    if (done.switch && !done.return && ['prepare', 'replicate', 'copy'].includes(phase)) {
      throw new Refused(`the clients were moved at ${done.switch}: ${phase} would lose what they wrote since; return first`);
    }
    if (phase === 'assess') return;
    if (!before[phase]) throw new Refused(`there is no phase ${phase} with the method ${method}`);
    const missing = before[phase].find((earlier) => !done[earlier]);
    if (missing) throw new Refused(`${phase} needs ${missing} to be done, and ${this.known.current?.phase === missing ? `it is ${this.known.current.status}` : 'it was not'}: set the phase to ${missing}`);
  }

  /** A switch or a return has stopped writes, or begins to; it is known until it has ended, whatever phase comes meanwhile. */
  async move(change) {
    const { move } = this.known;
    await this.write({ move: change && { ...move, ...change } });
  }

  /** Where a phase is; figures and gates are added to those that are known. */
  async step(step, { figures = {}, gates = [] } = {}) {
    const { current } = this.known;
    const names = gates.map(({ name }) => name);
    await this.write({
      current: { ...current, step, at: now(), figures: { ...current.figures, ...figures }, gates: [...current.gates.filter(({ name }) => !names.includes(name)), ...gates] },
    });
  }

  /**
   * Ends a phase, and with it the move that it was. `forget` names phases that have to be done anew; after `prepare` all that follow it. A rehearsal does nothing
   * that counts.
   */
  async end(status, words, { forget = [], more } = {}) {
    const { current, history } = this.known;
    const ended = { ...current, status, words, ended: now() };
    const { phase, attempt, began, figures } = ended;
    // clients were moved once, whoever looks again
    const moved = MOVES.includes(phase) && this.known.done[phase];
    const done = { ...this.known.done, ...(status === 'done' ? { [phase]: moved || ended.ended } : {}) };
    for (const earlier of phase === 'prepare' && status === 'done' ? ['replicate', 'copy', 'switch', 'return'] : forget) delete done[earlier];
    const over = MOVES.includes(phase) && status === 'done';
    await this.write({ ...(over && { move: undefined }), current: ended, done, history: [...history, { phase, attempt, status, words, began, ended: ended.ended, figures }].slice(-30) }, more);
  }
}

export function now() {
  return new Date().toISOString();
}
