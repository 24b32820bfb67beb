#!/usr/bin/env bash
# What failover-probe.sh asks of a MySQL server: MYSQL_HOST, MYSQL_TCP_PORT, MYSQL_DATABASE, MYSQL_USER, MYSQL_PASSWORD_FILE and MYSQL_SSL_CA say where it is,
# and as whom to log in.
# shellcheck disable=SC2034,SC2154 # both are one program

if [[ ! $run =~ ^[a-z0-9.-]+$ ]]; then finish 54 "RUN must be the name of a pod, got $run"; fi

# the operator makes it with the user, once the database is ready; the kubelet brings it when it is there
until [[ -r ${MYSQL_PASSWORD_FILE:?the file of the password is needed} ]]; do
  failed "there is no $MYSQL_PASSWORD_FILE: nobody has made the user yet"
  if stopped; then finish 0 "asked to stop before there was a password"; fi
  require_reader
  pause 1
done
# the client reads it, and it stands in no list of arguments (MySQL 8.4 manual, 6.9)
MYSQL_PWD=$(<"$MYSQL_PASSWORD_FILE")
export MYSQL_PWD
client=(
  mysql --no-defaults --batch --unbuffered --skip-column-names --skip-reconnect --connect-timeout=2
  --host="${MYSQL_HOST:?the host is needed}" --port="${MYSQL_TCP_PORT:-3306}" --user="${MYSQL_USER:?the user is needed}"
  --ssl-mode=VERIFY_IDENTITY --ssl-ca="${MYSQL_SSL_CA:?the CA is needed}" --database="${MYSQL_DATABASE:?the database is needed}"
)

# a primary key, without which Percona XtraDB Cluster lets nobody write (pxc_strict_mode)
prepare() {
  printf '%s\n' \
    'CREATE TABLE IF NOT EXISTS ledger (run varchar(253), number bigint, host varchar(253) NOT NULL, written timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (run, number));' \
    'DELETE FROM ledger WHERE written < now() - INTERVAL 1 DAY;'
}

# The row says who wrote it. It is read with a lock, because ProxySQL sends plain reads to replicas. A write whose row gives no answer is unknown, and not lost.
insert() {
  printf "INSERT INTO ledger (run, number, host) VALUES ('%s', %s, @@hostname);\nSELECT number, host FROM ledger WHERE run = '%s' AND number = %s FOR UPDATE;\n" "$run" "$1" "$run" "$1"
}

acknowledges() {
  [[ ${2%%$'\t'*} == "$1" ]] || return 1
  host=${2#*$'\t'}
}

# An instance reads what it has applied, and others may have more: it waits for that, where the server knows Galera.
present() {
  printf '%s\n' "SELECT /*+ SET_VAR(wsrep_sync_wait=1) */ number FROM ledger WHERE run = '$run';"
}
