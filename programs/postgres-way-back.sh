#!/usr/bin/env bash
# Has the source make its subscription to the target, for the way back, and leave it off. Where it leads the source's administrator said; only the password is
# copied in, which so stands in no argument and no server's log: what COPY reads is not logged. On stdin: the name of the subscription.
set -euo pipefail

IFS= read -r name
# its last line may have no end
IFS= read -r password <"$WAYBACK_PGPASSWORD_FILE" || [[ -n $password ]]

# the source's variables, as client-shell.sh gives them
for variable in $(compgen -A variable SOURCE_PG); do
  case $variable in
    *_FILE) own=${variable#SOURCE_} && export "${own%_FILE}=$(<"${!variable}")" ;;
    *) export "${variable#SOURCE_}=${!variable}" ;;
  esac
done

{
  printf '%s\n' 'BEGIN;' 'COPY cdk8s_migration.secret (password) FROM STDIN (FORMAT csv);'
  printf '"%s"\n\\.\n' "${password//\"/\"\"}"
  printf '%s\n' "SELECT cdk8s_migration.prepare_way_back(:'name') \\g /dev/null" 'COMMIT;'
} | psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 --set=VERBOSITY=terse --set=name="$name"
