-- Takes away what mysql-administrator.sql made. An administrator runs it after the migration was confirmed or given up:
--
--   mysql < mysql-administrator-remove.sql
--
-- It takes away what all migrations from this server need: not before the last of them. It never opens a server for writes: where they are stopped it changes nothing, and says so. Then either the server is turned off for good, or an
-- administrator says `CALL cdk8s_migration.allow_writes();` and runs this again.
SET SESSION sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION';
SET NAMES utf8mb4;
-- super_read_only would refuse each of these; an error here ends the script before anything is gone
CREATE DATABASE IF NOT EXISTS cdk8s_migration;
CREATE TABLE IF NOT EXISTS cdk8s_migration.moved (
  database_name varchar(64) NOT NULL PRIMARY KEY, user_name varchar(32) NOT NULL, user_host varchar(255) NOT NULL
) ENGINE = InnoDB;
SELECT CONCAT('DROP USER IF EXISTS ', GROUP_CONCAT(DISTINCT QUOTE(user_name), '@', QUOTE(user_host))) INTO @statement FROM cdk8s_migration.moved;
SET @statement = COALESCE(@statement, 'DO 0');
PREPARE asked FROM @statement;
EXECUTE asked;
DEALLOCATE PREPARE asked;
DROP DATABASE cdk8s_migration;
DROP USER IF EXISTS cdk8s_migration_owner@localhost;
