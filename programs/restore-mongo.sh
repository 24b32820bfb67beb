#!/usr/bin/env bash
# Restores a dump into an empty MongoDB replica set: restore-mongo.sh DIRECTORY
#
# It runs beside restore-dump.py, in an image that has mongosh and mongorestore, and is ended with it. DIRECTORY is what they share: restore-dump.py writes a step
# into `request`, which is `prepare`, `restore`, `finish` or `abandon`; to restore, what is to be restored comes by the fifo `dump`, unpacked. Then `errors` holds the last
# of what mongosh or mongorestore said, and `status` the exit code; restore-mongo.js has those of its steps. As long as this program is there it holds
# the lock on the file `alive`. SCRATCH is a directory for what is this container's alone.
set -euo pipefail

directory=${1:?usage: restore-mongo.sh DIRECTORY}
here=$(dirname "$0")
umask 077

# where mongosh keeps its logs
export HOME=$SCRATCH CONFIG_FILE=$SCRATCH/mongorestore.yaml ATTEMPT_FILE=$SCRATCH/attempt ENDED_FILE=$directory/began

exec {alive}>"$directory/alive"
flock "$alive"

answer() {
  printf '%s' "$1" >"$directory/status.new"
  mv "$directory/status.new" "$directory/status"
  rm -f "$directory/busy"
}

# the kubelet starts a container again that was killed in the middle of a step: nobody else says what became of it
if [[ -e $directory/busy ]]; then
  printf 'the container of mongorestore was killed\n' >"$directory/errors"
  answer 137
fi

child=''
trap '[[ -z $child ]] || kill "$child" 2>/dev/null || true; exit 143' TERM INT

step() {
  # what comes before the oplog must not fail by a validator that came later, and no document may be left out without a word
  if [[ $1 == restore ]]; then
    exec mongorestore --config="$CONFIG_FILE" --archive --oplogReplay --stopOnError --bypassDocumentValidation <"$directory/dump"
  fi
  STEP=$1 exec mongosh --nodb --quiet --norc "$here/restore-mongo.js"
}

while true; do
  until [[ -e $directory/request ]]; do
    # wait can be interrupted by a signal, sleep cannot
    sleep 0.5 &
    child=$!
    wait "$child"
  done
  mv "$directory/request" "$directory/busy"
  request=$(<"$directory/busy")
  rm -f "$SCRATCH/said"
  mkfifo "$SCRATCH/said"
  # mongorestore says every three seconds how far it is
  tail -c 65536 "$SCRATCH/said" >"$directory/errors" &
  said=$!
  code=0
  step "$request" >"$SCRATCH/said" 2>&1 &
  child=$!
  wait "$child" || code=$?
  wait "$said" || true
  cat "$directory/errors" >&2
  printf '%s: exit code %s\n' "$request" "$code"
  answer "$code"
done
