#!/usr/bin/env bash
# Makes the source's schema on the target, without rows, all or nothing. Everything belongs to the role that loads it; grants stay.
#
# Left to others: extensions and the schema public (the target's owner made them), event triggers (only a superuser makes one), default privileges, publications,
# subscriptions, tablespaces, security labels, and what the migration itself has on the source. The assessment names those that there are.
# Variables SOURCE_… and TARGET_… are libpq's, as client-shell.sh has them.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The variables of one server, without its name.
take_variables() {
  local variable name
  for variable in $(compgen -A variable "$1_"); do
    name=${variable#"$1"_}
    case $name in
      *_FILE) export "${name%_FILE}=$(<"${!variable}")" ;;
      *) export "$name=${!variable}" ;;
    esac
  done
}

(
  take_variables SOURCE
  exec pg_dump --no-password --schema-only --format=custom --no-owner --no-publications --no-subscriptions --no-security-labels --no-tablespaces \
    --exclude-schema=cdk8s_migration --file="$work/schema.dump"
)
# a line is: entry; catalog and object; kind; schema, or -; name; owner
pg_restore --list "$work/schema.dump" | grep -vE "^[0-9]+; [0-9]+ [0-9]+ ((COMMENT - )?(EXTENSION|EVENT TRIGGER|SCHEMA - public|SCHEMA public)|DEFAULT ACL|TRIGGER .* cdk8s_migration_stop)( |$)" >"$work/list"
pg_restore --no-owner --no-tablespaces --use-list="$work/list" --file="$work/all.sql" "$work/schema.dump"
# before PostgreSQL 14 the migration's role has a grant on every table
role=$(<"${SOURCE_PGUSER_FILE:-/dev/null}")
awk -v role="${role:-${SOURCE_PGUSER:-}}" '!(/^(GRANT|REVOKE) / && ($NF == role ";" || $NF == "\"" role "\";"))' "$work/all.sql" >"$work/schema.sql"
(
  take_variables TARGET
  exec psql --no-psqlrc --no-password --quiet --single-transaction --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse --file="$work/schema.sql"
) >/dev/null
