/**
 * Custom queries of CloudNativePG's exporter, for what its default set lacks (docs/src/monitoring.md, 1.30): the value of
 * a ConfigMap's key that `spec.monitoring.customQueriesConfigMap` names. A query `a` with a column `b` is metric `cnpg_a_b`.
 *
 * Each runs as `cnpg_metrics_exporter` in databases where others may create functions and operators, so everything is
 * qualified. Every result is bounded: rows per database, per kind of process, or the 20 that matter most. Texts of
 * statements stay in the database, for they may hold personal data; `queryid` finds them in `pg_stat_statements`.
 */
export const POSTGRES_QUERIES = `\
# Sums fall when PostgreSQL evicts statements, which rate() would take for a restart from 0: gauges, read with deriv().
pg_statements:
  target_databases: [postgres]
  predicate_query: &statements_are_tracked |
    SELECT EXISTS (
      SELECT FROM pg_catalog.pg_extension e
        JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) e.extnamespace
       WHERE e.extname OPERATOR(pg_catalog.=) 'pg_stat_statements'::pg_catalog.name
         AND n.nspname OPERATOR(pg_catalog.=) 'public'::pg_catalog.name
         AND pg_catalog.strpos(pg_catalog.current_setting('shared_preload_libraries'), 'pg_stat_statements') OPERATOR(pg_catalog.>) 0
    )
  query: |
    SELECT d.datname
         , pg_catalog.sum(s.calls) AS calls
         , pg_catalog.sum(s.total_exec_time) OPERATOR(pg_catalog./) 1000 AS exec_seconds
         , pg_catalog.sum(s.rows) AS rows
      FROM public.pg_stat_statements s
      JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) s.dbid
     GROUP BY d.datname
  metrics:
    - datname: {usage: LABEL, description: Name of the database}
    - calls: {usage: GAUGE, description: Number of times that the tracked statements were executed}
    - exec_seconds: {usage: GAUGE, description: Time spent executing the tracked statements}
    - rows: {usage: GAUGE, description: Number of rows that the tracked statements returned or changed}

pg_statements_top:
  target_databases: [postgres]
  predicate_query: *statements_are_tracked
  query: |
    SELECT d.datname
         , s.queryid
         , pg_catalog.sum(s.calls) AS calls
         , pg_catalog.sum(s.total_exec_time) OPERATOR(pg_catalog./) 1000 AS exec_seconds
         , pg_catalog.sum(s.rows) AS rows
      FROM public.pg_stat_statements s
      JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) s.dbid
     WHERE s.queryid IS NOT NULL
     GROUP BY d.datname, s.queryid
     ORDER BY pg_catalog.sum(s.total_exec_time) DESC
     LIMIT 20
  metrics:
    - datname: {usage: LABEL, description: Name of the database}
    - queryid: {usage: LABEL, description: Identifier of the statement in pg_stat_statements}
    - calls: {usage: GAUGE, description: Number of times that the statement was executed}
    - exec_seconds: {usage: GAUGE, description: Time spent executing the statement}
    - rows: {usage: GAUGE, description: Number of rows that the statement returned or changed}

# Replicas do not count tuples: statistics are not replicated.
pg_database_tuples:
  primary: true
  target_databases: ['*']
  query: |
    SELECT pg_catalog.current_database() AS datname
         , COALESCE(pg_catalog.sum(n_live_tup), 0) AS live
         , COALESCE(pg_catalog.sum(n_dead_tup), 0) AS dead
      FROM pg_catalog.pg_stat_user_tables
  metrics:
    - datname: {usage: LABEL, description: Name of the database}
    - live: {usage: GAUGE, description: Estimated number of live rows in all tables}
    - dead: {usage: GAUGE, description: Estimated number of dead rows in all tables}

pg_table_tuples:
  primary: true
  target_databases: ['*']
  query: |
    SELECT pg_catalog.current_database() AS datname
         , schemaname
         , relname
         , n_live_tup AS live
         , n_dead_tup AS dead
         , COALESCE(EXTRACT(EPOCH FROM GREATEST(last_vacuum, last_autovacuum)), 0) AS last_vacuum_time
         , COALESCE(EXTRACT(EPOCH FROM GREATEST(last_analyze, last_autoanalyze)), 0) AS last_analyze_time
      FROM pg_catalog.pg_stat_user_tables
     ORDER BY n_dead_tup DESC, relid
     LIMIT 20
  metrics:
    - datname: {usage: LABEL, description: Name of the database}
    - schemaname: {usage: LABEL, description: Name of the schema}
    - relname: {usage: LABEL, description: Name of the table}
    - live: {usage: GAUGE, description: Estimated number of live rows}
    - dead: {usage: GAUGE, description: Estimated number of dead rows}
    - last_vacuum_time: {usage: GAUGE, description: 'Epoch of the last vacuum by anybody, 0 if there was none'}
    - last_analyze_time: {usage: GAUGE, description: 'Epoch of the last analyze by anybody, 0 if there was none'}

pg_vacuum:
  primary: true
  query: |
    SELECT pg_catalog.count(*) AS running
         , COALESCE(pg_catalog.max(EXTRACT(EPOCH FROM (pg_catalog.now() OPERATOR(pg_catalog.-) a.xact_start))), 0) AS longest_seconds
      FROM pg_catalog.pg_stat_progress_vacuum v
      JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) v.pid
  metrics:
    - running: {usage: GAUGE, description: Number of tables being vacuumed now}
    - longest_seconds: {usage: GAUGE, description: How long the longest of these vacuums has been running}

# A wait for another transaction's id belongs to no database in pg_locks, so the waiting backend's database counts.
pg_lock_waits:
  query: |
    SELECT d.datname
         , pg_catalog.count(a.pid) AS waiting
         , COALESCE(pg_catalog.max(EXTRACT(EPOCH FROM (pg_catalog.now() OPERATOR(pg_catalog.-) l.waitstart))), 0) AS longest_seconds
      FROM pg_catalog.pg_database d
      LEFT JOIN (
             pg_catalog.pg_stat_activity a
             JOIN pg_catalog.pg_locks l ON l.pid OPERATOR(pg_catalog.=) a.pid AND NOT l.granted
           ) ON a.datid OPERATOR(pg_catalog.=) d.oid
     WHERE d.datallowconn
     GROUP BY d.datname
  metrics:
    - datname: {usage: LABEL, description: Name of the database}
    - waiting: {usage: GAUGE, description: Number of backends that wait for a lock}
    - longest_seconds: {usage: GAUGE, description: How long the longest of them has been waiting}

pg_synchronous_standbys:
  primary: true
  query: |
    SELECT pg_catalog.count(*) AS attached
      FROM pg_catalog.pg_stat_replication
     WHERE sync_state OPERATOR(pg_catalog.=) ANY (ARRAY['sync', 'quorum'])
       AND state OPERATOR(pg_catalog.=) 'streaming'
  metrics:
    - attached: {usage: GAUGE, description: Number of replicas that commits may wait for and that are streaming}

pg_io_16:
  name: pg_io
  runonserver: '>=16.0.0, <18.0.0'
  query: |
    SELECT backend_type
         , COALESCE(pg_catalog.sum(reads), 0) AS reads
         , COALESCE(pg_catalog.sum(COALESCE(writes, 0) OPERATOR(pg_catalog.+) COALESCE(extends, 0)), 0) AS writes
         , COALESCE(pg_catalog.sum(fsyncs), 0) AS fsyncs
         , COALESCE(pg_catalog.sum(reads OPERATOR(pg_catalog.*) op_bytes), 0) AS read_bytes
         , COALESCE(pg_catalog.sum((COALESCE(writes, 0) OPERATOR(pg_catalog.+) COALESCE(extends, 0)) OPERATOR(pg_catalog.*) op_bytes), 0) AS written_bytes
      FROM pg_catalog.pg_stat_io
     GROUP BY backend_type
  metrics: &io_metrics
    - backend_type: {usage: LABEL, description: Kind of process}
    - reads: {usage: COUNTER, description: Number of read operations}
    - writes: {usage: COUNTER, description: 'Number of operations that wrote or extended a file'}
    - fsyncs: {usage: COUNTER, description: Number of fsync calls}
    - read_bytes: {usage: COUNTER, description: Bytes read}
    - written_bytes: {usage: COUNTER, description: 'Bytes written, extensions included'}

# PostgreSQL 18 has no fixed size of an operation any more, and counts the log too.
pg_io_18:
  name: pg_io
  runonserver: '>=18.0.0'
  query: |
    SELECT backend_type
         , COALESCE(pg_catalog.sum(reads), 0) AS reads
         , COALESCE(pg_catalog.sum(COALESCE(writes, 0) OPERATOR(pg_catalog.+) COALESCE(extends, 0)), 0) AS writes
         , COALESCE(pg_catalog.sum(fsyncs), 0) AS fsyncs
         , COALESCE(pg_catalog.sum(read_bytes), 0) AS read_bytes
         , COALESCE(pg_catalog.sum(COALESCE(write_bytes, 0) OPERATOR(pg_catalog.+) COALESCE(extend_bytes, 0)), 0) AS written_bytes
      FROM pg_catalog.pg_stat_io
     GROUP BY backend_type
  metrics: *io_metrics
`;
