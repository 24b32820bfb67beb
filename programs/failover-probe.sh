#!/usr/bin/env bash
# Writes while a database fails over: failover-probe.sh DIRECTORY SERVER
#
# SERVER is `postgres` or `mysql`: SERVER-ledger.sh beside this has what is asked of it, and how.
#
# DIRECTORY is shared with failover-drill.mjs, which decides when it is enough and what it was worth:
#
#   acknowledged  a line `number seconds` for each write that the server acknowledged, with the time of its answer; with the host where it says who did
#   failure       the last answer that was none
#   alive         touched by the other side; untouched for a minute, nobody reads any more
#   stop          made by the other side: no more writes
#   present       the numbers that the database holds after that; made when it is complete
#
# RUN tells the rows of one run from another's. The last line says how it ended, and so does the exit code:
#
#   0  asked to stop, and read back
#  51  nobody reads any more
#  52  the rows cannot be read back
#  53  stopped by a signal
#  54  RUN is no name that can be written into a statement
set -euo pipefail
# the decimal point of EPOCHREALTIME
export LC_ALL=C

directory=${1:?usage: failover-probe.sh DIRECTORY SERVER}
server=${2:?usage: failover-probe.sh DIRECTORY SERVER}
run=${RUN:?the name of the run is needed}
answer_seconds=${ANSWER_SECONDS:-2}
read_back_seconds=${READ_BACK_SECONDS:-90}
reader_seconds=${READER_SECONDS:-60}

# The last line, and the exit code.
finish() {
  local code=$1
  shift
  printf '%s\n' "$*"
  exit "$code"
}

trap 'finish 53 "stopped by a signal after $number writes were tried"' TERM INT
# a write into a session that has ended is an error, not the end
trap '' PIPE

# Killed and not asked to end when it takes too long, as a session is (see disconnect).
ask() {
  timeout --signal=KILL 10 "${client[@]}" 2>&1
}

# without a process: a run makes thousands of them
mkfifo "$directory/never"
exec {never}<>"$directory/never"
pause() {
  read -r -t "$1" -u "$never" || true
}

failed() {
  printf '%s\n' "${1//$'\n'/ }" >"$directory/failure.new"
  mv "$directory/failure.new" "$directory/failure"
}

stopped() {
  [[ -e $directory/stop ]]
}

read_by_nobody() {
  local touched now
  touched=$(stat --format=%Y "$directory/alive" 2>/dev/null) || touched=$started
  now=${EPOCHSECONDS}
  ((now - touched > reader_seconds))
}

require_reader() {
  if read_by_nobody; then finish 51 "nobody has read for more than $reader_seconds s: the drill has ended without a word"; fi
}

# One session for many writes; what it answers comes line by line.
connect() {
  rm -f "$directory/asked" "$directory/answered"
  mkfifo "$directory/asked" "$directory/answered"
  "${client[@]}" <"$directory/asked" >"$directory/answered" 2>&1 &
  session=$!
  exec {asked}>"$directory/asked" {answered}<"$directory/answered"
}

disconnect() {
  # no cancellation: a commit that waits for a replica would then be acknowledged without it (PostgreSQL docs, warm-standby, "Synchronous
  # Replication")
  kill -KILL "$session" 2>/dev/null || true
  wait "$session" 2>/dev/null || true
  exec {asked}>&- {answered}<&-
  session=''
}

# Whether the server acknowledged: it answers with the number that it has committed, and with nothing before it.
write() {
  local answer=''
  host=''
  insert "$1" 2>/dev/null 1>&"$asked" || return 1
  if read -r -t "$answer_seconds" -u "$answered" answer && acknowledges "$1" "$answer"; then return 0; fi
  failed "${answer:-no answer within $answer_seconds s}"
  return 1
}

started=$EPOCHSECONDS
number=0
session=''

# client, the command, and prepare, insert, acknowledges and present
# shellcheck source=programs/postgres-ledger.sh
. "${0%/*}/$server-ledger.sh"

# what other runs left is theirs as long as they may still run, which is less than a day
until answer=$(prepare | ask); do
  failed "$answer"
  if stopped; then finish 0 "asked to stop before it could write: ${answer//$'\n'/ }"; fi
  require_reader
  pause 1
done

until stopped; do
  number=$((number + 1))
  [[ -n $session ]] || connect
  if write "$number"; then
    printf '%s %s%s\n' "$number" "$EPOCHREALTIME" "${host:+ $host}" >>"$directory/acknowledged"
  else
    disconnect
  fi
  # every hundredth, because it makes a process
  ((number % 100 != 0)) || require_reader
  pause 0.1
done
[[ -z $session ]] || disconnect

deadline=$((EPOCHSECONDS + read_back_seconds))
until answer=$(present | ask); do
  failed "$answer"
  if ((EPOCHSECONDS > deadline)); then finish 52 "the rows cannot be read back: ${answer//$'\n'/ }"; fi
  pause 1
done
printf '%s\n' "$answer" >"$directory/present.new"
mv "$directory/present.new" "$directory/present"
finish 0 "$number writes were tried, and read back"
