#!/bin/bash
# How long a restore takes, part by part: what docs/objectives.md reckons with, on a cluster at hand (KUBECONFIG) that has CloudNativePG 1.30, the Barman
# Cloud plugin, an S3 store and a storage class that makes volumes. It works in a namespace of its own and removes it.
#
#   DATA_MIB=2048 LOG_MIB=1024 CLASS=fast-ssd ENDPOINT=http://s3.object-store.svc:7070 ACCESS_KEY=… SECRET_KEY=… scripts/measure-restore.sh
set -euo pipefail

: "${DATA_MIB:=2048}" "${LOG_MIB:=1024}" "${CLASS:=fast-ssd}" "${BUCKET:=backups}" "${ENDPOINT:=http://s3.object-store.svc:7070}" "${NAMESPACE:=measure-restore}"
: "${ACCESS_KEY:?must be the key of the store}" "${SECRET_KEY:?must be the secret key of the store}"
IMAGE=ghcr.io/cloudnative-pg/postgresql:17

k() { kubectl -n "$NAMESPACE" "$@"; }
sql() { k exec -i "$1" -c postgres -- psql -qAtX -v ON_ERROR_STOP=1 -d app -c "$2"; }
now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }
between() { awk -v a="$(date -d "$1" +%s.%N)" -v b="$(date -d "$2" +%s.%N)" 'BEGIN { printf "%.1f", b - a }'; }
remove() { kubectl delete namespace "$NAMESPACE" --ignore-not-found --wait=false >/dev/null; }

cluster() { # name instances bootstrap…
  cat <<YAML
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: $1, namespace: $NAMESPACE }
spec:
  instances: $2
  imageName: $IMAGE
  storage: { size: 20Gi, storageClass: $CLASS }
  walStorage: { size: 10Gi, storageClass: $CLASS }
  resources: { requests: { memory: 1Gi }, limits: { memory: 2Gi } }
  # a busy machine answers late
  probes: { liveness: { timeoutSeconds: 60, failureThreshold: 30 } }
  postgresql:
    parameters: { shared_buffers: 256MB, max_wal_size: 4GB, checkpoint_timeout: 15min, archive_timeout: 5min }
    $3
  $4
YAML
}

trap remove EXIT
kubectl create namespace "$NAMESPACE" >/dev/null
k create secret generic store --from-file=ACCESS_KEY_ID=<(printf %s "$ACCESS_KEY") --from-file=SECRET_ACCESS_KEY=<(printf %s "$SECRET_KEY") >/dev/null
kubectl apply -f - >/dev/null <<YAML
apiVersion: barmancloud.cnpg.io/v1
kind: ObjectStore
metadata: { name: store, namespace: $NAMESPACE }
spec:
  configuration:
    destinationPath: s3://$BUCKET/$NAMESPACE-$(date +%s)
    endpointURL: $ENDPOINT
    s3Credentials:
      accessKeyId: { name: store, key: ACCESS_KEY_ID }
      secretAccessKey: { name: store, key: SECRET_ACCESS_KEY }
    wal: { compression: gzip, maxParallel: 1 }
    data: { compression: gzip, jobs: 2 }
YAML

ARCHIVER='plugins: [{ name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, parameters: { barmanObjectName: store } }]'
cluster source 1 '' "$ARCHIVER" | kubectl apply -f - >/dev/null
k wait cluster/source --for=condition=Ready --timeout=10m >/dev/null

# 1 KiB a row, as random as md5 is in text, which gzip halves; what is doubled lies too far apart for it
echo "filling the source with $DATA_MIB MiB"
sql source-1 'CREATE TABLE filled (id int PRIMARY KEY, words text)'
rows=$((DATA_MIB * 1024))
sql source-1 "INSERT INTO filled SELECT i, (SELECT string_agg(md5(i::text || j), '') FROM generate_series(1, 29) j) FROM generate_series(1, 16384) i"
for ((from = 16384; from < rows; from *= 2)); do sql source-1 "INSERT INTO filled SELECT id + $from, words FROM filled WHERE id <= $rows - $from"; done
sql source-1 'CHECKPOINT'
echo "data: $(sql source-1 "SELECT pg_size_pretty(sum(pg_database_size(oid))) FROM pg_database")"

kubectl apply -f - >/dev/null <<YAML
apiVersion: postgresql.cnpg.io/v1
kind: Backup
metadata: { name: base, namespace: $NAMESPACE }
spec: { cluster: { name: source }, method: plugin, pluginConfiguration: { name: barman-cloud.cloudnative-pg.io } }
YAML
k wait backup/base --for=jsonpath='{.status.phase}'=completed --timeout=60m >/dev/null
echo "backup: $(between "$(k get backup base -o jsonpath='{.status.startedAt}')" "$(k get backup base -o jsonpath='{.status.stoppedAt}')") s"

before=$(sql source-1 'SELECT pg_current_wal_lsn()')
step=0
while [ "$(sql source-1 "SELECT (pg_wal_lsn_diff(pg_current_wal_lsn(), '$before') < $LOG_MIB * 1048576)::int")" = 1 ]; do
  sql source-1 "UPDATE filled SET words = reverse(words) WHERE id % 16 = $step % 16"
  step=$((step + 1))
done
sql source-1 "CREATE TABLE last AS SELECT now()"
echo "log: $(sql source-1 "SELECT pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), '$before'))")"
segment=$(sql source-1 'SELECT pg_walfile_name(pg_switch_wal())')
until [ "$(sql source-1 "SELECT (last_archived_wal >= '$segment')::int FROM pg_stat_archiver")" = 1 ]; do sleep 1; done

EXTERNAL='externalClusters: [{ name: origin, plugin: { name: barman-cloud.cloudnative-pg.io, parameters: { barmanObjectName: store, serverName: source } } }]
  bootstrap: { recovery: { source: origin } }'
start=$(now)
cluster restored 2 'synchronous: { method: any, number: 1, dataDurability: required }' "$EXTERNAL" | kubectl apply -f - >/dev/null
until k get pods -l cnpg.io/jobRole=full-recovery -o name | grep -q .; do sleep 0.2; done
recovery=$(k get pods -l cnpg.io/jobRole=full-recovery -o name | head -1)
until [ "$(k get "$recovery" -o jsonpath='{.status.phase}')" = Running ]; do sleep 0.2; done
log=$(mktemp)
k logs -f "$recovery" --all-containers >"$log" 2>&1 &
# as the pod's own clock has it
at() {
  local ts
  ts=$(grep -m1 -- "$1" "$log" | grep -o '"ts":"[^"]*"' | cut -d'"' -f4) || { echo '?'; return; }
  awk -v a="$start" -v b="$(date -d "$ts" +%s.%N)" 'BEGIN { printf "%.1f", b - a }'
}
running() { k get pod restored-1 -o jsonpath='{.status.containerStatuses[?(@.name=="postgres")].state.running.startedAt}' 2>/dev/null | grep -q .; }
until running && k exec restored-1 -c postgres -- psql -qAtX -d app -c 'SELECT 1' >/dev/null 2>&1; do sleep 0.2; done
answers=$(since "$start")
# with required durability it returns when a replica has it
sql restored-1 'CREATE TABLE written AS SELECT 1'
written=$(since "$start")
[ "$(sql restored-1 'SELECT count(*) FROM last')" = 1 ]

echo "restore, seconds after apply: copy from $(at 'Starting barman-cloud-restore') to $(at 'Restore completed'), replay from $(at 'redo starts') to $(at 'redo done'),"
echo "  answers a query at $answers, a write has returned at $written; log of the recovery in $log"
