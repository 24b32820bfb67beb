/**
 * What a probe's pod runs: five times a second a new connection writes the next number, whether or not the one before has come back, and gives up
 * after a second. An acknowledged write is a line `number time`, a failed one `number`. PG* variables say where to.
 */
export const PROBE_SCRIPT = [
  'write() {',
  '  if timeout 1 psql -qAtc "INSERT INTO probe (run, n) VALUES (\'$HOSTNAME\', $1)" >/dev/null 2>&1; then echo "$1 $EPOCHREALTIME"; else echo "$1"; fi',
  '}',
  'until timeout 5 psql -qAtc "CREATE TABLE IF NOT EXISTS probe (run text, n int, PRIMARY KEY (run, n))"; do sleep 0.5; done',
  'for ((n = 1; ; n++)); do write $n & sleep 0.2; done',
].join('\n');
