import { ObjectiveFacts } from './objective-facts';

/** A figure that no manifest shows and that a recovery is reckoned with. */
export interface RecoveryAssumption {
  /** What it is of. */
  readonly what: string;
  readonly value: number;
  readonly unit: 'MiB/s' | 's';
  readonly source: string;
  /** Day that the source was looked up or measured, as YYYY-MM-DD. */
  readonly asOf: string;
  /** Option of `Objectives.of` that takes its place, and the same in the annotation; undefined where nothing does. */
  readonly option?: readonly [option: string, key: keyof ObjectiveFacts];
}

export type RecoveryFigure = 'restore' | 'replay' | 'replica' | 'snapshot' | 'segment' | 'start';

/** The one table of them; docs/objectives.md is tested to say the same. They are slow on purpose: who promises less than they give has to measure. */
export const RECOVERY_ASSUMPTIONS: Readonly<Record<RecoveryFigure, RecoveryAssumption>> = {
  restore: {
    what: 'data that Barman Cloud copies out of the object store, in one stream; its backup as fast',
    value: 10,
    unit: 'MiB/s',
    source: 'EnterpriseDB/barman#1127 (a user: 250 GB in about 7 h, to GCS); one stream: cloudnative-pg/plugin-barman-cloud#822 and #906',
    asOf: '2026-11-28',
    option: ['restoreThroughput', 'restoreMebibytesPerSecond'],
  },
  replay: {
    what: 'write-ahead log that is fetched in segments of 16 MiB and replayed by one process',
    value: 10,
    unit: 'MiB/s',
    source: 'between 1 to 2 s for a segment (wal-g/wal-g#456, the slow case) and 30 MB/s, which calling the operator for each leaves without any store '
      + '(cloudnative-pg/cloudnative-pg#10561, a user)',
    asOf: '2026-11-28',
    option: ['replayThroughput', 'replayMebibytesPerSecond'],
  },
  replica: {
    what: 'data that a new replica copies from the primary (pg_basebackup, one stream)',
    value: 100,
    unit: 'MiB/s',
    source: '1 to 2 h for 1 TB (pgbackrest/pgbackrest#232, a user), 300 to 500 MiB/s on fast machines (postgres.ai/blog, 2025-11-05)',
    asOf: '2026-11-28',
    option: ['replicaThroughput', 'replicaMebibytesPerSecond'],
  },
  snapshot: {
    what: 'volumes that are made from snapshots, whatever their size',
    value: 120,
    unit: 's',
    source: 'EDB, PostgreSQL Disaster Recovery with Kubernetes Volume Snapshots using CloudNativePG (October 2023): 4.5 TB in 2 min on EKS',
    asOf: '2026-11-28',
  },
  segment: {
    what: 'the last segment of the log on its way into the object store',
    value: 10,
    unit: 's',
    source: 'an estimate; cloudnative-pg/plugin-barman-cloud#656 (a user) has 0.5 s, EnterpriseDB/barman#472 a median of 7.7 s for 64 MB across an ocean',
    asOf: '2026-11-28',
  },
  start: {
    what: 'volumes, pods and images, and the end of recovery',
    value: 120,
    unit: 's',
    source: 'docs/reliability.md: a small database 62 s after apply, images and volumes at hand; twice that, an estimate',
    asOf: '2026-11-28',
    option: ['startTime', 'startSeconds'],
  },
};
