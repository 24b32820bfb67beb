#!/usr/bin/env bash
# What failover-probe.sh asks of a PostgreSQL server. Where it is, and as whom to log in, libpq's variables say.
# shellcheck disable=SC2034,SC2154 # both are one program

export PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-2}
export PGAPPNAME=failover-probe
client=(psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=run="$run")

prepare() {
  printf '%s\n' 'SET client_min_messages = warning;' \
    'CREATE TABLE IF NOT EXISTS ledger (run text, number bigint, written timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (run, number));' \
    "DELETE FROM ledger WHERE written < now() - interval '1 day';"
}

insert() {
  printf "INSERT INTO ledger (run, number) VALUES (:'run', %s) RETURNING number;\n" "$1"
}

acknowledges() {
  [[ $2 == "$1" ]]
}

present() {
  printf '%s\n' "SELECT number FROM ledger WHERE run = :'run';"
}
