/** Tables with what is hard to compare. */
export const HARD_TABLES = `
  CREATE SCHEMA "Odd Schema"; CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN cents AS bigint CHECK (VALUE >= 0); CREATE TYPE pair AS (a int, b text);
  CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric(12, 4), twice numeric GENERATED ALWAYS AS (total * 2) STORED, note text, at timestamptz DEFAULT now());
  CREATE TABLE lines (order_id int, line smallint, day date, payload jsonb, raw bytea, PRIMARY KEY (order_id, line, day));
  CREATE TABLE kinds (id uuid PRIMARY KEY, m mood, c cents, arr text[], nested int[][], r int4range, tr tstzrange, iv interval, p pair, f4 float4, f8 float8, fa float8[], b bit(5),
    vb bit varying, ip inet, mac macaddr, x xml, j json, ts tsvector, money money, pt point, ch char(6), vc varchar(9), t time, ttz timetz, o oid, bo boolean, n numeric, "char" "char");
  CREATE TABLE keyless (a int, b text); ALTER TABLE keyless REPLICA IDENTITY FULL;
  CREATE TABLE worded (code text PRIMARY KEY, n int);
  CREATE TABLE padded (code char(8), kind mood, n int, PRIMARY KEY (code, kind));
  CREATE TABLE parts (id int, at timestamp, v text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-07-01'); CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2026-07-01') TO ('2027-01-01');
  CREATE TABLE "Odd Schema"."A ""quoted"".name of $1 \\d" ("Ein Name" int PRIMARY KEY, "t" text, "k0" text, "select" text, "a\\b" text);
  CREATE TABLE nothing_in_it (); ALTER TABLE nothing_in_it REPLICA IDENTITY FULL;
  CREATE TABLE empty (id int PRIMARY KEY, v text);
  CREATE TABLE by_index (a int, b timestamp NOT NULL, c text); CREATE UNIQUE INDEX by_index_b ON by_index (b); ALTER TABLE by_index REPLICA IDENTITY USING INDEX by_index_b;
  CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY);`;

/** All of them that are published. */
export const HARD_NAMES = 'orders, lines, kinds, keyless, worded, padded, parts, "Odd Schema"."A ""quoted"".name of $1 \\d", nothing_in_it, empty, by_index';

export const HARD_ROWS = `
  INSERT INTO orders (total, note) SELECT i * 1.10, CASE WHEN i % 3 = 0 THEN NULL WHEN i % 3 = 1 THEN '' ELSE E'x\\n\\t"\\\\ü€😀' || i END FROM generate_series(1, 2000) i;
  INSERT INTO orders (total, note) VALUES (NULL, NULL), ('NaN', 'not a number'), (1.0000, 'NULL');
  INSERT INTO lines SELECT i, 1, DATE '2026-01-01' + i, jsonb_build_object('b', i, 'a', 1.50, 'ü', NULL), decode(md5(i::text), 'hex') FROM generate_series(-500, 500) i;
  INSERT INTO kinds SELECT gen_random_uuid(), 'ok', i, ARRAY['a,b', NULL, '"', ''], '{{1,2},{3,NULL}}', '[1,5)', '(,2026-01-01)', '1 mon -2 days 03:04:05.678', ROW(i, NULL::text)::pair, v, v, ARRAY[v, 'NaN', '-0'], B'10101',
    B'1', '10.0.0.1/8', '08:00:2b:01:02:03', '<a b="c">d</a>', '{"b": 1,  "a": 1.0}', 'a:1 b:2', 12.34, '(1.1,-0)', 'ab', 'ab ', '24:00', '12:00+02', 4000000000, true, n, 'x'
    FROM (VALUES (1, 0::float8, 0::numeric), (2, '-0', 0.00), (3, 'NaN', 'NaN'), (4, 'Infinity', 1e100), (5, '-Infinity', -0.000000001), (6, 1e-37, 1.10), (7, 0.1, 1.1), (8, 1.0 / 3, 100)) v(i, v, n);
  INSERT INTO kinds (id, f8) VALUES (gen_random_uuid(), 'Infinity'::float8 + '-Infinity'), (gen_random_uuid(), 2.2250738585072014e-308), (gen_random_uuid(), NULL);
  INSERT INTO keyless SELECT i % 100, NULL FROM generate_series(1, 500) i; INSERT INTO keyless SELECT NULL, 'x' FROM generate_series(1, 7); INSERT INTO keyless VALUES (NULL, NULL), (NULL, ''), (NULL, NULL);
  INSERT INTO worded SELECT CASE WHEN i % 2 = 0 THEN 'a-' ELSE 'B ' END || i || '''"\\', i FROM generate_series(1, 1000) i;
  INSERT INTO padded SELECT 'c' || i, 'ok', i FROM generate_series(1, 300) i;
  INSERT INTO parts SELECT i, TIMESTAMP '2026-01-01' + i * INTERVAL '1 hour', 'v' FROM generate_series(1, 8000) i;
  INSERT INTO "Odd Schema"."A ""quoted"".name of $1 \\d" SELECT i, 'a', 'b', NULL, '\\' FROM generate_series(1, 20) i;
  INSERT INTO nothing_in_it SELECT FROM generate_series(1, 5);
  INSERT INTO by_index SELECT i, TIMESTAMP '2026-01-01' + i * INTERVAL '1 s', 'c' FROM generate_series(1, 400) i;
  INSERT INTO unlogged VALUES (1);`;

/** Tables above the size that is read as a whole: one for each way of comparing. */
export const BIG_TABLES = `
  CREATE TABLE numbers (id bigint PRIMARY KEY, n int, v text);
  CREATE TABLE codes (code text PRIMARY KEY, n int, v text);
  CREATE TABLE bag (a int, v text); ALTER TABLE bag REPLICA IDENTITY FULL;
  CREATE TABLE rooted (id int, day date, v text, PRIMARY KEY (day, id)) PARTITION BY HASH (day);
  CREATE TABLE rooted_0 PARTITION OF rooted FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE rooted_1 PARTITION OF rooted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
  CREATE TABLE moods (id bigint, m mood, v text, PRIMARY KEY (m, id));`;

export const BIG_NAMES = 'numbers, codes, bag, rooted, moods';

export const BIG_ROWS = `
  INSERT INTO numbers SELECT i, 0, md5(i::text) FROM generate_series(1, 110000) i;
  INSERT INTO codes SELECT 'c-' || i, 0, repeat('c', 400) FROM generate_series(1, 12000) i;
  INSERT INTO bag SELECT i / 3, 'v' || i / 3 || repeat('x', 400) FROM generate_series(1, 12000) i;
  INSERT INTO rooted SELECT i, DATE '2026-01-01' + i % 50, repeat('r', 400) FROM generate_series(1, 12000) i;
  INSERT INTO moods SELECT i, 'ok', repeat('m', 400) FROM generate_series(1, 12000) i;
  ANALYZE;`;

/** Writes of all kinds without end, each a transaction; they leave rows alone whose number is odd. */
export const LOAD = `/* the load */ DO $$ DECLARE i bigint := 0; k int; BEGIN LOOP
  i := i + 1; k := 2 * (1 + floor(random() * 5000)::int);
  INSERT INTO numbers VALUES (10000000 + 2 * (random() * 1e9)::bigint, i, 'new') ON CONFLICT DO NOTHING;
  UPDATE numbers SET n = n + 1 WHERE id IN (k, 4 * k); COMMIT;
  UPDATE numbers SET n = n + 1 WHERE id = 2; COMMIT;
  DELETE FROM numbers WHERE id = 8 * (k / 8); INSERT INTO codes VALUES ('n-' || i || random(), i, 'new'); UPDATE codes SET n = n + 1 WHERE code = 'c-' || k; COMMIT;
  -- without a key each of them reads the target's whole table
  IF i % 20 = 0 THEN DELETE FROM keyless WHERE a = k - 2; UPDATE bag SET v = v || '.' WHERE ctid = (SELECT ctid FROM bag WHERE a % 2 = 0 LIMIT 1 OFFSET k % 100); END IF; INSERT INTO bag VALUES (k, 'v'), (k, 'v'); COMMIT;
  UPDATE rooted SET v = v || '.', day = day WHERE id = k AND day = DATE '2026-01-01' + k % 50; UPDATE moods SET m = CASE m WHEN 'ok' THEN 'sad'::mood ELSE 'ok' END WHERE id = k AND m IN ('ok', 'sad'); COMMIT;
  UPDATE orders SET note = 'n' || i WHERE id = k / 20 * 2; INSERT INTO orders (total) VALUES (i); INSERT INTO keyless VALUES (k, 'k'); COMMIT;
  UPDATE worded SET n = n + 1 WHERE n % 2 = 0 AND n < 20; UPDATE lines SET payload = to_jsonb(i) WHERE order_id = k % 400; UPDATE parts SET at = at WHERE id = k / 20 * 2; COMMIT;
  PERFORM pg_sleep(0.01);
END LOOP; END $$`;
