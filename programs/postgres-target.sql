-- What return needs on the target: the same stop of writes as on the source, as far as the owner of the tables can make it. There is no event trigger, which
-- only a superuser makes: a table that is made while writes are stopped is open, and writes_stopped() says so. Sessions of other roles than the owner's are
-- not ended, but refused the first write of their next statement.
SET search_path = pg_catalog, pg_temp;
SET client_min_messages = warning;

CREATE SCHEMA IF NOT EXISTS cdk8s_migration;
REVOKE ALL ON SCHEMA cdk8s_migration FROM PUBLIC;

-- Whoever changes who may write locks it, so that one comes after the other.
CREATE TABLE IF NOT EXISTS cdk8s_migration.turn ();

-- Has the triggers refuse writes, or let them through: another body of one function, which every session calls from then on, whatever its snapshot and its
-- plans are (PL/pgSQL looks for a newer one at each call), so that opening waits for no table.
CREATE OR REPLACE FUNCTION cdk8s_migration.refuse_writes(refused boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF refused THEN
    CREATE OR REPLACE FUNCTION cdk8s_migration.refuse_write() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
    BEGIN
      RAISE EXCEPTION USING ERRCODE = 'read_only_sql_transaction',
        MESSAGE = format('writes to %I.%I are stopped: this database moves to another server', TG_TABLE_SCHEMA, TG_TABLE_NAME),
        HINT = 'Connect again by the name that stays.';
    END
    $body$;
  ELSE
    CREATE OR REPLACE FUNCTION cdk8s_migration.refuse_write() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RETURN NULL; END $body$;
  END IF;
END
$$;

-- Whether the triggers refuse.
CREATE OR REPLACE FUNCTION cdk8s_migration.refuses() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM pg_proc WHERE oid = to_regprocedure('cdk8s_migration.refuse_write()') AND prosrc ~ 'RAISE EXCEPTION')
$$;

DO $do$
BEGIN
  -- run again, it leaves what is stopped stopped, and what is open open
  IF to_regprocedure('cdk8s_migration.refuse_write()') IS NULL THEN
    PERFORM cdk8s_migration.refuse_writes(false);
  END IF;
END
$do$;

-- The tables that can be written still, but for what an extension brought: with a trigger, too, that lets everything through.
CREATE OR REPLACE FUNCTION cdk8s_migration.open_tables() RETURNS TABLE (name text, has_trigger boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT format('%I.%I', n.nspname, c.relname), s.tgname IS NOT NULL
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_trigger s ON s.tgrelid = c.oid AND s.tgname = 'cdk8s_migration_stop'
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'cdk8s_migration')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    AND (s.tgname IS NULL OR s.tgenabled NOT IN ('O', 'A') OR NOT cdk8s_migration.refuses())
  ORDER BY c.relispartition, c.oid
$$;

CREATE OR REPLACE FUNCTION cdk8s_migration.writes_stopped() RETURNS boolean
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  SELECT NOT EXISTS (SELECT FROM cdk8s_migration.open_tables()) AND EXISTS (SELECT FROM pg_trigger WHERE tgname = 'cdk8s_migration_stop')
$$;

CREATE OR REPLACE FUNCTION cdk8s_migration.stop_writes(grace interval) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning SET lock_timeout = 0 AS $$
DECLARE
  began CONSTANT timestamptz := clock_timestamp();
  deadline CONSTANT timestamptz := began + grace;
  ended integer := 0;
  attempts integer;
  of_table record;
  holder integer;
BEGIN
  LOCK TABLE cdk8s_migration.turn IN EXCLUSIVE MODE;
  FOR of_table IN SELECT * FROM cdk8s_migration.open_tables() LOOP
    attempts := 0;
    LOOP
      PERFORM set_config('lock_timeout', greatest(500, ceil(extract(epoch FROM deadline - clock_timestamp()) * 1000))::integer::text, true);
      BEGIN
        EXECUTE format('LOCK TABLE ONLY %s IN SHARE ROW EXCLUSIVE MODE', of_table.name);
        EXIT;
      EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
        attempts := attempts + 1;
      END;
      IF attempts > 20 THEN
        RAISE EXCEPTION USING ERRCODE = 'lock_not_available', MESSAGE = format('%s stays locked by sessions that the owner may not end', of_table.name);
      END IF;
      PERFORM pg_stat_clear_snapshot();
      FOR holder IN
        SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'relation' AND l.relation = to_regclass(of_table.name) AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND l.mode NOT IN ('AccessShareLock', 'RowShareLock') AND l.pid <> pg_backend_pid() AND (a.xact_start <= began OR attempts > 3)
      LOOP
        BEGIN
          ended := ended + pg_terminate_backend(holder)::integer;
        EXCEPTION WHEN insufficient_privilege THEN
          -- it may end by itself
          NULL;
        END;
      END LOOP;
    END LOOP;
    IF of_table.has_trigger THEN
      EXECUTE format('ALTER TABLE ONLY %s ENABLE TRIGGER cdk8s_migration_stop', of_table.name);
    ELSE
      EXECUTE format('CREATE TRIGGER cdk8s_migration_stop BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION cdk8s_migration.refuse_write()', of_table.name);
    END IF;
  END LOOP;
  PERFORM cdk8s_migration.refuse_writes(true);
  RETURN ended;
END
$$;

-- Opens all tables again, and waits for none of them. A trigger whose table somebody uses just now stays, and lets everything through.
CREATE OR REPLACE FUNCTION cdk8s_migration.allow_writes() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = 0 AS $$
DECLARE
  of_table record;
BEGIN
  LOCK TABLE cdk8s_migration.turn IN EXCLUSIVE MODE;
  PERFORM cdk8s_migration.refuse_writes(false);
  FOR of_table IN
    SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_trigger s JOIN pg_class c ON c.oid = s.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE s.tgname = 'cdk8s_migration_stop'
  LOOP
    BEGIN
      EXECUTE format('LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE NOWAIT', of_table.name);
      EXECUTE format('DROP TRIGGER cdk8s_migration_stop ON %s', of_table.name);
    EXCEPTION WHEN lock_not_available OR undefined_table OR undefined_object THEN
      NULL;
    END;
  END LOOP;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA cdk8s_migration FROM PUBLIC;
