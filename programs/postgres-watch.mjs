// What the watcher asks PostgreSQL servers for: how far the target is behind, and what waits for it.
import { compare } from './postgres-compare.mjs';
import { dropFormerSlots } from './postgres-replica-slots.mjs';
import { PostgresLook } from './postgres-look.mjs';
import { PostgresSql, literal } from './postgres-sql.mjs';

const SECONDS = 10;
const TIDY_SECONDS = 60;
/** pg_subscription_rel.srsubstate (PostgreSQL docs, "pg_subscription_rel"). */
const STATES = { i: 'waiting', d: 'copying', f: 'copied', s: 'synchronized', r: 'ready' };

/** WAL as a number of bytes, and a slot on it; `wal_status` is there since PostgreSQL 13. */
const slotOf = (name) => `SELECT jsonb_build_object('at', pg_current_wal_lsn() - '0/0'::pg_lsn, 'slot', (SELECT jsonb_build_object(
  'confirmed', confirmed_flush_lsn - '0/0'::pg_lsn, 'held', pg_current_wal_lsn() - restart_lsn, 'active', active, 'wal', to_jsonb(s)->>'wal_status')
  FROM pg_replication_slots s WHERE slot_name = ${literal(name)}))`;

/** The function is there when the administrator's script was run, and on the target after prepare; its call cannot be parsed before. */
const STOPPED = `SELECT to_regprocedure('cdk8s_migration.writes_stopped()') IS NOT NULL AS there \\gset
\\if :there
SELECT to_jsonb(cdk8s_migration.writes_stopped());
\\else
SELECT 'false'::jsonb;
\\endif
`;

export class Watch {
  constructor(shell, settings) {
    this.sql = new PostgresSql(shell);
    this.settings = settings;
  }

  /** { at, slot?: { confirmed, held, active, wal }, stopped } */
  async source(signal) {
    const [wal, stopped] = await this.look(signal).lines('source', [slotOf(this.settings.sqlName), STOPPED], { seconds: SECONDS });
    return { ...wal, stopped };
  }

  /** { tables: { state: how many }, stopped, back: { at, slot? } } */
  async target(signal) {
    const { sqlName } = this.settings;
    const [tables, back, stopped] = await this.look(signal).lines('target', [`SELECT coalesce(jsonb_object_agg(state, tables), '{}') FROM (SELECT r.srsubstate AS state, count(*) AS tables
      FROM pg_subscription_rel r JOIN pg_subscription s ON s.oid = r.srsubid WHERE s.subname = ${literal(sqlName)}
        AND s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()) GROUP BY 1) AS of`, slotOf(`${sqlName}_back`), STOPPED], { seconds: SECONDS });
    return { tables: Object.fromEntries(Object.entries(STATES).map(([state, word]) => [word, tables[state] ?? 0])), stopped, back };
  }

  /** Takes away, once in a while, what a failover or a switchover of the target left on its replicas. */
  async tidy(signal) {
    const { sqlName, target, wayBack } = this.settings;
    if (!wayBack || !target.slotsSurvive || Date.now() - (this.tidied ?? 0) < TIDY_SECONDS * 1000) return;
    this.tidied = Date.now();
    await dropFormerSlots(new PostgresSql(this.sql.shell.with(signal)), `${sqlName}_back`);
  }

  async compare(options) {
    return compare(this.sql, this.settings, options);
  }

  look(signal) {
    return new PostgresLook(this.sql, { signal });
  }
}
