#!/usr/bin/env bash
# Runs clients of a database for a program in another container of the pod, which has none: client-shell.sh EXCHANGE PROGRAMS
#
# EXCHANGE is a directory that both containers write. A line `<request> <server> <command>` in its pipe `requests` runs a command with the file
# `<request>/stdin`; what it prints goes to `<request>/stdout` and `stderr`, and last its exit code to `<request>/code`. The command is `psql`, `mysql`,
# `mongosh` or a file of PROGRAMS. SERVER is the name of a server, such as `source`, whose variables `<SERVER>_<VARIABLE>` the command gets as `<VARIABLE>`;
# those that end in `_FILE` name a file with the value, so that a password stands in no argument and no manifest. `-` gives a command all of them as they are.
#
# `ready` holds another word at each start: a program that finds another one knows that what it asked for is lost.
set -euo pipefail

exchange=${1:?usage: client-shell.sh EXCHANGE PROGRAMS}
programs=${2:?usage: client-shell.sh EXCHANGE PROGRAMS}

# The variables of one server, without its name.
take_variables() {
  local prefix=${1^^}_ variable
  for variable in $(compgen -A variable "$prefix" || true); do
    export "${variable#"$prefix"}=${!variable}"
  done
  for variable in $(compgen -A variable | grep '_FILE$' || true); do
    # only those that this server gave
    [[ -n $(compgen -A variable "$prefix$variable" || true) ]] || continue
    export "${variable%_FILE}=$(<"${!variable}")"
  done
}

run() {
  local request=$1 server=$2 command=$3 code=0
  (
    if [[ $server != - ]]; then take_variables "$server"; fi
    case $command in
      # a server that is gone is noticed: libpq has no variables for it
      psql)
        exec psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse \
          'keepalives_idle=10 keepalives_interval=5 keepalives_count=3 tcp_user_timeout=25000'
        ;;
      mysql)
        # shellcheck source=/dev/null
        . "$programs/mysql-connection.sh"
        # shellcheck disable=SC2154 # it sets these
        exec "${client[@]}" --init-command="$session" ${MYSQL_DATABASE:+--database="$MYSQL_DATABASE"}
        ;;
      # its logs go with the request, and what it requires lies beside this file
      mongosh) HOME=$exchange/$request PROGRAMS=$programs exec mongosh --nodb --quiet --norc /dev/stdin ;;
      *) exec bash "$programs/$command" ;;
    esac
  ) <"$exchange/$request/stdin" >"$exchange/$request/stdout" 2>"$exchange/$request/stderr" || code=$?
  printf '%s' "$code" >"$exchange/$request/code.part"
  mv "$exchange/$request/code.part" "$exchange/$request/code"
}

# the container's end is that of what runs in it
trap 'exit 143' TERM INT

rm -f "$exchange/requests"
mkfifo -m 600 "$exchange/requests"
# both ways: it has no end while this runs
exec {requests}<>"$exchange/requests"
printf '%s' "$$-$(date +%s%N)" >"$exchange/ready.part"
mv "$exchange/ready.part" "$exchange/ready"

while IFS=' ' read -r request server command <&"$requests"; do
  run "$request" "$server" "$command" {requests}<&- &
done
