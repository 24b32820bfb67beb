-- What a migration needs on the PostgreSQL server that it leaves. A superuser runs it once, in the database that is moved, and may run it again:
--
--   psql -d DATABASE -f postgres-administrator.sql              the role is cdk8s_migration
--   psql -d DATABASE -v role=NAME -f postgres-administrator.sql
--
-- A way back, by which this server follows the new one after the switch, leads where six more variables say (-v back_name=… -v back_host=… -v back_port=…
-- -v back_database=… -v back_user=… -v back_root=/path/of/the/ca.pem), and nowhere else. Without them there is none; run again without them it is no more.
--
-- For PostgreSQL 12 and later. It makes one role that reads, replicates and is no superuser, and the schema cdk8s_migration, whose functions do the few
-- things for which a superuser is needed; nobody but that role may call them. It changes no table. postgres-administrator-remove.sql takes all of it away.
-- Afterwards: set the role's password by \password, which sends it hashed, and let the role in by pg_hba.conf (`hostssl DATABASE NAME ADDRESS scram-sha-256`;
-- logical replication needs no line for `replication`).
--
-- What the write stop does not hold for: a superuser that sets session_replication_role or event_triggers himself; large objects; tables in another database
-- that are written through foreign tables. The assessment says so where there are any. Sequences may go on: they are read after the stop.
\set ON_ERROR_STOP 1
\if :{?role}
\else
  \set role cdk8s_migration
\endif
\set given :{?back_name},:{?back_host},:{?back_port},:{?back_database},:{?back_user},:{?back_root}
SELECT :'given' !~ 'FALSE' AS leads_back \gset

BEGIN;
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL client_min_messages = warning;
SELECT set_config('cdk8s_migration.role', :'role', true), set_config('cdk8s_migration.given', :'given', true) \g /dev/null

DO $do$
DECLARE
  wanted text := current_setting('cdk8s_migration.role');
BEGIN
  IF current_setting('is_superuser') <> 'on' THEN
    RAISE EXCEPTION 'a superuser must run this, and % is none', session_user;
  END IF;
  IF current_setting('server_version_num')::integer < 120000 THEN
    RAISE EXCEPTION 'the server must be PostgreSQL 12 or later, and it is %', current_setting('server_version');
  END IF;
  IF current_setting('cdk8s_migration.given') LIKE '%TRUE%FALSE%' OR current_setting('cdk8s_migration.given') LIKE '%FALSE%TRUE%' THEN
    RAISE EXCEPTION 'back_name, back_host, back_port, back_database, back_user and back_root go together: give all of them, or none';
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = wanted AND rolsuper) THEN
    RAISE EXCEPTION 'the role % must not be a superuser: name another one by -v role=NAME', wanted;
  END IF;
  -- CREATE OR REPLACE keeps an owner: what somebody else laid there would be run with a superuser's rights
  IF EXISTS (
    SELECT FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'cdk8s_migration' AND NOT r.rolsuper
    UNION ALL SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner WHERE n.nspname = 'cdk8s_migration' AND NOT r.rolsuper
    UNION ALL SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner WHERE n.nspname = 'cdk8s_migration' AND NOT r.rolsuper
  ) THEN
    RAISE EXCEPTION 'the schema cdk8s_migration, or something in it, belongs to a role that is no superuser: look at it, and drop it';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
    EXECUTE format('CREATE ROLE %I', wanted);
  END IF;
  -- without BYPASSRLS the first copy leaves out rows that a policy hides, and says nothing
  EXECUTE format('ALTER ROLE %I LOGIN REPLICATION BYPASSRLS', wanted);
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), wanted);
  EXECUTE format('GRANT pg_monitor TO %I', wanted);
END
$do$;

-- run again while writes are stopped, it neither opens them nor is it refused
SET LOCAL session_replication_role = replica;
CREATE SCHEMA IF NOT EXISTS cdk8s_migration;
REVOKE ALL ON SCHEMA cdk8s_migration FROM PUBLIC;

-- Publications and subscriptions that these functions made, so that they touch no others.
CREATE TABLE IF NOT EXISTS cdk8s_migration.made (kind text, name text, PRIMARY KEY (kind, name));
-- one after the other, and none beside a stop
LOCK TABLE cdk8s_migration.made IN EXCLUSIVE MODE;
-- Where the way back leads. What comes by it is written with a superuser's rights, so that he says it, and the role that migrates cannot.
CREATE TABLE IF NOT EXISTS cdk8s_migration.way (
  name text NOT NULL CHECK (name ~ '^[a-z0-9_]+$'), host text NOT NULL CHECK (host <> ''), port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
  database text NOT NULL CHECK (database <> ''), "user" text NOT NULL CHECK ("user" <> ''), root text NOT NULL CHECK (root ~ '^/')
);
DELETE FROM cdk8s_migration.way;
\if :leads_back
  INSERT INTO cdk8s_migration.way VALUES (:'back_name', :'back_host', :'back_port', :'back_database', :'back_user', :'back_root');
\endif
-- The password of the way back, on its way into prepare_way_back: data of COPY is in no log, and an unlogged table in no WAL.
CREATE UNLOGGED TABLE IF NOT EXISTS cdk8s_migration.secret (password text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());

-- Every table whose writes are stopped: partitions, too, because who names one writes past the root's triggers.
CREATE OR REPLACE FUNCTION cdk8s_migration.tables() RETURNS TABLE (id oid, name text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.oid, format('%I.%I', n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'cdk8s_migration')
  -- the order in which statements lock them
  ORDER BY c.relispartition, c.oid
$$;

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

CREATE OR REPLACE FUNCTION cdk8s_migration.refuse_ddl() RETURNS event_trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'read_only_sql_transaction',
    MESSAGE = format('%s is stopped: this database moves to another server', TG_TAG),
    HINT = 'Connect again by the name that stays.';
END
$$;

-- The tables that can be written still: with a trigger, too, that lets everything through.
CREATE OR REPLACE FUNCTION cdk8s_migration.open_tables() RETURNS TABLE (name text, has_trigger boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.name, s.tgname IS NOT NULL
  FROM cdk8s_migration.tables() WITH ORDINALITY AS t (id, name, position)
  LEFT JOIN pg_trigger s ON s.tgrelid = t.id AND s.tgname = 'cdk8s_migration_stop'
  WHERE s.tgname IS NULL OR s.tgenabled NOT IN ('O', 'A') OR NOT cdk8s_migration.refuses()
  ORDER BY t.position
$$;

-- Whether nothing can be written: every table refuses it, and DDL is refused.
CREATE OR REPLACE FUNCTION cdk8s_migration.writes_stopped() RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'cdk8s_migration_stop' AND evtenabled IN ('O', 'A'))
    AND NOT EXISTS (SELECT FROM cdk8s_migration.open_tables())
$$;

-- Locks a table for the rest of the transaction, and gives the `gone` sessions with those that it ended for that: that were there before `deadline` and hold
-- it beyond. One that is slow to end is asked again.
CREATE OR REPLACE FUNCTION cdk8s_migration.lock_table(name text, mode text, began timestamptz, deadline timestamptz, gone integer[]) RETURNS integer[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  attempts integer := 0;
  due timestamptz := deadline;
  holder record;
BEGIN
  LOOP
    PERFORM set_config('lock_timeout', greatest(500, ceil(extract(epoch FROM due - clock_timestamp()) * 1000))::integer::text, true);
    BEGIN
      EXECUTE format('LOCK TABLE ONLY %s IN %s MODE', name, mode);
      RETURN gone;
    EXCEPTION
      WHEN undefined_table THEN
        -- dropped meanwhile
        RETURN gone;
      WHEN lock_not_available THEN
        attempts := attempts + 1;
      WHEN deadlock_detected THEN
        -- it waits for what is locked here, so that time changes nothing
        due := clock_timestamp();
        attempts := attempts + 1;
    END;
    IF attempts > 20 THEN
      RAISE EXCEPTION USING ERRCODE = 'lock_not_available', MESSAGE = format('%s stays locked by other sessions, although they were ended', name);
    END IF;
    PERFORM pg_stat_clear_snapshot();
    FOR holder IN
      SELECT DISTINCT l.pid, l.virtualtransaction, l.granted FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'relation' AND l.relation = to_regclass(name) AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.mode NOT IN ('AccessShareLock', 'RowShareLock') AND l.pid IS DISTINCT FROM pg_backend_pid()
        -- those that waited behind this one have it now, and are gone soon
        AND (a.xact_start IS NULL OR a.xact_start <= began OR attempts > 3)
    LOOP
      IF holder.pid IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'object_in_use', MESSAGE = format('a prepared transaction holds %s: see pg_prepared_xacts, and commit it or roll it back', name);
      END IF;
      IF pg_terminate_backend(holder.pid) AND array_position(gone, holder.pid) IS NULL THEN
        gone := gone || holder.pid;
      END IF;
    END LOOP;
  END LOOP;
END
$$;

-- Stops all writes, also in sessions and transactions that are open and of superusers, or changes nothing. Whoever holds a table longer than `grace` is ended;
-- gives how many. Ordinary triggers: what a subscription applies may still be written.
CREATE OR REPLACE FUNCTION cdk8s_migration.stop_writes(grace interval) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
-- no trigger for DDL of the database's own, nor that of an earlier stop, gets in the way
SET session_replication_role = replica
SET client_min_messages = warning
SET lock_timeout = 0 AS $$
DECLARE
  began CONSTANT timestamptz := clock_timestamp();
  deadline CONSTANT timestamptz := began + grace;
  gone integer[] := '{}';
  closed boolean := false;
  of_table record;
  words text;
  pids integer[];
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'stop_writes must run in a transaction that is read committed: it has to see tables that are made meanwhile';
  END IF;
  LOCK TABLE cdk8s_migration.made IN EXCLUSIVE MODE;
  IF cdk8s_migration.writes_stopped() THEN
    RETURN 0;
  END IF;
  SELECT string_agg(quote_literal(gid), ', ' ORDER BY gid) INTO words FROM pg_prepared_xacts WHERE database = current_database();
  IF words IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'object_in_use', MESSAGE = format('prepared transactions are open and would write after the stop: %s; commit them or roll them back', words);
  END IF;
  SELECT string_agg(quote_ident(subname), ', ' ORDER BY subname) INTO words FROM pg_subscription s
  WHERE subenabled AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND NOT EXISTS (SELECT FROM cdk8s_migration.made m WHERE m.kind = 'subscription' AND m.name = s.subname);
  IF words IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'object_in_use', MESSAGE = format('subscriptions write into this database and would do so after the stop: %s; disable them', words);
  END IF;

  LOOP
    FOR of_table IN SELECT * FROM cdk8s_migration.open_tables() LOOP
      gone := cdk8s_migration.lock_table(of_table.name, 'SHARE ROW EXCLUSIVE', began, deadline, gone);
      CONTINUE WHEN to_regclass(of_table.name) IS NULL;
      IF of_table.has_trigger THEN
        EXECUTE format('ALTER TABLE ONLY %s ENABLE TRIGGER cdk8s_migration_stop', of_table.name);
      ELSE
        EXECUTE format('CREATE TRIGGER cdk8s_migration_stop BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION cdk8s_migration.refuse_write()', of_table.name);
      END IF;
    END LOOP;
    IF NOT closed THEN
      PERFORM cdk8s_migration.refuse_writes(true);
      -- from here nobody makes a table until the event trigger is there for all
      gone := cdk8s_migration.lock_table('pg_catalog.pg_class', 'SHARE', began, deadline, gone);
      DROP EVENT TRIGGER IF EXISTS cdk8s_migration_stop;
      CREATE EVENT TRIGGER cdk8s_migration_stop ON ddl_command_start EXECUTE FUNCTION cdk8s_migration.refuse_ddl();
      closed := true;
      CONTINUE;
    END IF;
    -- a table that a transaction made that has not ended: its lock is seen, itself is not
    SELECT array_agg(DISTINCT l.pid) INTO pids FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'AccessExclusiveLock' AND l.pid IS DISTINCT FROM pg_backend_pid()
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = l.relation);
    EXIT WHEN pids IS NULL AND NOT EXISTS (SELECT FROM cdk8s_migration.open_tables());
    IF clock_timestamp() > deadline + interval '30 s' OR array_position(pids, NULL) IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = 'object_in_use', MESSAGE = 'a transaction that makes tables does not end: see pg_stat_activity and pg_prepared_xacts';
    END IF;
    IF clock_timestamp() > deadline THEN
      SELECT gone || coalesce(array_agg(pid) FILTER (WHERE pg_terminate_backend(pid) AND array_position(gone, pid) IS NULL), '{}') INTO gone FROM unnest(pids) AS pid;
    END IF;
    PERFORM pg_sleep(0.05);
  END LOOP;
  RETURN cardinality(gone);
END
$$;

-- Opens all tables again, and waits for none of them. A trigger whose table somebody uses just now stays, and lets everything through.
CREATE OR REPLACE FUNCTION cdk8s_migration.allow_writes() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET session_replication_role = replica SET client_min_messages = warning
SET lock_timeout = 0 AS $$
DECLARE
  of_table record;
BEGIN
  LOCK TABLE cdk8s_migration.made IN EXCLUSIVE MODE;
  PERFORM cdk8s_migration.refuse_writes(false);
  DROP EVENT TRIGGER IF EXISTS cdk8s_migration_stop;
  FOR of_table IN
    SELECT t.name FROM cdk8s_migration.tables() t JOIN pg_trigger s ON s.tgrelid = t.id AND s.tgname = 'cdk8s_migration_stop'
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

-- Ends the sessions of clients, when they have been moved: who stays connected holds on to a server that takes no writes. Gives how many.
CREATE OR REPLACE FUNCTION cdk8s_migration.end_sessions() RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))::integer FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND usename <> session_user
    AND cdk8s_migration.writes_stopped()
$$;

-- Whether UPDATE and DELETE of a published table name the row. A deferrable key does not (PostgreSQL docs, ALTER TABLE, REPLICA IDENTITY).
CREATE OR REPLACE FUNCTION cdk8s_migration.names_rows(of_table oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE c.relreplident
    WHEN 'f' THEN true
    WHEN 'n' THEN false
    WHEN 'i' THEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident AND i.indisvalid AND i.indimmediate)
    ELSE EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid AND i.indimmediate)
  END FROM pg_class c WHERE c.oid = of_table
$$;

-- Makes the publication of all tables but `excluded`, or aligns it; gives how many tables it has. Tables are named one by one, so that what is published is
-- what was looked at. Partitions go by themselves: published by their root, a TRUNCATE of one of them is not sent (PostgreSQL docs, CREATE PUBLICATION).
CREATE OR REPLACE FUNCTION cdk8s_migration.publish(name text, excluded text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET session_replication_role = replica AS $$
DECLARE
  known boolean := EXISTS (SELECT FROM pg_publication WHERE pubname = publish.name);
  chosen text[];
  words text;
BEGIN
  LOCK TABLE cdk8s_migration.made IN EXCLUSIVE MODE;
  IF known AND NOT EXISTS (SELECT FROM cdk8s_migration.made m WHERE m.kind = 'publication' AND m.name = publish.name) THEN
    RAISE EXCEPTION 'there is a publication % already, which is not the migration''s: give the migration another name', quote_ident(publish.name);
  END IF;
  SELECT string_agg(e, ', ' ORDER BY e) INTO words FROM unnest(excluded) AS e
  WHERE NOT EXISTS (
    SELECT FROM cdk8s_migration.tables() t JOIN pg_class c ON c.oid = t.id JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE e IN (t.name, n.nspname || '.' || c.relname) AND NOT c.relispartition
  );
  IF words IS NOT NULL THEN
    RAISE EXCEPTION 'excluded must name tables, and no partitions, got %', words;
  END IF;
  SELECT array_agg(t.name ORDER BY t.name) INTO chosen FROM cdk8s_migration.tables() t JOIN pg_class c ON c.oid = t.id JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relpersistence = 'p' AND c.relkind = 'r'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    AND NOT EXISTS (
      SELECT FROM unnest(excluded) AS e
      JOIN cdk8s_migration.tables() x ON true JOIN pg_class xc ON xc.oid = x.id JOIN pg_namespace xn ON xn.oid = xc.relnamespace
      WHERE e IN (x.name, xn.nspname || '.' || xc.relname) AND x.id = coalesce(pg_partition_root(c.oid)::oid, c.oid)
    );
  IF chosen IS NULL THEN
    RAISE EXCEPTION 'there is no table to publish';
  END IF;
  SELECT string_agg(t, ', ') INTO words FROM unnest(chosen) AS t WHERE NOT cdk8s_migration.names_rows(t::regclass);
  IF words IS NOT NULL THEN
    RAISE EXCEPTION USING MESSAGE = format('published, these tables could be neither updated nor deleted from, because they have no replica identity: %s', left(words, 2000)),
      HINT = 'Give each a primary key, or ALTER TABLE … REPLICA IDENTITY FULL, or exclude it.';
  END IF;
  IF known THEN
    EXECUTE format('ALTER PUBLICATION %I SET TABLE %s', publish.name, (SELECT string_agg('ONLY ' || t, ', ') FROM unnest(chosen) AS t));
  ELSE
    EXECUTE format('CREATE PUBLICATION %I FOR TABLE %s', publish.name, (SELECT string_agg('ONLY ' || t, ', ') FROM unnest(chosen) AS t));
    INSERT INTO cdk8s_migration.made VALUES ('publication', publish.name) ON CONFLICT DO NOTHING;
  END IF;
  RETURN cardinality(chosen);
END
$$;

CREATE OR REPLACE FUNCTION cdk8s_migration.unpublish(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET session_replication_role = replica AS $$
BEGIN
  DELETE FROM cdk8s_migration.made m WHERE m.kind = 'publication' AND m.name = unpublish.name;
  IF FOUND THEN
    EXECUTE format('DROP PUBLICATION IF EXISTS %I', unpublish.name);
  END IF;
END
$$;

-- Where the way back leads; no row where there is none.
CREATE OR REPLACE FUNCTION cdk8s_migration.way_back() RETURNS TABLE (name text, host text, port integer, database text, "user" text, root text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT w.name, w.host, w.port, w.database, w."user", w.root FROM cdk8s_migration.way w
$$;

-- A parameter of a connection string (PostgreSQL docs, "Connection Strings"), whatever standard_conforming_strings says.
CREATE OR REPLACE FUNCTION cdk8s_migration.parameter(name text, value text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT name || '=''' || replace(replace(value, E'\\', E'\\\\'), '''', E'\\''') || ''''
$$;

-- Refuses another way back than the one that the administrator named.
CREATE OR REPLACE FUNCTION cdk8s_migration.require_way_back(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM cdk8s_migration.way w WHERE w.name = require_way_back.name) THEN
    RAISE EXCEPTION 'the administrator of this server named no way back %: have postgres-administrator.sql run again with the values that the assessment gives', quote_ident(name);
  END IF;
END
$$;

-- Subscribes to the publication `name` of the server of the way back, without beginning: that it is reached, trusted and publishes is proven. To be called in
-- the transaction that copied the password into cdk8s_migration.secret, so that it is gone when this fails.
CREATE OR REPLACE FUNCTION cdk8s_migration.prepare_way_back(name text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET session_replication_role = replica AS $$
DECLARE
  known CONSTANT pg_subscription := (SELECT s FROM pg_subscription s WHERE s.subname = prepare_way_back.name AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()));
  secret CONSTANT text := (SELECT password FROM cdk8s_migration.secret ORDER BY at DESC LIMIT 1);
  connection text;
  tables integer;
  setting text;
  words text;
BEGIN
  TRUNCATE cdk8s_migration.secret;
  PERFORM cdk8s_migration.require_way_back(name);
  IF secret IS NULL THEN
    RAISE EXCEPTION 'COPY the password into cdk8s_migration.secret first';
  END IF;
  IF known.subname IS NOT NULL THEN
    IF NOT EXISTS (SELECT FROM cdk8s_migration.made m WHERE m.kind = 'subscription' AND m.name = prepare_way_back.name) THEN
      RAISE EXCEPTION 'there is a subscription % already, which is not the migration''s: give the migration another name', quote_ident(prepare_way_back.name);
    END IF;
    IF known.subenabled THEN
      RAISE EXCEPTION 'the subscription % is active already', quote_ident(prepare_way_back.name);
    END IF;
    PERFORM cdk8s_migration.stop_way_back(prepare_way_back.name);
  END IF;
  -- what keeps statements that functions run would keep the password
  FOREACH setting IN ARRAY ARRAY['pg_stat_statements.track', 'pgaudit.log'] LOOP
    IF current_setting(setting, true) IS NOT NULL THEN
      PERFORM set_config(setting, 'none', true);
    END IF;
  END LOOP;
  SELECT string_agg(cdk8s_migration.parameter(p.name, p.value), ' ') INTO connection FROM cdk8s_migration.way w CROSS JOIN LATERAL (VALUES
    ('host', w.host), ('port', w.port::text), ('dbname', w.database), ('user', w."user"), ('password', secret),
    ('sslmode', 'verify-full'), ('sslrootcert', w.root), ('connect_timeout', '10'), ('application_name', w.name)) AS p (name, value);
  BEGIN
    EXECUTE format('CREATE SUBSCRIPTION %I CONNECTION %L PUBLICATION %I WITH (connect = true, create_slot = false, slot_name = %L, enabled = false, copy_data = false%s)',
      prepare_way_back.name, connection, prepare_way_back.name, prepare_way_back.name, CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN ', origin = none' ELSE '' END);
  EXCEPTION
    WHEN OTHERS THEN
      -- the context of the error itself would have the statement, and with it the password, in the log
      words := SQLERRM;
  END;
  IF words IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'connection_exception', MESSAGE = format('the way back is not reached: %s', words);
  END IF;
  SELECT count(*) INTO tables FROM pg_subscription_rel r JOIN pg_subscription s ON s.oid = r.srsubid WHERE s.subname = prepare_way_back.name;
  IF tables = 0 THEN
    RAISE EXCEPTION 'the server of the way back publishes no table as %', quote_ident(prepare_way_back.name);
  END IF;
  INSERT INTO cdk8s_migration.made VALUES ('subscription', prepare_way_back.name) ON CONFLICT DO NOTHING;
  RETURN tables;
END
$$;

DROP FUNCTION IF EXISTS cdk8s_migration.start_way_back(text);
-- What the other server committed up to `place` came from here: a slot that went back to before it, in a failover, sends none of it.
CREATE OR REPLACE FUNCTION cdk8s_migration.start_way_back(name text, place pg_lsn) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET session_replication_role = replica AS $$
BEGIN
  PERFORM cdk8s_migration.require_way_back(name);
  IF NOT EXISTS (SELECT FROM cdk8s_migration.made m WHERE m.kind = 'subscription' AND m.name = start_way_back.name) THEN
    RAISE EXCEPTION 'there is no way back %: prepare_way_back makes it', quote_ident(start_way_back.name);
  END IF;
  PERFORM pg_replication_origin_advance('pg_' || s.oid, start_way_back.place) FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
    WHERE s.subname = start_way_back.name AND d.datname = current_database();
  EXECUTE format('ALTER SUBSCRIPTION %I ENABLE', start_way_back.name);
END
$$;

-- Takes the subscription away and leaves the slot on the other server, which is dropped there.
CREATE OR REPLACE FUNCTION cdk8s_migration.stop_way_back(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET session_replication_role = replica AS $$
BEGIN
  DELETE FROM cdk8s_migration.made m WHERE m.kind = 'subscription' AND m.name = stop_way_back.name;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  EXECUTE format('ALTER SUBSCRIPTION %I DISABLE', stop_way_back.name);
  EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', stop_way_back.name);
  EXECUTE format('DROP SUBSCRIPTION %I', stop_way_back.name);
END
$$;

-- `[{"schema": …, "name": …, "value": the last value that was given}]`: sets each sequence there, never backwards; gives how many moved.
CREATE OR REPLACE FUNCTION cdk8s_migration.advance_sequences("values" json) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted record;
  last bigint;
  called boolean;
  reached bigint;
  moved integer := 0;
BEGIN
  FOR wanted IN
    SELECT v->>'schema' AS schema, v->>'name' AS name, (v->>'value')::bigint AS value, s.seqrelid, s.seqincrement, s.seqmin, s.seqmax
    FROM json_array_elements("values") AS v
    LEFT JOIN pg_namespace n ON n.nspname = v->>'schema' LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = v->>'name' AND c.relkind = 'S'
    LEFT JOIN pg_sequence s ON s.seqrelid = c.oid
  LOOP
    IF wanted.seqrelid IS NULL THEN
      RAISE EXCEPTION 'there is no sequence %.%', quote_ident(wanted.schema), quote_ident(wanted.name);
    END IF;
    EXECUTE format('SELECT last_value, is_called FROM %I.%I', wanted.schema, wanted.name) INTO last, called;
    reached := greatest(wanted.seqmin, least(wanted.seqmax, wanted.value));
    IF sign(wanted.seqincrement::numeric) * (reached::numeric - last) > 0 OR (reached = last AND NOT called) THEN
      PERFORM setval(wanted.seqrelid::regclass, reached, true);
      moved := moved + 1;
    END IF;
  END LOOP;
  RETURN moved;
END
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA cdk8s_migration FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA cdk8s_migration FROM PUBLIC;

DO $do$
DECLARE
  wanted text := current_setting('cdk8s_migration.role');
  asked text;
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA cdk8s_migration TO %I', wanted);
  EXECUTE format('GRANT INSERT (password) ON cdk8s_migration.secret TO %I', wanted);
  FOREACH asked IN ARRAY ARRAY[
    'publish(text, text[])', 'unpublish(text)', 'stop_writes(interval)', 'allow_writes()', 'writes_stopped()', 'end_sessions()',
    'way_back()', 'prepare_way_back(text)', 'start_way_back(text, pg_lsn)', 'stop_way_back(text)', 'advance_sequences(json)'
  ] LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION cdk8s_migration.%s TO %I', asked, wanted);
  END LOOP;
  IF current_setting('server_version_num')::integer >= 140000 THEN
    EXECUTE format('GRANT pg_read_all_data TO %I', wanted);
    RETURN;
  END IF;
  FOR asked IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'cdk8s_migration') LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', asked, wanted);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', asked, wanted);
    EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO %I', asked, wanted);
  END LOOP;
  -- and what the owners make later
  FOR asked IN SELECT DISTINCT r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' LOOP
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT SELECT ON TABLES TO %I', asked, wanted);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT SELECT ON SEQUENCES TO %I', asked, wanted);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT USAGE ON SCHEMAS TO %I', asked, wanted);
  END LOOP;
END
$do$;
COMMIT;

\echo 'Done. Set the password of' :role 'by \\password' :role 'and let it in by pg_hba.conf.'
