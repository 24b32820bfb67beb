#!/usr/bin/env bash
# Looks at a restored PostgreSQL database: verify-restore.sh DIRECTORY
#
# DIRECTORY holds the files `database`, `recovery-point` (a time, or now: when this begins, which is when the restore does), and for each assertion
# NNN.sql, NNN.database and, where the statement returns a time, NNN.within: how many seconds before the recovery point that time may be. A file
# `owner` names the role that the first database belongs to. Where the server is, and as whom to log in, libpq's
# variables say. The verdict is the exit code, and the last line of what is printed; that line is the pod's termination message, too.
#
#   0  everything is as it must be
#  11  the first database holds no table
#  12  an assertion is not true
#  13  an assertion failed: its statement is wrong, or it took too long
#  14  the newest row is too old
#  15  it is another server's backup: a database is not there, or belongs to another role
#
# While the server does not answer, or is a replica still, it waits; whoever runs it sets the deadline.
set -euo pipefail

directory=${1:?usage: verify-restore.sh DIRECTORY}
message=${TERMINATION_MESSAGE:-/dev/termination-log}
pause=${PAUSE_SECONDS:-5}

export PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-10}
export PGAPPNAME=verify-restore
# no assertion writes, and none runs for ever
export PGOPTIONS="-c default_transaction_read_only=on -c statement_timeout=${STATEMENT_TIMEOUT:-1h} ${PGOPTIONS:-}"

began=$(date --utc +%Y-%m-%dT%H:%M:%SZ)
last=''

# The last line: what it is, and the exit code.
finish() {
  local code=$1
  shift
  printf '%s\n' "$*"
  # a kubelet's message is cut at 4,096 bytes
  printf '%s\n' "$*" | head -c 4000 >"$message" 2>/dev/null || true
  exit "$code"
}

trap 'finish 1 "stopped before the end; the last answer was: ${last:-none}"' TERM INT

# One value: ask DATABASE SQL
ask() {
  psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$1" --command="$2" 2>&1
}

# One that is not there will not come.
require_database() {
  [[ $2 != *"database \"$1\" does not exist"* ]] || finish 15 "there is no database $1: this is another server's backup"
}

first=$(<"$directory/database")
point=$(<"$directory/recovery-point")
# how long a restore takes makes no row older
[[ $point != now ]] || point=$began

# t is a replica that is not promoted yet; anything but t and f an error: the server starts, replays, or has not made the role yet
until last=$(ask "$first" 'SELECT pg_is_in_recovery()') && [[ $last == f ]]; do
  require_database "$first" "$last"
  printf 'waiting for %s: %s\n' "${PGHOST:-the server}" "${last//$'\n'/ }"
  # wait can be interrupted by a signal, sleep cannot
  sleep "$pause" &
  wait $!
done

if [[ -e $directory/owner ]]; then
  expected=$(<"$directory/owner")
  owner=$(ask "$first" 'SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()') \
    || finish 13 "the owner of $first cannot be asked for: $owner"
  [[ $owner == "$expected" ]] || finish 15 "$first belongs to $owner and not to $expected: this is another server's backup"
fi

tables=$(ask "$first" "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'") \
  || finish 13 "the tables of $first cannot be counted: $tables"
[[ $tables -gt 0 ]] || finish 11 "$first holds no table: it was restored from before its data, or from another database"
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
  if ! last=$(ask "$database" "$asked"); then
    require_database "$database" "$last"
    finish 13 "failed in $database: $statement: ${last//$'\n'/ }"
  fi
  case $last in
    true) printf 'holds: %s: %s\n' "$database" "$statement" ;;
    none) finish 14 "there is no newest row in $database: $statement" ;;
    older\ by\ *) finish 14 "the newest row in $database is too old, by ${last#older by } beyond the $within s before $point: $statement" ;;
    *) finish 12 "not true in $database ($last): $statement" ;;
  esac
done

finish 0 "verified: $first has $tables tables, and $count of $count assertions hold"
