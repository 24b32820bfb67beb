#!/usr/bin/env bash
# Dumps a MongoDB replica set, whole and as of one moment: dump-mongo.sh DIRECTORY
#
# It runs beside upload-dumps.py, in an image that has mongosh and mongodump, and is ended with it. DIRECTORY is what they share, in the same way as
# dump-databases.sh does: the uploader makes the fifo `dump` and writes `request`; into the fifo goes a line with the identifier of the replica set, then the dump with
# what was written meanwhile (mongodump --oplog), nothing of it to a disk; then `errors` holds the last of what mongosh and mongodump said, and `status`
# the exit code. A dump without a status is none: its writer died. Which members there are, and as whom to log in, mongo-member.js is told.
# SCRATCH is a directory for what is this container's alone.
set -euo pipefail

directory=${1:?usage: dump-mongo.sh DIRECTORY}
here=$(dirname "$0")
umask 077

# where mongosh keeps its logs
export HOME=$SCRATCH CONFIG_FILE=$SCRATCH/mongodump.yaml IDENTITY_FILE=$SCRATCH/identity

child=''
trap '[[ -z $child ]] || kill "$child" 2>/dev/null || true; exit 143' TERM INT

while true; do
  until [[ -e $directory/request ]]; do
    # wait can be interrupted by a signal, sleep cannot
    sleep 0.5 &
    child=$!
    wait "$child"
  done
  rm "$directory/request"
  rm -f "$SCRATCH/said"
  mkfifo "$SCRATCH/said"
  # mongodump says every three seconds how far it is
  tail -c 65536 "$SCRATCH/said" >"$directory/errors" &
  said=$!
  code=0
  (
    # what it prints besides is no part of the dump
    mongosh --nodb --quiet --norc "$here/mongo-member.js" >&2
    cat "$IDENTITY_FILE"
    mongodump --config="$CONFIG_FILE" --oplog --gzip --archive
    # a dump is of its end: no restore may have begun meanwhile, and not have ended
    mongosh --nodb --quiet --norc "$here/mongo-member.js" >&2
  ) >"$directory/dump" 2>"$SCRATCH/said" &
  child=$!
  wait "$child" || code=$?
  wait "$said" || true
  cat "$directory/errors" >&2
  printf 'dump of the replica set: exit code %s\n' "$code"
  printf '%s' "$code" >"$directory/status.new"
  mv "$directory/status.new" "$directory/status"
done
