/**
 * What a client of a migration's front runs: one transaction after the other, of several tables, each by a connection of its own, and a line `number time` for
 * an acknowledged one, `number` for one that was not; a line with `#` says why. PG* variables are those of `grantConnect`; only the host is another one.
 */
export const FRONT_CLIENT_SCRIPT = [
  'export PGHOST=$FRONT PGPASSWORD=$(<"$PGPASSWORD_FILE") PGCONNECT_TIMEOUT=2',
  '{ cat "$PGSSLROOTCERT"; echo "$MACHINE_CA"; } > /tmp/roots.pem',
  'export PGSSLROOTCERT=/tmp/roots.pem',
  'unset PGSERVICE PGSERVICEFILE',
  'order() {',
  '  c=$((1 + $1 * 7 % 200))',
  '  echo "INSERT INTO orders (customer, by_session, n) VALUES ($c, \'$HOSTNAME\', $1);',
  '    INSERT INTO \\"Sales Data\\".\\"Order Lines\\" SELECT currval(\'orders_id_seq\'), i, \'line \' || i, i + 0.125, $1.99 FROM generate_series(1, 3) AS i;',
  '    UPDATE customers SET last_order = currval(\'orders_id_seq\') WHERE id = $c; INSERT INTO journal VALUES (\'$HOSTNAME\', $1, \'order\')"',
  '}',
  // always the smaller account first, so that clients do not wait for each other
  'transfer() {',
  '  a=$((1 + $1 % 19))',
  '  echo "UPDATE accounts SET balance = balance - 1 WHERE id = $a; UPDATE accounts SET balance = balance + 1 WHERE id = $((a + 1));',
  '    INSERT INTO transfers VALUES ($a, $((a + 1)), 1, \'$HOSTNAME\', $1); INSERT INTO journal VALUES (\'$HOSTNAME\', $1, \'transfer\')"',
  '}',
  'for ((n = 1; ; n++)); do',
  '  if ((n % 2)); then statements=$(order $n); else statements=$(transfer $n); fi',
  '  if timeout 5 psql -qXAt -v ON_ERROR_STOP=1 -c "$statements" >/dev/null 2>/tmp/error; then echo "$n $EPOCHREALTIME"',
  '  else echo "$n"; echo "# $EPOCHREALTIME $(head -n 1 /tmp/error)"; sleep 0.05; fi',
  '  sleep 0.05',
  'done',
].join('\n');
