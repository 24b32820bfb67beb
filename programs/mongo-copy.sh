#!/usr/bin/env bash
# Carries a MongoDB database from one server to another over a volume of the pod. The first line on stdin says what is to be done, with its arguments:
#
#   room           empties the volume, and prints how many bytes it has
#   dump JOBS      dumps the database, and prints the dump's bytes; each further line is a collection that is left out
#   restore JOBS   restores it, under the name of the server's database
#
# client-shell.sh runs it, which says by MONGODB_URI, MONGODB_USER, MONGODB_PASSWORD and MONGODB_DATABASE which server it is. Users and roles are not in the dump of one
# database, nor are the profiler's documents.
set -euo pipefail

scratch=${SCRATCH:-/scratch}

room() {
  rm -rf "$scratch/dump"
  df --block-size=1 --output=avail "$scratch" | tail -n 1
}

# The password as YAML on a pipe: no argument and no file, which others on the node could read.
password() {
  printf "password: '%s'\n" "${MONGODB_PASSWORD//\'/\'\'}"
}

# Who dumps and who restores have names of their own, by which mongo-copied.js finds them.
connection() {
  local uri=$MONGODB_URI
  if [[ $uri != *\?* ]]; then uri+='?'; fi
  printf '%s&appName=cdk8s-migration-%s' "$uri" "$1"
}

dump() {
  local jobs=$1 name
  local options=()
  while IFS= read -r name; do options+=("--excludeCollection=$name"); done
  mongodump --config=<(password) --uri="$(connection dump)" --username="$MONGODB_USER" --db="$MONGODB_DATABASE" --readPreference=primary \
    --gzip --out="$scratch/dump" --numParallelCollections="$jobs" "${options[@]}" >&2
  du --summarize --block-size=1 "$scratch/dump" | cut -f 1
}

restore() {
  local from=("$scratch"/dump/*/)
  # capped collections have an order; what was written must not fail by a validator that came later
  mongorestore --config=<(password) --uri="$(connection restore)" --username="$MONGODB_USER" --db="$MONGODB_DATABASE" \
    --gzip --numParallelCollections="$1" --maintainInsertionOrder --stopOnError --bypassDocumentValidation --writeConcern='{w: "majority"}' "${from[0]}" >&2
}

read -r action arguments
# shellcheck disable=SC2086 # a number
case $action in
  room) room ;;
  dump | restore) "$action" $arguments ;;
  *) printf 'unknown: %s\n' "$action" >&2 && exit 64 ;;
esac
