-- Takes away what postgres-administrator.sql made. A superuser runs it in the same database, after the migration was confirmed or given up:
--
--   psql -d DATABASE [-v role=NAME] -f postgres-administrator-remove.sql
--
-- It never opens a database for writes: where they are stopped they stay so, and what that needs stays with them, until somebody says
-- `SELECT cdk8s_migration.allow_writes();` and runs this again. A way back that is active is refused: what is written on the other server comes by it.
\set ON_ERROR_STOP 1
\if :{?role}
\else
  \set role cdk8s_migration
\endif

BEGIN;
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL client_min_messages = notice;
SELECT set_config('cdk8s_migration.role', :'role', true) \g /dev/null

DO $do$
DECLARE
  wanted text := current_setting('cdk8s_migration.role');
  this CONSTANT oid := (SELECT oid FROM pg_database WHERE datname = current_database());
  made record;
  stopped boolean;
BEGIN
  IF current_setting('is_superuser') <> 'on' THEN
    RAISE EXCEPTION 'a superuser must run this, and % is none', session_user;
  END IF;
  SET LOCAL session_replication_role = replica;
  IF to_regclass('cdk8s_migration.made') IS NOT NULL THEN
    FOR made IN SELECT m.name, s.subenabled FROM cdk8s_migration.made m JOIN pg_subscription s ON s.subname = m.name AND s.subdbid = this WHERE m.kind = 'subscription' LOOP
      IF made.subenabled THEN
        RAISE EXCEPTION 'the way back % is active: confirm the migration, or return, first', quote_ident(made.name);
      END IF;
      PERFORM cdk8s_migration.stop_way_back(made.name);
    END LOOP;
    FOR made IN SELECT m.name, r.slot_name, r.active FROM cdk8s_migration.made m LEFT JOIN pg_replication_slots r ON r.slot_name = m.name AND r.datoid = this WHERE m.kind = 'publication' LOOP
      IF made.active THEN
        RAISE EXCEPTION 'the slot % is in use: the migration still copies', quote_ident(made.name);
      END IF;
      PERFORM cdk8s_migration.unpublish(made.name);
      IF made.slot_name IS NOT NULL THEN
        PERFORM set_config('cdk8s_migration.slots', coalesce(nullif(current_setting('cdk8s_migration.slots', true), '') || ',', '') || made.slot_name, false);
      END IF;
    END LOOP;
  END IF;

  IF EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
    IF EXISTS (SELECT FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid WHERE r.rolname = wanted AND d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o') THEN
      RAISE NOTICE 'the role % stays, because something belongs to it', wanted;
    ELSE
      -- it owns nothing: this revokes what it was granted here
      EXECUTE format('DROP OWNED BY %I', wanted);
      IF EXISTS (SELECT FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid WHERE r.rolname = wanted AND d.refclassid = 'pg_authid'::regclass AND d.dbid <> 0) THEN
        RAISE NOTICE 'the role % stays, because another database has grants to it', wanted;
      ELSE
        EXECUTE format('DROP ROLE %I', wanted);
      END IF;
    END IF;
  END IF;

  SELECT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'cdk8s_migration_stop' AND evtenabled <> 'D')
    OR (EXISTS (SELECT FROM pg_trigger WHERE tgname = 'cdk8s_migration_stop' AND tgenabled <> 'D')
      AND EXISTS (SELECT FROM pg_proc WHERE oid = to_regprocedure('cdk8s_migration.refuse_write()') AND prosrc ~ 'RAISE EXCEPTION')) INTO stopped;
  IF stopped THEN
    RAISE NOTICE 'writes stay stopped, and the schema cdk8s_migration stays for that. To open this database: SELECT cdk8s_migration.allow_writes(); and run this again';
    RETURN;
  END IF;
  -- whoever waits for one table keeps others from those that were locked before
  SET LOCAL lock_timeout = '5s';
  FOR made IN SELECT tgrelid::regclass AS of_table FROM pg_trigger WHERE tgname = 'cdk8s_migration_stop' LOOP
    EXECUTE format('DROP TRIGGER cdk8s_migration_stop ON %s', made.of_table);
  END LOOP;
  DROP SCHEMA IF EXISTS cdk8s_migration CASCADE;
END
$do$;
COMMIT;

-- dropped at last, because that is not undone with a transaction
SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
WHERE NOT active AND slot_name::text = ANY (string_to_array(current_setting('cdk8s_migration.slots', true), ',')) \g /dev/null
