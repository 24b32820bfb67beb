import { WatchedPostgres, whileUp } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';
import { freeShare, spaceLeft, volumeAlerts } from '../parts/volume-alerts';

/** Whether there is room left; PostgreSQL stops when its volume is full. */
export function storageAlerts(of: WatchedPostgres): AlertRule[] {
  const { namespace, name } = of;
  const instances = `${name}-[0-9]+`;
  const volumes = volumeAlerts({
    engine: 'Postgres', server: 'PostgreSQL', namespace, name, claims: `${instances}${tablespaceSuffix(of.tablespaces)}`, whileUp: whileUp(of),
  });
  if (!of.walVolume) return volumes;

  return [
    ...volumes,
    {
      // pg_wal keeps to max_wal_size unless the archive or a slot holds it back, so there is no trend to wait for.
      alert: 'PostgresWalVolumeFilling',
      expr: `${freeShare(namespace, `${instances}-wal`)} < 0.2`,
      for: '5m',
      severity: 'critical',
      exporter: 'kubelet',
      summary: 'The volume of the write-ahead log is filling up',
      description: `${spaceLeft(`${namespace}/${name}`)}; PostgreSQL stops when there is none. WAL piles up when it is not archived or a replication slot holds it.`,
    },
  ];
}

/** A tablespace's claim is `<instance>-tbs-<tablespace>`, in lower case (pkg/specs/volumes.go, CloudNativePG 1.30). */
function tablespaceSuffix(tablespaces: readonly string[]): string {
  if (tablespaces.length === 0) return '';
  const names = tablespaces.map(name => name.replace(/^_/, '1').replace(/[$_]/g, '-').toLowerCase());
  return `(-tbs-(${names.join('|')}))?`;
}
