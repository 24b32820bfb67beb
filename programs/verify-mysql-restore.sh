#!/usr/bin/env bash
# Looks at a restored MySQL database: verify-mysql-restore.sh DIRECTORY
#
# DIRECTORY holds the files `database`, `recovery-point` (a time, or now: what stands in the file RESTORE_BEGAN, otherwise when this begins), and for each assertion
# NNN.sql, NNN.database and, where the statement returns a time, NNN.within: how many seconds before the recovery point that time may be. Names may stand in
# double quotes, and times are of UTC. Where the server is, the client's variables say (MYSQL_HOST, MYSQL_TCP_PORT); MYSQL_USER logs in with the password in
# MYSQL_PASSWORD_FILE, as MYSQL_SSL_MODE and MYSQL_SSL_CA say. Exit codes, and the last line, which is the pod's termination message too, are those of
# verify-restore.sh:
#
#   0  everything is as it must be
#   1  no verdict: it was stopped, or the connection was lost; another run may have one
#  11  the first database holds no table
#  12  an assertion is not true
#  13  an assertion failed: its statement is wrong, or it took too long
#  14  the newest row is too old
#  15  it is another server's backup: a database is not there
#
# While the password is not there, the server does not answer, or does not know the user, it waits; whoever runs it sets the deadline. It needs no file system that can be written.
set -euo pipefail

directory=${1:?usage: verify-mysql-restore.sh DIRECTORY}
message=${TERMINATION_MESSAGE:-/dev/termination-log}
pause=${PAUSE_SECONDS:-5}

# a message is cut by characters
export LC_ALL=C.UTF-8
identity=${MYSQL_PASSWORD_FILE:?the file with the password}
options=(
  --no-defaults --batch --raw --skip-column-names --default-character-set=utf8mb4 --connect-timeout="${CONNECT_TIMEOUT:-10}"
  --user="${MYSQL_USER:?the user}" --ssl-mode="${MYSQL_SSL_MODE:-VERIFY_IDENTITY}" ${MYSQL_SSL_CA:+--ssl-ca="$MYSQL_SSL_CA"}
)

# how long a restore takes, and how long is waited here, makes no row older
began=$(date --utc +%Y-%m-%dT%H:%M:%SZ)
[[ ! -s ${RESTORE_BEGAN:-} ]] || began=$(<"$RESTORE_BEGAN")
answer=''
child=''
# number of the error: from 2000 on it is the client's own, and there was no connection, or it was lost (MySQL manual, Client Error Message Reference)
error=0

# The last line: what it is, and the exit code.
finish() {
  local code=$1
  shift
  local line=${*//$'\n'/ }
  printf '%s\n' "$line"
  # a kubelet cuts a message at 4,096 bytes, also within a character
  printf '%s' "${line:0:1000}" >"$message" || true
  exit "$code"
}

trap '[[ -z $child ]] || kill "$child" 2>/dev/null || true; finish 1 "stopped before the end; the last answer was: ${answer:-none}"' TERM INT

# What the server says to a statement, its last line into `answer`; when it fails, what it says of that: ask DATABASE STATEMENT
# The statement is prepared: what stands after a semicolon in it is never run. It comes as hexadecimal digits, into which no client looks.
ask() {
  local database=$1 statement=$2 out line text='' code=0 digits
  answer=''
  error=0
  digits=$(printf '%s' "$statement" | od -An -v -tx1 | tr -d ' \n')
  exec {out}< <(exec mysql "${options[@]}" --database="$database" 2>&1 <<SQL
SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES'), SESSION time_zone = '+00:00', SESSION max_execution_time = ${STATEMENT_MILLISECONDS:-3600000};
SET @asked = CONVERT(X'$digits' USING utf8mb4);
START TRANSACTION READ ONLY;
PREPARE asked FROM @asked;
EXECUTE asked;
SQL
  )
  child=$!
  # read and wait are interrupted by a signal, $( ) is not
  while IFS= read -r -u "$out" line; do text+=$line$'\n'; done
  exec {out}<&-
  wait "$child" || code=$?
  text=${text%$'\n'}
  answer=${text##*$'\n'}
  [[ $code != 0 ]] || return 0
  # the place is one in what stands around the statement
  [[ $text =~ ERROR\ ([0-9]+)\ \(([0-9A-Z]+)\)(\ at\ line\ [0-9]+)?:\ (.*) ]] || { error=2000; answer=$text; return 1; }
  error=${BASH_REMATCH[1]}
  answer="ERROR $error (${BASH_REMATCH[2]}): ${BASH_REMATCH[4]}"
  return 1
}

# One that is not there will not come: require_database DATABASE, after ask
require_database() {
  [[ $error != 1049 ]] || finish 15 "there is no database $1: this is another server's backup"
}

# Whether it may be another time: no connection, a server that starts, stops or has no majority, or that does not know the user yet.
passes() {
  ((error >= 2000 && error < 3000)) || [[ $error == @(1040|1044|1045|1047|1053|1129|1130|1158|1159|1160|1161) ]]
}

# What ask failed with is a verdict, unless there was no connection: failed DATABASE WORDS, after ask
failed() {
  require_database "$1"
  ! passes || finish 1 "no connection to $1: $answer"
  finish 13 "$2"
}

for file in database recovery-point; do
  [[ -r $directory/$file ]] || finish 1 "there is no file $directory/$file"
done
first=$(<"$directory/database")
point=$(<"$directory/recovery-point")
[[ $point != now ]] || point=$began
reference=${point/T/ }
reference="TIMESTAMP'${reference%Z}'"

# wait can be interrupted by a signal, sleep cannot
rest() {
  sleep "$pause" &
  child=$!
  wait "$child"
}

# the operator makes it with the user, and the kubelet brings it within a minute or two
until [[ -s $identity ]]; do
  answer='the password is not there yet'
  printf 'waiting for the password of %s\n' "$MYSQL_USER"
  rest
done
# the client reads it from here, and no argument shows it
MYSQL_PWD=$(<"$identity")
export MYSQL_PWD

databases=("$first")
for file in "$directory"/*.database; do
  [[ ! -e $file ]] || databases+=("$(<"$file")")
done
for database in "${databases[@]}"; do
  until ask "$database" 'SELECT 1'; do
    require_database "$database"
    passes || finish 13 "$database cannot be asked: $answer"
    printf 'waiting for %s: %s\n' "${MYSQL_HOST:-the server}" "${answer//$'\n'/ }"
    rest
  done
done

ask "$first" "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'" \
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
    asked="SELECT CASE WHEN t IS NULL THEN 'none' WHEN t >= $reference - INTERVAL $within SECOND THEN 'true'
      ELSE CONCAT('older by ', TIMESTAMPDIFF(SECOND, t, $reference) - $within, ' s') END FROM (SELECT (
$statement
) AS t) AS newest"
  else
    # whatever is not 0 is true for MySQL, also a number of rows: here it has to be what a comparison returns
    asked="SELECT CASE WHEN ok IS NULL THEN 'null' WHEN ok = 1 THEN 'true' WHEN ok = 0 THEN 'false' ELSE ok END FROM (SELECT (
$statement
) AS ok) AS assertion"
  fi
  ask "$database" "$asked" || failed "$database" "failed in $database: $answer: $statement"
  case $answer in
    true) printf 'holds: %s: %s\n' "$database" "${statement//$'\n'/ }" ;;
    none) finish 14 "there is no newest row in $database: $statement" ;;
    older\ by\ *) finish 14 "the newest row in $database is too old, by ${answer#older by } beyond the $within s before $point: $statement" ;;
    *) finish 12 "not true in $database ($answer): $statement" ;;
  esac
done

finish 0 "verified: $first has $tables tables, and $count of $count assertions hold"
