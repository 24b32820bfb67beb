// Whether a server of a migration between PostgreSQL servers takes writes: the administrator's script has it said at the source, `prepare` at the target.

export async function writesStopped(sql, server) {
  return (await sql.row(server, 'SELECT cdk8s_migration.writes_stopped() AS stopped')).stopped;
}

/** The server that is left, as migration-stop.mjs asks for it. */
export class Source {
  constructor(sql) {
    this.sql = sql;
  }

  async isStopped() {
    return writesStopped(this.sql, 'source');
  }

  /** The event trigger is made anew by each stop; 0 while it is open. */
  async stopMark() {
    return (await this.sql.row('source', 'SELECT coalesce(max(oid::bigint), 0)::text AS mark FROM pg_event_trigger WHERE evtname = \'cdk8s_migration_stop\'')).mark;
  }

  async allowWrites() {
    await this.sql.run('source', 'SELECT cdk8s_migration.allow_writes();');
  }
}
