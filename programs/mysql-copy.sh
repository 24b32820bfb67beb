#!/usr/bin/env bash
# Carries a MySQL database from one server to another over a volume of the pod. The first line on stdin says what is to be done, with its arguments:
#
#   room               empties the volume, and prints how many bytes it has
#   schema             dumps tables without rows, and routines; the further lines name views, in hexadecimal digits, which are left out
#   triggers           dumps triggers
#   rows NUMBER        dumps the rows of tables by mysqldump; each further line names one, in hexadecimal digits
#   select NUMBER EACH dumps the rows that the query on stdin gives as `(…)`; its first line begins a statement, of EACH rows
#   size               prints the bytes of all that was dumped
#   restore PART       runs what was dumped: `schema`, `triggers` or a number
#   ca                 prints the certificates of who may have signed the server's
#
# client-shell.sh runs it, which says by variables which server it is. A part is there when it is whole, and not before.
# shellcheck disable=SC2154 # what mysql-connection.sh sets
set -euo pipefail

scratch=${SCRATCH:-/scratch}
# dumps are bytes
export LC_ALL=C
# connection, client and session
# shellcheck source=/dev/null
. "${0%/*}/mysql-connection.sh"
database=${MYSQL_DATABASE:?the database is needed}

# the server's tools lose digits of FLOAT: such tables come by `select`
dump=(
  "${limit[@]}" mysqldump "${connection[@]}" --single-transaction --quick --hex-blob --set-gtid-purged=OFF --no-tablespaces --skip-lock-tables --skip-add-locks --skip-disable-keys
  --skip-add-drop-table --skip-comments --tz-utc --complete-insert --net-buffer-length=1M
)

if command -v gzip >/dev/null; then
  pack() { gzip -1; }
  unpack() { gzip -dc; }
else
  pack() { cat; }
  unpack() { cat; }
fi

room() {
  rm -rf "$scratch/dump"
  df --block-size=1 --output=avail "$scratch" | tail -n 1
}

# From stdin into a part.
keep() {
  mkdir -p "$scratch/dump"
  pack >"$scratch/dump/$1.part"
}

whole() {
  mv "$scratch/dump/$1.part" "$scratch/dump/$1"
}

# A text of hexadecimal digits, in `plain`.
decode() {
  local digits=$1
  plain=''
  while [[ -n $digits ]]; do
    plain+="\\x${digits:0:2}"
    digits=${digits:2}
  done
  printf -v plain '%b' "$plain"
}

schema() {
  local view views=()
  while IFS= read -r view; do
    decode "$view"
    views+=("--ignore-table=$database.$plain")
  done
  "${dump[@]}" --no-data --routines --skip-triggers --skip-events "${views[@]}" -- "$database" | keep schema
  whole schema
}

triggers() {
  "${dump[@]}" --no-data --no-create-info --triggers --skip-events -- "$database" | keep triggers
  whole triggers
}

rows() {
  local table tables=()
  while IFS= read -r table; do
    decode "$table"
    tables+=("$plain")
  done
  "${dump[@]}" --no-create-info --skip-triggers --skip-events -- "$database" "${tables[@]:?tables are needed}" | keep "$1"
  whole "$1"
}

# Statements of EACH rows, a transaction for every hundred of them.
select_rows() {
  local number=$1 each=$2 begin
  IFS= read -r begin
  begin=${begin//\\/\\\\}
  begin=${begin//&/\\&}
  begin=${begin//|/\\|}
  {
    printf 'SET autocommit = 0\n'
    "${client[@]}" --init-command="$session" --database="$database" |
      sed -e "1~${each}!s/^/,/" -e "1~${each}s|^|;\n$begin |" -e "$((each * 100))~$((each * 100))s|\$|;\nCOMMIT|"
    printf ';\nCOMMIT;\n'
  } | keep "$number"
  whole "$number"
}

size() {
  du --summarize --block-size=1 "$scratch/dump" | cut -f 1
}

restore() {
  # what mysqldump sets itself, for those that it did not dump; rows that lean on each other come in any order
  unpack <"$scratch/dump/$1" | "${client[@]}" --database="$database" \
    --init-command="$session, foreign_key_checks = 0, unique_checks = 0"
}

ca() {
  [[ -z ${MYSQL_SSL_CA:-} ]] || cat "$MYSQL_SSL_CA"
}

read -r action arguments
# shellcheck disable=SC2086 # numbers, and digits
case $action in
  room | schema | triggers | size | ca) "$action" ;;
  rows | restore) "$action" $arguments ;;
  select) select_rows $arguments ;;
  *) printf 'unknown: %s\n' "$action" >&2 && exit 64 ;;
esac
