import { AlertRule } from '../parts/alert-rule';
import { jobsSeries, series } from '../parts/series';

/** A migration that alerts are about. */
export interface WatchedMigration {
  readonly namespace: string;
  readonly name: string;
  /** Name of the target. */
  readonly target: string;
  /** Name of the phase's Job. */
  readonly job: string;
  /** How long writes are stopped at most while the Job works, in seconds; undefined where it stops none. */
  readonly stopsSeconds?: number;
  /** What the watcher is there for; undefined where nothing streams. */
  readonly watched?: {
    readonly lagBytes: number;
    readonly lagSeconds: number;
    readonly heldBytes: number;
    /** Of the target's log, for the source; undefined without a way back. */
    readonly wayBackHeldBytes?: number;
    readonly comparisonAgeSeconds: number;
    readonly writeStopSeconds: number;
  };
}

/** Whether a phase came to its end, and whether what streams is whole, in time, and fills no disk. */
export function migrationAlerts(of: WatchedMigration): AlertRule[] {
  const { stopsSeconds, watched } = of;
  return [phaseFailed(of), ...(stopsSeconds === undefined ? [] : [moveOverdue(of, stopsSeconds)]), ...(watched ? whileWatched(of, watched) : [])];
}

function phaseFailed({ namespace, name, job, stopsSeconds }: WatchedMigration): AlertRule {
  return {
    alert: 'MigrationPhaseFailed',
    expr: `max by (namespace, job_name) (${jobsSeries(namespace, job, 'kube_job_failed', 'condition="true"')}) == 1`,
    for: '2m',
    // one that gave up may have left the server that the clients use without writes
    severity: stopsSeconds === undefined ? 'warning' : 'critical',
    exporter: 'kube-state-metrics',
    summary: 'A phase of a migration was refused, undone or gave up',
    description: `Job {{ $labels.job_name }} of migration ${namespace}/${name} has failed. Its last line says why, and so does the state in ConfigMap ${name}-migration.`,
  };
}

/** Before it stops writes a Job waits for its pod, looks at its gates and has replicas keep the way back (postgres-switch.mjs), and afterwards it tidies up: twenty minutes; an estimate. */
const BESIDE_SECONDS = 1200;

function moveOverdue({ namespace, name, job }: WatchedMigration, stopsSeconds: number): AlertRule {
  const over = (metric: string) => `max by (namespace, job_name) (${jobsSeries(namespace, job, metric, 'condition="true"')}) == 1`;
  return {
    alert: 'MigrationMoveOverdue',
    // a pod on a lost node is neither active nor failed
    expr: `time() - max by (namespace, job_name) (${jobsSeries(namespace, job, 'kube_job_status_start_time')}) > ${stopsSeconds + BESIDE_SECONDS}`
      + ` unless on (namespace, job_name) (${over('kube_job_complete')} or ${over('kube_job_failed')})`,
    for: '2m',
    severity: 'critical',
    exporter: 'kube-state-metrics',
    summary: 'A switch or a return of a migration does not end',
    description: `Job {{ $labels.job_name }} of migration ${namespace}/${name} works for longer than writes may be stopped (${stopsSeconds} s): applications may fail to write.`,
  };
}

function whileWatched({ namespace, name, target }: WatchedMigration, limits: NonNullable<WatchedMigration['watched']>): AlertRule[] {
  const migration = `migration ${namespace}/${name}`;
  const own = (metric: string, ...more: string[]) => series(`database_migration_${metric}`, `namespace="${namespace}"`, `migration="${name}"`, ...more);
  const worst = (metric: string, ...more: string[]) => `max by (namespace, migration) (${own(metric, ...more)})`;
  const least = (metric: string) => `min by (namespace, migration) (${own(metric)})`;
  const confirmed = worst('phase', 'phase="confirm"', 'status="done"');
  // what is confirmed streams no more, in neither direction
  const unlessConfirmed = (expr: string) => `${expr} unless on (namespace, migration) ${confirmed} == 1`;
  const copying = `sum by (namespace, migration) (${own('tables', 'state!="ready"')}) > 0`;
  // the state knows it, whatever phase came last
  const atTarget = `${worst('clients_at_target')} == 1`;
  const heldAtSource = `${worst('held_wal_bytes')} > ${limits.heldBytes}`;
  const held = limits.wayBackHeldBytes === undefined ? heldAtSource : `(${heldAtSource} or ${worst('way_back_held_wal_bytes')} > ${limits.wayBackHeldBytes})`;
  const watched = (rule: Omit<AlertRule, 'exporter'>): AlertRule => ({ ...rule, exporter: 'migration-watcher' });

  return [
    watched({
      alert: 'MigrationSourceDown',
      expr: `${least('source_up')} == 0`,
      for: '3m',
      severity: 'critical',
      summary: 'The migration does not reach its source',
      description: `The ${migration} cannot ask the database on the machine: it is down, or the network, its certificate or the password does not let the watcher in.`,
    }),
    watched({
      // the first copy is behind for as long as it takes, and that is no news
      alert: 'MigrationLagHigh',
      expr: unlessConfirmed(`(${worst('lag_bytes')} > ${limits.lagBytes} or ${worst('lag_seconds')} > ${limits.lagSeconds}) unless on (namespace, migration) ${copying}`),
      for: '15m',
      severity: 'warning',
      summary: 'The target is too far behind to switch',
      description: `The ${migration} has been behind by more than a switch allows (${limits.lagBytes} bytes, ${limits.lagSeconds} s) for a quarter of an hour.`,
    }),
    watched({
      alert: 'MigrationSlotHoldsWal',
      expr: unlessConfirmed(held),
      for: '2m',
      severity: 'critical',
      summary: 'A replication slot of the migration holds back too much of the log',
      description: `A slot of the ${migration} holds back {{ $value | humanize1024 }}B of the log. On the machine it fills the disk; on ${target} it is cut off, and then there is no way back.`,
    }),
    watched({
      alert: 'MigrationSlotInactive',
      expr: unlessConfirmed(`(${least('slot_active')} == 0 or ${least('way_back_slot_active')} == 0)`),
      for: '5m',
      severity: 'critical',
      summary: 'Nobody reads a replication slot of the migration',
      description: `A slot of the ${migration} has no reader, or is gone, forward or back: nothing is replicated, and the log that is held back for it grows, or is lost.`,
    }),
    watched({
      alert: 'MigrationMismatch',
      expr: `${worst('mismatched_rows')} > 0`,
      for: '2m',
      severity: 'critical',
      summary: 'Source and target do not hold the same rows',
      description: `{{ $value }} rows of the ${migration} differ, in the last comparison. Do not switch, and do not confirm: the state has examples.`,
    }),
    watched({
      alert: 'MigrationComparisonStale',
      // after the switch nothing is compared any more
      expr: `time() - (${worst('last_comparison_timestamp_seconds')} > 0) > ${limits.comparisonAgeSeconds} unless on (namespace, migration) ${atTarget}`,
      for: '15m',
      severity: 'warning',
      summary: 'Source and target have not been compared for too long',
      description: `The last whole comparison of the ${migration} ended {{ $value | humanizeDuration }} ago: nobody knows whether the rows are still the same.`,
    }),
    watched({
      alert: 'MigrationWatcherDown',
      expr: `absent(${own('source_up')})`,
      for: '10m',
      severity: 'warning',
      summary: 'Nobody watches the migration',
      description: `The ${migration} has a watcher that reports nothing: lag, slots and differences show in no alert.`,
    }),
    watched({
      alert: 'MigrationSourceOpen',
      // once confirmed, nobody can ask it any more
      expr: unlessConfirmed(`(${least('writes_stopped')} == 0 and on (namespace, migration) ${atTarget})`),
      for: '2m',
      severity: 'critical',
      summary: 'The server that the clients have left takes writes',
      description: `The clients of the ${migration} are at ${target}, and the machine can be written: what is written there is in no other place. Stop it again, and see what was written since the switch.`,
    }),
    watched({
      alert: 'MigrationWritesStopped',
      expr: `(${worst('writes_stopped')} == 1 unless on (namespace, migration) ${atTarget}) or (${worst('target_writes_stopped')} == 1 and on (namespace, migration) ${atTarget})`,
      for: `${Math.max(120, 2 * limits.writeStopSeconds)}s`,
      severity: 'critical',
      summary: 'The server that the clients use takes no writes',
      description: `Writes are stopped in the ${migration} for longer than a switch or a return may take, at the server where the clients are: applications fail to write.`,
    }),
  ];
}
