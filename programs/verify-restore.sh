#!/usr/bin/env bash
# Looks at a restored PostgreSQL database: verify-restore.sh DIRECTORY
#
# DIRECTORY holds the files `database`, `recovery-point` (a time, or now: when this begins, which is when the restore does), and for each assertion
# NNN.sql, NNN.database and, where the statement returns a time, NNN.within: how many seconds before the recovery point that time may be. A file
# `owner` names the role that the first database belongs to. Where the server is, and as whom to log in, libpq's
# variables say. The verdict is the exit code, and the last line of what is printed; that line is the pod's termination message, too.
#
#   0  everything is as it must be
#   1  no verdict: it was stopped, or the connection was lost; another run may have one
#  11  the first database holds no table
#  12  an assertion is not true
#  13  an assertion failed: its statement is wrong, or it took too long
#  14  the newest row is too old
#  15  it is another server's backup: a database is not there, or belongs to another role
#
# While the server does not answer, or is a replica still, it waits; whoever runs it sets the deadline. It needs no file system that can be written.
set -euo pipefail

directory=${1:?usage: verify-restore.sh DIRECTORY}
message=${TERMINATION_MESSAGE:-/dev/termination-log}
pause=${PAUSE_SECONDS:-5}

export PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-10}
export PGAPPNAME=verify-restore
# a termination message that is no UTF-8 is none
export PGCLIENTENCODING=UTF8
# no assertion writes, and none runs for ever
export PGOPTIONS="-c default_transaction_read_only=on -c statement_timeout=${STATEMENT_TIMEOUT:-1h} ${PGOPTIONS:-}"

began=$(date --utc +%Y-%m-%dT%H:%M:%SZ)
answer=''
child=''
# psql's exit code: 2 is a connection that did not come about, or was lost (PostgreSQL docs, psql, "Exit Status")
psql_code=0

# The last line: what it is, and the exit code.
finish() {
  local code=$1
  shift
  local line=${*//$'\n'/ }
  printf '%s\n' "$line"
  # a kubelet cuts a message at 4,096 bytes, also within a character, which iconv then drops
  printf '%s' "$line" | head -c 4096 | iconv -c -f UTF-8 -t UTF-8 2>/dev/null >"$message" || true
  exit "$code"
}

trap '[[ -z $child ]] || kill "$child" 2>/dev/null || true; finish 1 "stopped before the end; the last answer was: ${answer:-none}"' TERM INT

# What psql prints for a script, its last line into `answer`; when it fails, all of it: ask DATABASE SCRIPT [psql's options]
ask() {
  local database=$1 script=$2 out line text=''
  shift 2
  answer=''
  psql_code=0
  # as PGDATABASE a name is a name; as an argument it may be a connection string
  exec {out}< <(PGDATABASE=$database exec psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
    --set=VERBOSITY=terse "$@" 2>&1 <<<"$script")
  child=$!
  # read and wait are interrupted by a signal, $( ) is not
  while IFS= read -r -u "$out" line; do text+=$line$'\n'; done
  exec {out}<&-
  wait "$child" || psql_code=$?
  text=${text%$'\n'}
  # warnings come before what is asked, and are no part of it
  answer=${text##*$'\n'}
  [[ $psql_code != 0 ]] || return 0
  # the place would be one in the query around the statement
  answer=$(sed -E 's/^psql:<stdin>:[0-9]+: //; s/ at character [0-9]+$//' <<<"$text")
  return 1
}

# One that is not there will not come: require_database DATABASE, after ask
require_database() {
  [[ $psql_code != 2 || $answer != *"database \"$1\" does not exist"* ]] || finish 15 "there is no database $1: this is another server's backup"
}

# What ask failed with is a verdict, unless there was no connection: failed DATABASE WORDS, after ask
failed() {
  require_database "$1"
  [[ $psql_code != 2 ]] || finish 1 "no connection to $1: $answer"
  finish 13 "$2"
}

# Asks by way of a cursor, which is one query, and none that writes: what a statement says after a semicolon is never run. The statement reaches
# the server as the value of a variable, into which neither the shell nor psql looks.
ONE_QUERY=$(cat <<'SQL'
SELECT set_config('verify_restore.asked', :'asked', false) \g /dev/null
DO $verify_restore$
DECLARE
  asked refcursor;
  answer text;
BEGIN
  OPEN asked FOR EXECUTE current_setting('verify_restore.asked');
  FETCH asked INTO answer;
  PERFORM set_config('verify_restore.answer', answer, false);
END
$verify_restore$;
SELECT current_setting('verify_restore.answer')
SQL
)

for file in database recovery-point; do
  [[ -r $directory/$file ]] || finish 1 "there is no file $directory/$file"
done
first=$(<"$directory/database")
point=$(<"$directory/recovery-point")
# how long a restore takes makes no row older
[[ $point != now ]] || point=$began

# t is a replica that is not promoted yet; anything but t and f an error: the server starts, replays, or has not made the role yet
until ask "$first" 'SELECT pg_is_in_recovery()' && [[ $answer == f ]]; do
  require_database "$first"
  printf 'waiting for %s: %s\n' "${PGHOST:-the server}" "${answer//$'\n'/ }"
  # wait can be interrupted by a signal, sleep cannot
  sleep "$pause" &
  child=$!
  wait "$child"
done

if [[ -e $directory/owner ]]; then
  expected=$(<"$directory/owner")
  ask "$first" 'SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()' \
    || failed "$first" "the owner of $first cannot be asked for: $answer"
  [[ $answer == "$expected" ]] || finish 15 "$first belongs to $answer and not to $expected: this is another server's backup"
fi

# an extension brings tables, too, into a database that holds nothing
ask "$first" "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')" \
  || failed "$first" "the tables of $first cannot be counted: $answer"
tables=$answer
[[ $tables != 0 ]] || finish 11 "$first holds no table: it was restored from before its data, or from another database"
printf 'holds: %s has %s tables\n' "$first" "$tables"

count=0
for file in "$directory"/*.sql; do
  [[ -e $file ]] || continue
  statement=$(<"$file")
  database=$(<"${file%.sql}.database")
  within=''
  [[ -e ${file%.sql}.within ]] && within=$(<"${file%.sql}.within")
  count=$((count + 1))
  if [[ -n $within ]]; then
    reference="timestamptz '$point'"
    # without rows there is no time, and nothing to compare
    asked="SELECT CASE WHEN t IS NULL THEN 'none' WHEN t >= $reference - $within * interval '1 second' THEN 'true'
      ELSE 'older by ' || ($reference - $within * interval '1 second' - t) END FROM (
      SELECT (
$statement
) AS t) AS newest"
  else
    asked="SELECT CASE WHEN ok THEN 'true' WHEN ok IS NULL THEN 'null' ELSE 'false' END FROM (SELECT (
$statement
)::boolean AS ok) AS assertion"
  fi
  ask "$database" "$ONE_QUERY" "--set=asked=$asked" || failed "$database" "failed in $database: $answer: $statement"
  case $answer in
    true) printf 'holds: %s: %s\n' "$database" "${statement//$'\n'/ }" ;;
    none) finish 14 "there is no newest row in $database: $statement" ;;
    older\ by\ *) finish 14 "the newest row in $database is too old, by ${answer#older by } beyond the $within s before $point: $statement" ;;
    *) finish 12 "not true in $database ($answer): $statement" ;;
  esac
done

finish 0 "verified: $first has $tables tables, and $count of $count assertions hold"
