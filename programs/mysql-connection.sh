#!/usr/bin/env bash
# How mysql and mysqldump get to a server: MYSQL_HOST, MYSQL_TCP_PORT, MYSQL_USER, MYSQL_PASSWORD, MYSQL_SSL_MODE and MYSQL_SSL_CA say it. To be sourced.
# shellcheck disable=SC2034 # who sources it uses it

# the client reads it from here, and no argument shows it (MySQL manual, 6.9)
export MYSQL_PWD=${MYSQL_PASSWORD-}
connection=(
  --no-defaults --user="${MYSQL_USER:?the user is needed}" --default-character-set=utf8mb4 --max-allowed-packet=1G
  --ssl-mode="${MYSQL_SSL_MODE:-VERIFY_IDENTITY}" ${MYSQL_SSL_CA:+--ssl-ca="$MYSQL_SSL_CA"} ${MYSQL_HOST:+--host="$MYSQL_HOST"} ${MYSQL_TCP_PORT:+--port="$MYSQL_TCP_PORT"}
)
# without TLS a password is sent by the server's key (MySQL manual, 8.4.1.1, Caching SHA-2 Pluggable Authentication)
[[ ${MYSQL_SSL_MODE:-} != DISABLED ]] || connection+=(--get-server-public-key)
# nothing that somebody set for all sessions of a server changes what statements mean and values look like
session="SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', max_execution_time = 0, autocommit = 1, lock_wait_timeout = 60, sql_select_limit = DEFAULT"
# a client waits for a server that is gone as long as the system does: longer than any copy takes, nothing may
limit=(timeout --signal=KILL 86400)
# what it sends is what it read: lines of routines may end in two characters, and comments in them are left out by the client of 8.0
client=("${limit[@]}" mysql "${connection[@]}" --connect-timeout=10 --skip-reconnect --binary-mode --comments --batch --raw --skip-column-names --quick)
