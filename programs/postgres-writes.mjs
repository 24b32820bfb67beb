// Whether a server of a migration between PostgreSQL servers takes writes: the administrator's script has it said at the source, `prepare` at the target.

/** Another one after each stop of the source, whose event trigger is made anew; 0 while it is open. */
export async function stopMark(sql) {
  return (await sql.row('source', 'SELECT coalesce(max(oid::bigint), 0)::text AS mark FROM pg_event_trigger WHERE evtname = \'cdk8s_migration_stop\'')).mark;
}

export async function writesStopped(sql, server) {
  return (await sql.row(server, 'SELECT cdk8s_migration.writes_stopped() AS stopped')).stopped;
}

/** Opens the source again. What somebody else has stopped since is his to open: false, and it stays as it is. */
export async function openOwn(sql, move) {
  if (!await isOwnStop(sql, move) && await writesStopped(sql, 'source')) return false;
  // waits for a stop that is still on its way
  await sql.run('source', 'SELECT cdk8s_migration.allow_writes();');
  return true;
}

/** Whether the source is as this move stopped it: who opened it by hand, and stopped it again, left another stop. */
export async function isOwnStop(sql, { stop } = {}) {
  return stop === undefined || await stopMark(sql) === stop;
}
