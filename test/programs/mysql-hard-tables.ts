/** Tables with what is hard to carry over, in a database of their own. */
export const HARD_TABLES = `
  SET NAMES utf8mb4, sql_mode = '', foreign_key_checks = 0, time_zone = '+05:00';
  CREATE TABLE orders (id bigint PRIMARY KEY AUTO_INCREMENT, total decimal(12, 4), twice decimal(14, 4) GENERATED ALWAYS AS (total * 2) STORED, length int AS (CHAR_LENGTH(note)) VIRTUAL, note text, at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    hidden int INVISIBLE DEFAULT 7, KEY (total DESC), KEY ((total + 1)), CHECK (total IS NULL OR total > -1000000)) AUTO_INCREMENT = 100000;
  CREATE TABLE \`lines\` (order_id bigint, line smallint unsigned, day date, payload json, raw varbinary(20), PRIMARY KEY (order_id, line, day), CONSTRAINT of_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE);
  CREATE TABLE hen (id int PRIMARY KEY, egg int, CONSTRAINT from_egg FOREIGN KEY (egg) REFERENCES egg (id)); CREATE TABLE egg (id int PRIMARY KEY, hen int, CONSTRAINT from_hen FOREIGN KEY (hen) REFERENCES hen (id));
  CREATE TABLE kinds (id int PRIMARY KEY, f float, ff float(7, 3), d double, b bit(17), g geometry, p point NOT NULL SRID 4326, e enum('a', 'b,''c'), s set('x', 'y', 'ü'), y year, t time(6), dt datetime(6), ts timestamp(6) NULL, da date, j json,
    la varchar(50) CHARACTER SET latin1, u16 varchar(50) CHARACTER SET utf16, bi binary(8), tb tinyblob, lt longtext, n varchar(9), z int(6) zerofill, bo boolean, SPATIAL KEY (p));
  CREATE TABLE plain_kinds LIKE kinds; ALTER TABLE plain_kinds DROP f, DROP ff;
  CREATE TABLE floats (id int PRIMARY KEY, f float, n varchar(30), e enum('a', 'b'), at datetime(3), raw varbinary(9), b bit(3), v float AS (f * 2) VIRTUAL);
  CREATE TABLE parts (id int, at date, v varchar(9), PRIMARY KEY (id, at)) PARTITION BY RANGE (TO_DAYS(at)) (PARTITION p1 VALUES LESS THAN (TO_DAYS('2026-07-01')), PARTITION p2 VALUES LESS THAN MAXVALUE);
  CREATE TABLE \`A \`\`quoted\`\`.name' of $1 % _ \\\\d"\` (\`Ein "Name"\` int PRIMARY KEY, \`select\` text, \`ü\` text, \`a''b\` text);
  CREATE TABLE MixedCase (Id int PRIMARY KEY, Text varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin);
  CREATE TABLE \`empty\` (id int PRIMARY KEY AUTO_INCREMENT, v text) AUTO_INCREMENT = 50;
  CREATE TABLE zero (id int PRIMARY KEY, d date NOT NULL DEFAULT '0000-00-00', dt datetime DEFAULT '0000-00-00 00:00:00');
  CREATE TABLE numbered (id int PRIMARY KEY AUTO_INCREMENT, v int); CREATE TABLE large (id int PRIMARY KEY, b longblob);
  CREATE TABLE log (id int PRIMARY KEY AUTO_INCREMENT, what varchar(100));
  CREATE TABLE cache (id int PRIMARY KEY, v int);`;

export const HARD_CODE = `
  SET NAMES utf8mb4, sql_mode = 'ANSI_QUOTES,STRICT_TRANS_TABLES';
  DELIMITER //
  CREATE DEFINER = app@'%' FUNCTION twofold(v decimal(12, 4)) RETURNS decimal(14, 4) DETERMINISTIC COMMENT 'it''s "ü"' RETURN v * 2//
  CREATE DEFINER = 'app'@'%' PROCEDURE note(IN what varchar(100) CHARACTER SET latin1, OUT n int) BEGIN /* ; */\r\n -- kept\r\n INSERT INTO log (what) VALUES (CONCAT(what, ';ü😀')); SELECT COUNT(*) INTO n FROM log; END//
  CREATE DEFINER = app@'%' TRIGGER orders_logged AFTER INSERT ON orders FOR EACH ROW BEGIN INSERT INTO log (what) VALUES (CONCAT('order ', NEW.id)); END//
  CREATE TRIGGER orders_logged_again AFTER INSERT ON orders FOR EACH ROW FOLLOWS orders_logged INSERT INTO log (what) VALUES ('again')//
  CREATE DEFINER = app@'%' EVENT tick ON SCHEDULE EVERY 1 SECOND STARTS '2020-01-01 00:00:00' ON COMPLETION PRESERVE ENABLE COMMENT 'it''s \\\\ ü' DO BEGIN INSERT INTO log (what) VALUES ('tick;'); END//
  SET time_zone = '+03:00'//
  CREATE EVENT "off ENABLE DO" ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2020-01-01 00:00:00' ENDS '2037-01-01 00:00:00' DISABLE DO INSERT INTO log (what) VALUES ('never')//
  CREATE EVENT later ON SCHEDULE AT '2037-01-01 00:00:00' DO DO 1//
  DELIMITER ;
  CREATE VIEW totals AS SELECT id, total FROM orders WHERE total > 1; CREATE ALGORITHM = MERGE DEFINER = app@'%' SQL SECURITY INVOKER VIEW over_totals AS SELECT id, twofold(total) AS v FROM totals WITH CASCADED CHECK OPTION;`;

export const HARD_ROWS = `
  SET NAMES utf8mb4, sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, time_zone = '+05:00', cte_max_recursion_depth = 100000;
  INSERT INTO orders (total, note) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i * 1.1, CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('x\\r\\n\\t"\\\\''ü€😀', i, CHAR(0 USING utf8mb4), CHAR(26 USING utf8mb4)) END FROM n;
  INSERT INTO orders (total, note) VALUES (NULL, NULL), (-1, 'NULL'), (0, '\\\\N'); INSERT INTO orders (id, note, at) VALUES (0, 'zero', '1970-01-01 05:00:01');
  INSERT INTO \`lines\` SELECT id, 1, '2026-01-01', JSON_OBJECT('b', total, 'a', 1.5e0, 'ü', NULL), UNHEX(LEFT(SHA2(id, 256), 40)) FROM orders;
  INSERT INTO hen VALUES (1, 1), (2, NULL); INSERT INTO egg VALUES (1, 2), (2, 1);
  INSERT INTO kinds VALUES
    (1, 1.2345678, 1234.567, 1e0 / 3, b'101', ST_GeomFromText('LINESTRING(0.1 0.2, 3 4)'), ST_GeomFromText('POINT(50.1 8.7)', 4326), 'b,''c', 'x,ü', 2026, '-838:59:59.000001', '9999-12-31 23:59:59.999999', '2026-03-29 02:30:00.123456', '1000-01-01', '{"z": 1, "a": [1, 2.50, "ü😀", null, true]}',
      'grün €', 'ü😀', X'00FF', X'00', REPEAT('ü', 1000), 'a ', 42, true),
    (2, 16777217, -0.001, 2.2250738585072014e-308, b'0', NULL, ST_GeomFromText('POINT(0 0)', 4326), '', '', 0, '00:00:00', '0000-00-00 00:00:00', NULL, '0000-00-00', '"text"', '', '', '', '', '', '', 0, false),
    (3, 3.4028234e38, NULL, 1.7976931348623157e308, b'11111111111111111', ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2))'), ST_GeomFromText('POINT(-33 151)', 4326), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'null', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, 1e-38, 1, -0e0, NULL, NULL, ST_GeomFromText('POINT(1 1)', 4326), 'a', 'y', 1901, '12:00', '2026-01-01 00:00:00', '2026-10-25 00:59:59', '2026-02-28', CAST(CAST('2026-01-01' AS DATE) AS JSON), 'NULL', 'N', 'NULL', 'NULL', 'NULL', 'NULL', 1, 1);
  INSERT INTO plain_kinds SELECT id, d, b, g, p, e, s, y, t, dt, ts, da, j, la, u16, bi, tb, lt, n, z, bo FROM kinds;
  INSERT INTO floats (id, f, n, e, at, raw, b) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1050) SELECT i, i / 7e0, CONCAT('ü\\'', i), IF(i % 2, 'a', ''), '2026-01-01 00:00:00.123', X'00270A5C', 5 FROM n;
  INSERT INTO floats (id) VALUES (-1);
  INSERT INTO parts VALUES (1, '2026-01-01', 'a'), (2, '2026-12-31', 'b');
  INSERT INTO \`A \`\`quoted\`\`.name' of $1 % _ \\\\d"\` VALUES (1, 'one', '1', 'eins'), (2, NULL, NULL, NULL);
  INSERT INTO MixedCase VALUES (1, 'A'), (2, 'a'); INSERT INTO zero VALUES (1, DEFAULT, DEFAULT); INSERT INTO numbered (v) VALUES (1), (2), (3), (4); DELETE FROM numbered WHERE id IN (2, 4);
  INSERT INTO large VALUES (1, NULL), (2, ''), (3, REPEAT(X'00FF275C0A', 1048576)); INSERT INTO cache VALUES (1, 1);`;
