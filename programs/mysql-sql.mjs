// Asks MySQL servers by mysql in another container (client-shell.mjs). Servers are named by the variables that container has: `source`, `target`.
import { ClientError } from './client-shell.mjs';
import { Refused } from './migration-state.mjs';

/** A name of MySQL, quoted. */
export function ident(...names) {
  return names.map((name) => `\`${name.replaceAll('`', '``')}\``).join('.');
}

/** A text of MySQL; as digits it is one whatever sql_mode says, and the client looks for no command in it. */
export function literal(text) {
  return `_utf8mb4 X'${Buffer.from(String(text), 'utf8').toString('hex')}'`;
}

export class MySqlSql {
  constructor(shell) {
    this.shell = shell;
  }

  /** Runs statements, one after the other, and gives what they printed. */
  async run(server, statements) {
    return (await this.shell.run('mysql', server, statements)).trim();
  }

  /** Rows as objects: expressions by the name that they get, and what follows them, `FROM` and on. */
  async rows(server, expressions, rest = '', before = '') {
    const pairs = Object.entries(expressions).map(([name, expression]) => `'${name}', ${expression}`).join(', ');
    // JSON has no end of line within a text
    const text = await this.run(server, `${before}SELECT JSON_OBJECT(${pairs}) ${rest};`);
    return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line));
  }

  async row(server, expressions, rest, before) {
    const [row] = await this.rows(server, expressions, rest, before);
    return row;
  }

  /** One JSON value a line. */
  async lines(server, statements) {
    const text = await this.run(server, statements);
    return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line));
  }
}

/** What another attempt may not meet: a server that is away, busy, without a majority, or becoming another one; a session that was ended; a table that changed meanwhile. */
const PASSING = new Set(['1040', '1047', '1053', '1129', '1146', '1158', '1159', '1160', '1161', '1180', '1205', '1213', '1290', '1317', '1412', '1927', '2002', '2003', '2005', '2006', '2013', '2055', '3169']);
/** A certificate that does not verify, a client that cannot do what the server asks. */
const LASTING = /SSL connection error|certificate verif|Access denied|authentication plugin/i;

/** What another attempt would meet again is a verdict. Values of rows are left out: a state is read by more people than a table. */
export function verdictOf(error) {
  if (!(error instanceof ClientError)) return error;
  const words = error.errors.split('\n').filter((line) => line.trim() !== '' && !/^(mysql|mysqldump): \[Warning\]/.test(line)).slice(-3).join('; ')
    .replace(/(entry|near|value:?|argument) '.*?'(?=$| for | at |;)/gs, '$1 …').slice(0, 1500) || `exit code ${error.code}`;
  const number = numberOf(error);
  // a client that was killed says nothing
  const passes = (number === undefined ? error.code === 137 || error.code === 143 : PASSING.has(number)) && !LASTING.test(error.errors);
  return passes ? new Error(words) : new Refused(words);
}

/** Number of the server's or client's error. */
export function numberOf({ errors = '' }) {
  return /ERROR (\d{4})\b/.exec(errors)?.[1] ?? /[Ee]rror:? (\d{4})\b/.exec(errors)?.[1] ?? /\((\d{4})\)\s*$/m.exec(errors)?.[1];
}
