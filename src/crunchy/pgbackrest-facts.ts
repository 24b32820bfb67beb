import { gapOf, gapOfAll } from './backup-times';
import { BackupFacts, ScheduleFacts, StoreFacts } from '../checklist/facts';
import { archiveInterval } from '../checklist/readers/postgres-time';

const KINDS = ['full', 'differential', 'incremental'] as const;

/** Every repository gets the write-ahead log, and the backups of its own schedules (PGO 6.0.3, internal/pgbackrest). */
export function readBackups(spec: any, parameters: Readonly<Record<string, unknown>>): BackupFacts {
  const { repos = [], global = {} } = spec.backups?.pgbackrest ?? {};
  const named: any[] = repos.filter((repo: any) => repo.name !== undefined);
  return {
    archiveStore: named[0]?.name,
    // internal/pgbackrest/postgres.go, PGO 6.0.3
    ...(named.length > 0 && { archiveSeconds: archiveInterval(parameters.archive_timeout, '60s') }),
    schedules: named.flatMap((repo) => scheduleOf(repo, spec)),
    stores: named.map((repo) => storeOf(repo, global)),
  };
}

/** The CronJobs of a repository together: each is of use to a restore. */
function scheduleOf({ name, schedules = {} }: any, spec: any): ScheduleFacts[] {
  const made = KINDS.filter((kind) => schedules[kind] !== undefined && schedules[kind] !== '');
  if (made.length === 0) return [];
  const expressions = made.map((kind): string => schedules[kind]);
  const wrong = made.filter((kind) => gapOf(schedules[kind]) === undefined);
  return [{
    name,
    cron: made.map((kind) => `${kind} ${schedules[kind]}`).join(', '),
    longestGapSeconds: gapOfAll(expressions),
    ...(wrong.length > 0 && { problem: `${wrong.map((kind) => `${kind} "${schedules[kind]}"`).join(' and ')} is no cron expression of five fields that comes true` }),
    // generateScheduledBackups suspends the CronJobs of both (internal/controller/postgrescluster/pgbackrest.go, PGO 6.0.3)
    suspended: spec.standby?.enabled === true || spec.shutdown === true,
    store: name,
  }];
}

function storeOf(repo: any, global: Readonly<Record<string, string>>): StoreFacts {
  const path = global[`${repo.name}-path`] ?? `/pgbackrest/${repo.name}`;
  return { name: repo.name, path: placeOf(repo, path), retentionDays: daysOf(repo, global) };
}

function placeOf({ s3, gcs, azure, volume }: any, path: string): string {
  if (s3) return `s3://${s3.bucket}${path}`;
  if (gcs) return `gs://${gcs.bucket}${path}`;
  if (azure) return `azure://${azure.container}${path}`;
  return volume ? 'a volume beside the database' : path;
}

const DAY = 86400;

/** Days by number of days, or by number of full backups; without either nothing expires (pgBackRest docs, repo-retention-full). */
function daysOf({ name, schedules = {} }: any, global: Readonly<Record<string, string>>): number | undefined {
  const kept = global[`${name}-retention-full`];
  if (kept === undefined || !/^\d+$/.test(kept)) return undefined;
  if (global[`${name}-retention-full-type`] === 'time') return Number(kept);
  const gap = schedules.full === undefined ? undefined : gapOf(schedules.full);
  return gap === undefined ? undefined : Math.floor((Number(kept) * gap) / DAY);
}
