// The volume on which a dump of MySQL lies for a while: mysql-copy.sh in the other container.
import { verdictOf } from './mysql-sql.mjs';

const COPY = 'mysql-copy.sh';

export class MySqlScratch {
  constructor(shell) {
    this.shell = shell;
  }

  /** Empties it. Bytes that it has. */
  async room() {
    return Number(await this.asked('source', 'room'));
  }

  /** Tables without rows, and routines. */
  async dumpSchema(views) {
    await this.asked('source', 'schema', views.map((name) => `${digits(name)}\n`).join(''));
  }

  async dumpTriggers() {
    await this.asked('source', 'triggers');
  }

  /** Rows of tables, as `number`; of one table by a query that gives them as `(…)`, where there is one. */
  async dumpRows(number, names, { query, begin, each } = {}) {
    if (query) await this.asked('source', `select ${number} ${each}`, `${begin}\n${query}\n`);
    else await this.asked('source', `rows ${number}`, names.map((name) => `${digits(name)}\n`).join(''));
  }

  async size() {
    return Number(await this.asked('source', 'size'));
  }

  async restore(part) {
    await this.asked('target', `restore ${part}`);
  }

  /** Certificates that a server's is held against; none where it is not looked at. */
  async ca(server) {
    return this.asked(server, 'ca');
  }

  async asked(server, action, rest = '') {
    try {
      return await this.shell.run(COPY, server, `${action}\n${rest}`);
    } catch (error) {
      throw verdictOf(error);
    }
  }
}

function digits(name) {
  return Buffer.from(name, 'utf8').toString('hex');
}
