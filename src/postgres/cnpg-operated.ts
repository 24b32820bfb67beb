/**
 * What CloudNativePG and its plugin make, and what they act on. All that is made of a Cluster has the label (CloudNativePG 1.30,
 * `SetInheritedData` in api/v1/cluster_funcs.go; pkg/specs/pgbouncer for poolers, whose ServiceAccount and Role have none).
 */
export const OPERATED = {
  label: 'cnpg.io/cluster',
  kinds: [
    'backups.postgresql.cnpg.io', 'clusters.postgresql.cnpg.io', 'databaseroles.postgresql.cnpg.io', 'databases.postgresql.cnpg.io',
    'failoverquorums.postgresql.cnpg.io', 'imagecatalogs.postgresql.cnpg.io', 'poolers.postgresql.cnpg.io', 'publications.postgresql.cnpg.io',
    'scheduledbackups.postgresql.cnpg.io', 'subscriptions.postgresql.cnpg.io', 'objectstores.barmancloud.cnpg.io',
  ],
};
