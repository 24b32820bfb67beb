// Asks MongoDB servers by mongosh in another container (client-shell.mjs), whose variables say which server it is: `source`, `target`, or `-` for none.
import { randomBytes } from 'node:crypto';

/** A server's word, or the driver's, that something went wrong. */
export class MongoError extends Error {
  constructor(server, { name, code, words }) {
    // a key that is there already is somebody's data
    super(`${server}: ${words.replace(/ dup key: .*/s, '')}`);
    this.kind = name;
    this.code = typeof code === 'number' ? code : undefined;
  }
}

export class MongoEval {
  constructor(shell) {
    this.shell = shell;
  }

  /** What a function of a file of programs/ gives; `seconds` is how long one answer of the server may take, which is for ever otherwise. */
  async ask(server, file, name, args = {}, options = {}) {
    const [is] = await this.askAll(server, [[file, name, args]], options);
    return is;
  }

  /** Several, one after the other: mongosh takes a second to start. */
  async askAll(server, questions, { seconds } = {}) {
    const nonce = `answer-${randomBytes(12).toString('hex')} `;
    const asked = { nonce, questions, ...(seconds && { seconds }) };
    const printed = await this.shell.run('mongosh', server, `require(require('path').join(process.env.PROGRAMS, './mongo-session.js')).answer({ Mongo, EJSON }, ${JSON.stringify(asked)});\n`);
    const lines = printed.split('\n').filter((line) => line.startsWith(nonce));
    if (lines.length !== 1) throw new Error(`mongosh gave no answer: ${printed.trim().slice(-500)}`);
    const { is, error } = plain(JSON.parse(lines[0].slice(nonce.length)));
    if (error) throw new MongoError(server, error);
    return is;
  }
}

/** Canonical Extended JSON as values of JavaScript; a number that it has not is an error. */
export function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  const [[key, inner] = [], ...others] = Object.entries(value);
  if (others.length === 0 && ['$numberInt', '$numberLong', '$numberDouble'].includes(key)) {
    const number = Number(inner);
    if (key === '$numberLong' && !Number.isSafeInteger(number)) throw new Error(`${inner} is no number here`);
    return number;
  }
  if (others.length === 0 && key === '$date') return new Date(Number(inner.$numberLong)).toISOString();
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}
