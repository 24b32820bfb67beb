#!/usr/bin/env bash
# Carries a database from one server to another over a volume of the pod. The first line on stdin says what is to be done, with its arguments:
#
#   room                 empties the volume, and prints how many bytes it has
#   hold                 holds a snapshot of the server until `release`
#   snapshot             prints that snapshot's name
#   release
#   dump JOBS SNAPSHOT   dumps what is in the snapshot, and prints its bytes; each further line is a pattern of tables without their rows
#   list                 prints what is in the dump
#   restore JOBS         restores what the further lines list
#
# client-shell.sh runs it, which says by libpq's variables which server it is.
set -euo pipefail

scratch=${SCRATCH:-/scratch}
# a server that is gone is noticed: libpq has no variables for it
connection='keepalives_idle=10 keepalives_interval=5 keepalives_count=3 tcp_user_timeout=25000'
# money is written as the database has it, which may be otherwise on the other server
export PGOPTIONS="${PGOPTIONS:-} -c lc_monetary=C"

room() {
  rm -rf "$scratch/dump" "$scratch/list" "$scratch/grants" "$scratch/snapshot" "$scratch/release" "$scratch/over"
  df --block-size=1 --output=avail "$scratch" | tail -n 1
}

# What psql is told while it holds the snapshot; a server that is gone is noticed by the question.
session() {
  printf '%s\n' "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout') \\g /dev/null" \
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;' "SELECT pg_export_snapshot() \\g $scratch/snapshot.part" "\\! mv $scratch/snapshot.part $scratch/snapshot"
  until [[ -e $scratch/release ]]; do
    sleep 0.2
    printf '%s\n' 'SELECT 1 \g /dev/null'
  done
  printf '%s\n' 'COMMIT;'
}

hold() {
  trap 'touch "$scratch/over"' EXIT
  session | psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse "$connection"
}

snapshot() {
  until [[ -e $scratch/snapshot ]]; do
    [[ ! -e $scratch/over ]] || { printf 'the session that holds the snapshot is over\n' >&2 && return 1; }
    sleep 0.1
  done
  cat "$scratch/snapshot"
}

dump() {
  local jobs=$1 snapshot=$2 pattern version compress=1
  local options=()
  while IFS= read -r pattern; do options+=("--exclude-table-data=$pattern"); done
  version=$(pg_dump --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
  # several times as fast as gzip
  if ((version >= 16)); then compress=lz4; fi
  pg_dump --no-password --dbname="$connection" --format=directory --file="$scratch/dump" --jobs="$jobs" --snapshot="$snapshot" --compress="$compress" --lock-wait-timeout=60s \
    --no-owner --no-publications --no-subscriptions --no-tablespaces --no-security-labels --exclude-schema=cdk8s_migration "${options[@]}"
  du --summarize --block-size=1 "$scratch/dump" | cut -f 1
}

list() {
  pg_restore --list "$scratch/dump"
}

restore() {
  cat >"$scratch/list"
  # the commit that ends the copy waits for the log of all before it
  PGOPTIONS="$PGOPTIONS -c synchronous_commit=off" pg_restore --no-password --dbname="$connection" --jobs="$1" --exit-on-error --no-owner --no-privileges --use-list="$scratch/list" "$scratch/dump"
  if grep -E '^[0-9]+; [0-9]+ [0-9]+ ACL ' "$scratch/list" >"$scratch/grants"; then grants; fi
}

# Before PostgreSQL 14 the migration's role has a grant on every table, and the target has no such role.
grants() {
  local role
  role=$(cat "${SOURCE_PGUSER_FILE:-/dev/null}")
  role=${role:-${SOURCE_PGUSER:-}}
  pg_restore --no-owner --use-list="$scratch/grants" --file=- "$scratch/dump" |
    awk -v role="$role" '!(/^(GRANT|REVOKE) / && ($NF == role ";" || $NF == "\"" role "\";"))' |
    psql --no-psqlrc --no-password --quiet --single-transaction --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse "$connection" >/dev/null
}

read -r action arguments
# shellcheck disable=SC2086 # numbers and a snapshot's name
case $action in
  room | hold | snapshot | list) "$action" ;;
  release) touch "$scratch/release" ;;
  dump | restore) "$action" $arguments ;;
  *) printf 'unknown: %s\n' "$action" >&2 && exit 64 ;;
esac
