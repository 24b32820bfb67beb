// Asks PostgreSQL servers by psql in another container (client-shell.mjs). Servers are named by the variables that container has: `source`, `target`.

/** A name of PostgreSQL, quoted. */
export function ident(...names) {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}

/** A text of PostgreSQL, quoted; `standard_conforming_strings` may be whatever it is. */
export function literal(text) {
  const quoted = String(text).replaceAll("'", "''");
  return quoted.includes('\\') ? ` E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}

export class PostgresSql {
  constructor(shell) {
    this.shell = shell;
  }

  /** Runs statements, one after the other, and gives what they printed. */
  async run(server, statements) {
    return (await this.shell.run('psql', server, statements)).trim();
  }

  /** The rows of one query, as objects. */
  async rows(server, query, before = '') {
    // one statement that does not end in a semicolon
    const text = await this.run(server, `${before}SELECT coalesce(json_agg(row_to_json(asked)), '[]'::json) FROM (${query}) AS asked;`);
    return JSON.parse(text);
  }

  /** The first row of one query. */
  async row(server, query, before) {
    const [row] = await this.rows(server, query, before);
    return row;
  }
}
