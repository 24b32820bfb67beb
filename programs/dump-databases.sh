#!/usr/bin/env bash
# Dumps the databases that are asked for, one after the other: dump-databases.sh DIRECTORY
#
# It runs beside upload-dumps.py, in an image that has pg_dump of the server's version, and is ended with it. DIRECTORY is what they share. The
# uploader makes the fifo `dump` and writes the name of a database into `request`; into the fifo goes a line with the server's system identifier, then
# the dump, nothing of it to a disk; then `errors` holds what psql and pg_dump said, and `status` the exit code. A dump without a status is none: its
# writer died. Where the server is, and as whom to log in, libpq's variables say.
set -euo pipefail

directory=${1:?usage: dump-databases.sh DIRECTORY}

export PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-10}
export PGAPPNAME=logical-dump

child=''
trap '[[ -z $child ]] || kill "$child" 2>/dev/null || true; exit 143' TERM INT

while true; do
  until [[ -e $directory/request ]]; do
    # wait can be interrupted by a signal, sleep cannot
    sleep 0.5 &
    child=$!
    wait "$child"
  done
  database=$(<"$directory/request")
  rm "$directory/request"
  code=0
  (
    # as PGDATABASE a name is a name; as an argument it may be a connection string
    export PGDATABASE=$database
    # with its schema: a search_path that is the database's own may find another function, which would run with this role's rights
    psql --no-psqlrc --no-password --quiet --tuples-only --no-align --command='SELECT system_identifier FROM pg_catalog.pg_control_system()'
    exec pg_dump --no-password --format=custom --lock-wait-timeout=10min
  ) >"$directory/dump" 2>"$directory/errors" &
  child=$!
  wait "$child" || code=$?
  cat "$directory/errors" >&2
  printf 'dump of %s: exit code %s\n' "$database" "$code"
  printf '%s' "$code" >"$directory/status.new"
  mv "$directory/status.new" "$directory/status"
done
