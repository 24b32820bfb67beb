const DAY = 86400_000;

/** So many days before a moment, as Kubernetes writes it. */
export function ago(days: number, now: number): string {
  return new Date(now - days * DAY).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** System identifier of `orders`. */
export const SYSTEM = '7412345678901234567';

/** What pg_controldata says, as far as it matters. */
export function controlData(system: string): string {
  return [
    'pg_control version number:            1700', 'Catalog version number:               202406281', `Database system identifier:           ${system}`,
    'Database cluster state:               in production', '',
  ].join('\n');
}

export interface Spoilt {
  readonly labels?: object;
  readonly annotations?: object;
  readonly deletionTimestamp?: string;
}

/** A VolumeSnapshot of a backup of `orders`, as the operator leaves it. */
export function snapshot(of: string, name: string, time: string, { labels, annotations, deletionTimestamp }: Spoilt = {}): any {
  return {
    metadata: {
      name,
      labels: { 'cnpg.io/cluster': 'orders', 'cnpg.io/backupName': of, ...labels },
      annotations: {
        'cnpg.io/backupEndTime': time,
        'cnpg.io/clusterManifest': JSON.stringify({ spec: { walStorage: {} } }),
        'cnpg.io/pgControldata': controlData(SYSTEM),
        ...annotations,
      },
      ...(deletionTimestamp && { deletionTimestamp }),
    },
    status: { readyToUse: true, creationTime: time },
  };
}

/** Those of data and log. */
export function pair(of: string, time: string, spoilt: Spoilt = {}): any[] {
  return [snapshot(of, of, time, spoilt), snapshot(of, `${of}-wal`, time, spoilt)];
}

/** A Backup of `orders` that is completed. */
export function backup(name: string, time: string, status: object = {}, spec: object = {}): any {
  return {
    metadata: { name, creationTimestamp: time },
    spec: { cluster: { name: 'orders' }, method: 'volumeSnapshot', ...spec },
    status: {
      phase: 'completed',
      startedAt: time,
      stoppedAt: time,
      snapshotBackupStatus: { elements: [{ name, type: 'PG_DATA' }, { name: `${name}-wal`, type: 'PG_WAL' }] },
      ...status,
    },
  };
}
