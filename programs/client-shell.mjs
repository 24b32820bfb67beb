// Runs clients of a database in another container of the pod, which has them: client-shell.sh is the other side.
import { appendFileSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const READY_SECONDS = 120;
const ASK_MILLISECONDS = 15;

/** A client that ended with another code than 0. */
export class ClientError extends Error {
  constructor(command, server, code, errors) {
    super(`${command} ${server}: ${errors.trim() || `exit code ${code}`}`);
    this.code = code;
    this.errors = errors.trim();
  }
}

export class ClientShell {
  constructor(directory, { signal } = {}) {
    this.directory = directory;
    this.signal = signal;
    this.requests = 0;
  }

  /** Waits until the other container listens. */
  async open() {
    const deadline = Date.now() + READY_SECONDS * 1000;
    while (!existsSync(`${this.directory}/ready`)) {
      if (Date.now() > deadline) throw new Error(`the client's container was not there within ${READY_SECONDS} s`);
      await pause(100, undefined, { signal: this.signal });
    }
    this.listener = this.heard();
    return this;
  }

  /** The same client with another signal, such as none for what has to be undone. */
  with(signal) {
    const other = new ClientShell(this.directory, { signal });
    other.listener = this.listener;
    other.next = () => this.next();
    return other;
  }

  /** One without a signal, with the container as it is now: what was asked of an earlier one is lost. */
  async anew() {
    const other = this.with(undefined);
    return other.open();
  }

  next() {
    return `${process.pid}-${++this.requests}`;
  }

  /** What the command printed. A ClientError says how it failed; an aborted signal stops to wait for it, and does not stop it. */
  async run(command, server, stdin = '') {
    this.signal?.throwIfAborted();
    const request = this.next();
    const folder = `${this.directory}/${request}`;
    mkdirSync(folder);
    writeFileSync(`${folder}/stdin`, stdin);
    // a pipe that nobody reads any more would keep all of this program waiting
    appendFileSync(`${this.directory}/requests`, `${request} ${server} ${command}\n`, { flag: constants.O_WRONLY | constants.O_NONBLOCK });
    while (!existsSync(`${folder}/code`)) {
      if (this.heard() !== this.listener) throw new Error('the client\'s container was started anew, and what it was asked for is lost');
      await pause(ASK_MILLISECONDS, undefined, { signal: this.signal });
    }
    const [code, printed, errors] = ['code', 'stdout', 'stderr'].map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
    rmSync(folder, { recursive: true });
    if (code !== '0') throw new ClientError(command, server, Number(code), errors);
    return printed;
  }

  heard() {
    return existsSync(`${this.directory}/ready`) ? readFileSync(`${this.directory}/ready`, 'utf8') : undefined;
  }
}
