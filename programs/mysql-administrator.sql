-- What a migration needs on the MySQL server that it leaves. An administrator of it runs it once, and may run it again while writes are not stopped:
--
--   mysql --init-command="SET @migration_database = 'DATABASE'" < mysql-administrator.sql
--
-- Three more variables may be set there: @migration_user, the user's name (cdk8s_migration without), @migration_host, where it may come from (% without), and
-- @migration_unencrypted = 1, with which it may come without TLS.
--
-- For MySQL 8.0.20 and later. It makes the schema cdk8s_migration, whose procedures do the few things for which an administrator is needed; the locked account
-- cdk8s_migration_owner@localhost, as which they run and nobody can log in; and one user that reads the database and calls them. It changes nothing else.
-- mysql-administrator-remove.sql takes all of it away. The user has a password that nobody knows until one is set. In an interactive client, which keeps no
-- such line in its history:
--
--   ALTER USER 'cdk8s_migration'@'%' IDENTIFIED BY '…';
--
-- The write stop is super_read_only, persisted: it holds for the whole server, for all of its databases, for administrators, for sessions and transactions
-- that are open, and after a restart. It does not hold for temporary tables, for what a replica applies, and for who turns it off. The assessment says so
-- where it matters.
SET SESSION sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';
SET NAMES utf8mb4;
SET @migration_user = COALESCE(@migration_user, 'cdk8s_migration'), @migration_host = COALESCE(@migration_host, '%');

CREATE DATABASE IF NOT EXISTS cdk8s_migration CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

DROP PROCEDURE IF EXISTS cdk8s_migration.require_fit;
DELIMITER //
CREATE PROCEDURE cdk8s_migration.require_fit()
BEGIN
  DECLARE words VARCHAR(128);
  -- SHOW_ROUTINE came with 8.0.20
  IF VERSION() LIKE '%MariaDB%' OR CAST(SUBSTRING_INDEX(VERSION(), '.', 1) AS UNSIGNED) < 8 OR VERSION() REGEXP '^8\\.0\\.1?[0-9][^0-9]' OR VERSION() REGEXP '^8\\.0\\.1?[0-9]$' THEN
    SET words = LEFT(CONCAT('the server must be MySQL 8.0.20 or later, and it is ', VERSION()), 128);
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = words;
  END IF;
  IF @migration_database IS NULL OR NOT EXISTS (SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = @migration_database) THEN
    SET words = LEFT(CONCAT('@migration_database must name a database of this server, got ', COALESCE(@migration_database, 'none')), 128);
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = words;
  END IF;
  IF @migration_database IN ('mysql', 'sys', 'information_schema', 'performance_schema', 'cdk8s_migration') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '@migration_database must not be a database of the server itself';
  END IF;
END//
DELIMITER ;
CALL cdk8s_migration.require_fit();
DROP PROCEDURE cdk8s_migration.require_fit;

-- The database that moves, and who moves it.
CREATE TABLE IF NOT EXISTS cdk8s_migration.moved (
  database_name varchar(64) NOT NULL PRIMARY KEY, user_name varchar(32) NOT NULL, user_host varchar(255) NOT NULL
) ENGINE = InnoDB;
REPLACE INTO cdk8s_migration.moved (database_name, user_name, user_host) VALUES (@migration_database, @migration_user, @migration_host);
-- What was persisted before a stop: a row says that the stop is this one's. It is written before the stop begins, and taken away when all is open again.
CREATE TABLE IF NOT EXISTS cdk8s_migration.stopped (
  one tinyint NOT NULL DEFAULT 1 PRIMARY KEY CHECK (one = 1), persisted_before varchar(8) NULL, at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
) ENGINE = InnoDB;

-- Passwords that nobody knows; the server writes them into no log (MySQL manual, 8.1.2.3, Passwords and Logging).
SET @statement = CONCAT('CREATE USER IF NOT EXISTS cdk8s_migration_owner@localhost IDENTIFIED BY ''', HEX(RANDOM_BYTES(32)), ''' ACCOUNT LOCK');
PREPARE asked FROM @statement;
EXECUTE asked;
ALTER USER cdk8s_migration_owner@localhost ACCOUNT LOCK;
SET @statement = CONCAT('CREATE USER IF NOT EXISTS ', QUOTE(@migration_user), '@', QUOTE(@migration_host), ' IDENTIFIED BY ''', HEX(RANDOM_BYTES(32)), ''' REQUIRE SSL');
PREPARE asked FROM @statement;
EXECUTE asked;
SET @statement = CONCAT('ALTER USER ', QUOTE(@migration_user), '@', QUOTE(@migration_host), ' REQUIRE ', IF(COALESCE(@migration_unencrypted, 0) = 1, 'NONE', 'SSL'));
PREPARE asked FROM @statement;
EXECUTE asked;

-- super_read_only and what is persisted of it; ending sessions, those of administrators, too; seeing sessions and what they hold
GRANT SYSTEM_VARIABLES_ADMIN, CONNECTION_ADMIN, SYSTEM_USER, PROCESS ON *.* TO cdk8s_migration_owner@localhost;
GRANT SELECT ON performance_schema.* TO cdk8s_migration_owner@localhost;
GRANT SELECT (User, Host, plugin, account_locked) ON mysql.user TO cdk8s_migration_owner@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE ON cdk8s_migration.* TO cdk8s_migration_owner@localhost;

DROP FUNCTION IF EXISTS cdk8s_migration.writes_stopped;
DROP FUNCTION IF EXISTS cdk8s_migration.stopped_at;
DROP PROCEDURE IF EXISTS cdk8s_migration.take_turn;
DROP PROCEDURE IF EXISTS cdk8s_migration.end_session;
DROP PROCEDURE IF EXISTS cdk8s_migration.end_blocking;
DROP PROCEDURE IF EXISTS cdk8s_migration.end_writing;
DROP PROCEDURE IF EXISTS cdk8s_migration.stop_writes;
DROP PROCEDURE IF EXISTS cdk8s_migration.allow_writes;
DROP PROCEDURE IF EXISTS cdk8s_migration.end_sessions;
DROP PROCEDURE IF EXISTS cdk8s_migration.accounts;

DELIMITER //
-- Whether nobody can write, also after a restart, and by this stop. A prepared transaction would be committed although the server is read-only.
CREATE DEFINER = cdk8s_migration_owner@localhost FUNCTION cdk8s_migration.writes_stopped() RETURNS tinyint
NOT DETERMINISTIC READS SQL DATA SQL SECURITY DEFINER
BEGIN
  RETURN @@GLOBAL.super_read_only
    AND EXISTS (SELECT 1 FROM performance_schema.persisted_variables WHERE VARIABLE_NAME = 'super_read_only' AND VARIABLE_VALUE = 'ON')
    AND EXISTS (SELECT 1 FROM cdk8s_migration.stopped)
    AND NOT EXISTS (SELECT 1 FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = 0 AND trx_state <> 'ROLLING BACK');
END//

-- Tells one stop from another one: its moment; NULL where there is none.
CREATE DEFINER = cdk8s_migration_owner@localhost FUNCTION cdk8s_migration.stopped_at() RETURNS varchar(40) CHARACTER SET utf8mb4
NOT DETERMINISTIC READS SQL DATA SQL SECURITY DEFINER
BEGIN
  RETURN (SELECT CAST(UNIX_TIMESTAMP(at) AS CHAR) FROM cdk8s_migration.stopped);
END//

CREATE DEFINER = cdk8s_migration_owner@localhost PROCEDURE cdk8s_migration.end_session(IN of_session BIGINT UNSIGNED)
SQL SECURITY DEFINER
BEGIN
  -- it has gone by itself
  DECLARE CONTINUE HANDLER FOR 1094 BEGIN END;
  KILL CONNECTION of_session;
END//

-- One after the other. Who comes later is whom the migration has sent last, so that it ends the one before: a stop that is still on its way would close again
-- what is opened now.
CREATE DEFINER = cdk8s_migration_owner@localhost PROCEDURE cdk8s_migration.take_turn()
SQL SECURITY DEFINER
BEGIN
  DECLARE attempts INT DEFAULT 0;
  DECLARE holder BIGINT UNSIGNED;
  WHILE NOT COALESCE(GET_LOCK('cdk8s_migration', IF(attempts = 0, 0, 1)), 0) DO
    SET attempts = attempts + 1;
    IF attempts > 30 THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'another stop or opening goes on, although its session was ended';
    END IF;
    SET holder = IS_USED_LOCK('cdk8s_migration');
    IF holder IS NOT NULL THEN
      CALL cdk8s_migration.end_session(holder);
    END IF;
  END WHILE;
END//

-- Ends whoever keeps the server from becoming read-only: holders of its global locks, and where those are not seen, all statements that were there before.
CREATE DEFINER = cdk8s_migration_owner@localhost PROCEDURE cdk8s_migration.end_blocking(IN began DATETIME(6), INOUT ended INT)
SQL SECURITY DEFINER
BEGIN
  DECLARE found TINYINT DEFAULT 1;
  DECLARE blocker BIGINT UNSIGNED;
  DECLARE blockers CURSOR FOR
    SELECT DISTINCT t.PROCESSLIST_ID FROM performance_schema.metadata_locks l JOIN performance_schema.threads t ON t.THREAD_ID = l.OWNER_THREAD_ID
    WHERE l.OBJECT_TYPE IN ('GLOBAL', 'COMMIT') AND l.LOCK_STATUS = 'GRANTED' AND t.PROCESSLIST_ID <> CONNECTION_ID()
    UNION SELECT t.PROCESSLIST_ID FROM performance_schema.threads t
    WHERE t.TYPE = 'FOREGROUND' AND t.PROCESSLIST_COMMAND IN ('Query', 'Execute') AND t.PROCESSLIST_ID <> CONNECTION_ID()
      AND t.PROCESSLIST_TIME >= TIMESTAMPDIFF(SECOND, began, UTC_TIMESTAMP(6))
      AND NOT EXISTS (SELECT 1 FROM performance_schema.setup_instruments WHERE NAME = 'wait/lock/metadata/sql/mdl' AND ENABLED = 'YES');
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET found = 0;
  OPEN blockers;
  FETCH blockers INTO blocker;
  WHILE found DO
    CALL cdk8s_migration.end_session(blocker);
    SET ended = ended + 1;
    SET found = 1;
    FETCH blockers INTO blocker;
  END WHILE;
  CLOSE blockers;
END//

-- Ends all that wrote before the server became read-only and did not commit. It could not: but of an XA transaction, XA PREPARE and XA COMMIT are not refused.
CREATE DEFINER = cdk8s_migration_owner@localhost PROCEDURE cdk8s_migration.end_writing(INOUT ended INT)
SQL SECURITY DEFINER
BEGIN
  DECLARE found TINYINT;
  DECLARE attempts INT DEFAULT 0;
  DECLARE writing INT DEFAULT 1;
  DECLARE writer BIGINT UNSIGNED;
  DECLARE writers CURSOR FOR
    SELECT trx_mysql_thread_id FROM information_schema.INNODB_TRX
    WHERE trx_mysql_thread_id NOT IN (0, CONNECTION_ID()) AND trx_rows_modified > 0 AND trx_state <> 'ROLLING BACK';
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET found = 0;
  WHILE writing > 0 DO
    -- what is seen there is a tenth of a second old
    DO SLEEP(0.2);
    SET writing = 0;
    SET found = 1;
    OPEN writers;
    FETCH writers INTO writer;
    WHILE found DO
      CALL cdk8s_migration.end_session(writer);
      SET writing = writing + 1;
      FETCH writers INTO writer;
    END WHILE;
    CLOSE writers;
    SET ended = ended + IF(attempts = 0, writing, 0);
    SET attempts = attempts + 1;
    IF attempts > 100 THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'sessions that wrote before the stop go on, although they were ended';
    END IF;
  END WHILE;
  IF EXISTS (SELECT 1 FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = 0 AND trx_state <> 'ROLLING BACK') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an XA transaction was prepared while writes were stopped: see XA RECOVER, commit it or roll it back, and stop again';
  END IF;
END//

-- Stops all writes, also in sessions and transactions that are open and of administrators. Whoever holds the server's locks longer than the grace is ended, and
-- whoever wrote and did not commit until then; the row says how many.
CREATE DEFINER = cdk8s_migration_owner@localhost PROCEDURE cdk8s_migration.stop_writes(IN grace_seconds INT)
SQL SECURITY DEFINER
BEGIN
  DECLARE began DATETIME(6) DEFAULT UTC_TIMESTAMP(6);
  DECLARE ended INT DEFAULT 0;
  DECLARE attempts INT DEFAULT 0;
  DECLARE waiting TINYINT DEFAULT 1;
  DECLARE open_before TINYINT DEFAULT 1;
  DECLARE waited BIGINT;
  DECLARE words VARCHAR(128);
  IF cdk8s_migration.writes_stopped() THEN
    SET waiting = 0, open_before = 0;
  ELSE
    CALL cdk8s_migration.take_turn();
    IF NOT EXISTS (SELECT 1 FROM cdk8s_migration.stopped) THEN
      IF @@GLOBAL.read_only OR @@GLOBAL.super_read_only THEN
        DO RELEASE_LOCK('cdk8s_migration');
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the server is read-only already, and this did not do it';
      END IF;
    END IF;
    SELECT CONCAT(COUNT(*), ' prepared XA transactions are open and would be committed after the stop: see XA RECOVER, and commit them or roll them back') INTO words
    FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = 0 AND trx_state <> 'ROLLING BACK' HAVING COUNT(*) > 0;
    IF words IS NOT NULL THEN
      DO RELEASE_LOCK('cdk8s_migration');
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = words;
    END IF;
    -- a stop that did not come to its end has left its row, and is read-only or not
    IF NOT @@GLOBAL.read_only THEN
      REPLACE INTO cdk8s_migration.stopped (persisted_before)
        SELECT MAX(VARIABLE_VALUE) FROM performance_schema.persisted_variables WHERE VARIABLE_NAME = 'super_read_only';
      -- read_only cannot be set within a transaction
      COMMIT;
    END IF;
  END IF;
  SET waited = @@SESSION.lock_wait_timeout;
  WHILE waiting DO
    SET SESSION lock_wait_timeout = GREATEST(1, grace_seconds - TIMESTAMPDIFF(SECOND, began, UTC_TIMESTAMP(6)));
    SET waiting = 0;
    BEGIN
      DECLARE CONTINUE HANDLER FOR 1205 SET waiting = 1;
      SET PERSIST super_read_only = ON;
    END;
    IF waiting THEN
      SET attempts = attempts + 1;
      IF attempts > 20 THEN
        SET SESSION lock_wait_timeout = waited;
        DO RELEASE_LOCK('cdk8s_migration');
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'other sessions keep the server from becoming read-only, although they were ended';
      END IF;
      CALL cdk8s_migration.end_blocking(began, ended);
    END IF;
  END WHILE;
  SET SESSION lock_wait_timeout = waited;
  IF open_before THEN
    CALL cdk8s_migration.end_writing(ended);
  END IF;
  DO RELEASE_LOCK('cdk8s_migration');
  SELECT ended;
END//

-- Takes a stop back, also one that did not come to its end, and leaves nothing persisted that was not so before.
CREATE DEFINER = cdk8s_migration_owner@localhost PROCEDURE cdk8s_migration.allow_writes()
SQL SECURITY DEFINER
BEGIN
  DECLARE before_it VARCHAR(8);
  CALL cdk8s_migration.take_turn();
  IF EXISTS (SELECT 1 FROM cdk8s_migration.stopped) THEN
    SELECT persisted_before INTO before_it FROM cdk8s_migration.stopped;
    -- read within a transaction where autocommit is off
    COMMIT;
    IF before_it IS NULL THEN
      RESET PERSIST IF EXISTS super_read_only;
    ELSE
      SET PERSIST super_read_only = OFF;
    END IF;
    SET GLOBAL super_read_only = OFF;
    SET GLOBAL read_only = OFF;
    DELETE FROM cdk8s_migration.stopped;
    COMMIT;
  ELSEIF @@GLOBAL.read_only OR @@GLOBAL.super_read_only THEN
    DO RELEASE_LOCK('cdk8s_migration');
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the server is read-only, and this did not do it';
  END IF;
  DO RELEASE_LOCK('cdk8s_migration');
END//

-- Ends the sessions of clients that use the database, or none, while writes are stopped: they would hold on to a server that takes none. The row says how many.
CREATE DEFINER = cdk8s_migration_owner@localhost PROCEDURE cdk8s_migration.end_sessions(IN of_database VARCHAR(64) CHARACTER SET utf8mb4)
SQL SECURITY DEFINER
BEGIN
  DECLARE found TINYINT DEFAULT 1;
  DECLARE ended INT DEFAULT 0;
  DECLARE client BIGINT UNSIGNED;
  DECLARE clients CURSOR FOR
    SELECT t.PROCESSLIST_ID FROM performance_schema.threads t JOIN cdk8s_migration.moved m ON m.database_name = of_database
    WHERE t.TYPE = 'FOREGROUND' AND t.PROCESSLIST_ID <> CONNECTION_ID() AND t.PROCESSLIST_USER NOT IN ('event_scheduler', 'system user', m.user_name)
      AND t.PROCESSLIST_COMMAND NOT IN ('Binlog Dump', 'Binlog Dump GTID', 'Daemon') AND COALESCE(t.PROCESSLIST_DB, m.database_name) = m.database_name;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET found = 0;
  IF cdk8s_migration.writes_stopped() THEN
    OPEN clients;
    FETCH clients INTO client;
    WHILE found DO
      CALL cdk8s_migration.end_session(client);
      SET ended = ended + 1;
      FETCH clients INTO client;
    END WHILE;
    CLOSE clients;
  END IF;
  SELECT ended;
END//

-- Who may log in, and how: names, and nothing else.
CREATE DEFINER = cdk8s_migration_owner@localhost PROCEDURE cdk8s_migration.accounts()
SQL SECURITY DEFINER READS SQL DATA
BEGIN
  SELECT JSON_OBJECT('name', u.User, 'host', u.Host, 'plugin', u.plugin) FROM mysql.user u
  WHERE NOT EXISTS (SELECT 1 FROM cdk8s_migration.moved m WHERE m.user_name = u.User) AND u.account_locked = 'N' AND u.User NOT IN ('mysql.sys', 'mysql.session', 'mysql.infoschema', 'cdk8s_migration_owner') ORDER BY u.User, u.Host;
END//
DELIMITER ;

SET @account = CONCAT(QUOTE(@migration_user), '@', QUOTE(@migration_host));
-- in a grant _ and % stand for others, unless rights may be revoked in part (MySQL manual, 15.7.1.6, GRANT Statement)
SET @database = CONCAT('`', REPLACE(IF(@@GLOBAL.partial_revokes, @migration_database, REPLACE(REPLACE(@migration_database, '_', '\\_'), '%', '\\%')), '`', '``'), '`');
SET @statement = CONCAT('GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON ', @database, '.* TO ', @account);
PREPARE asked FROM @statement;
EXECUTE asked;
-- names of databases; bodies of routines; sessions and transactions of others; prepared transactions; whether this is a replica
SET @statement = CONCAT('GRANT SHOW DATABASES, SHOW_ROUTINE, PROCESS, XA_RECOVER_ADMIN, REPLICATION CLIENT ON *.* TO ', @account);
PREPARE asked FROM @statement;
EXECUTE asked;
SET @statement = CONCAT('GRANT SELECT ON performance_schema.* TO ', @account);
PREPARE asked FROM @statement;
EXECUTE asked;
SET @statement = CONCAT('GRANT EXECUTE ON FUNCTION cdk8s_migration.writes_stopped TO ', @account);
PREPARE asked FROM @statement;
EXECUTE asked;
SET @statement = CONCAT('GRANT EXECUTE ON FUNCTION cdk8s_migration.stopped_at TO ', @account);
PREPARE asked FROM @statement;
EXECUTE asked;
SET @statement = CONCAT('GRANT EXECUTE ON PROCEDURE cdk8s_migration.stop_writes TO ', @account);
PREPARE asked FROM @statement;
EXECUTE asked;
SET @statement = CONCAT('GRANT EXECUTE ON PROCEDURE cdk8s_migration.allow_writes TO ', @account);
PREPARE asked FROM @statement;
EXECUTE asked;
SET @statement = CONCAT('GRANT EXECUTE ON PROCEDURE cdk8s_migration.end_sessions TO ', @account);
PREPARE asked FROM @statement;
EXECUTE asked;
SET @statement = CONCAT('GRANT EXECUTE ON PROCEDURE cdk8s_migration.accounts TO ', @account);
PREPARE asked FROM @statement;
EXECUTE asked;
DEALLOCATE PREPARE asked;

SELECT CONCAT('Done. Set the password in an interactive client: ALTER USER ', @account, ' IDENTIFIED BY ''…'';') AS '';
