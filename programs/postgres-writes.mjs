// Whether a server of a migration between PostgreSQL servers takes writes: the administrator's script has it said at the source, `prepare` at the target.

export async function writesStopped(sql, server) {
  return (await sql.row(server, 'SELECT cdk8s_migration.writes_stopped() AS stopped')).stopped;
}
