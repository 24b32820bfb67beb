import { rmSync } from 'fs';
import { MOVE } from './watched-migration';
import { migrationAlerts } from '../../src/migration/migration-alerts';
import { Series, Values } from '../promtool/series';
import { Moment, Tried, tried } from '../promtool/verdict';

jest.setTimeout(60_000);

const alerts = new Tried(migrationAlerts(MOVE));
afterAll(() => rmSync(alerts.directory, { recursive: true }));

const NAMES = { namespace: 'database', migration: 'move' };
const ALL = [NAMES];
const upTo = (minute: number, before: number, then: number): Values => (at) => (at < minute ? before : then);

/** A migration that follows and is well, beside another one that is not. */
function following(): Series {
  const series = new Series();
  for (const [migration, isWell] of [['move', true], ['other', false]] as const) {
    const of = (metric: string, value: Values | number, more = {}) => series.add(`database_migration_${metric}`, { namespace: 'database', migration, pod: `${migration}-watch`, ...more }, value);
    of('source_up', isWell ? 1 : 0);
    of('target_up', 1);
    of('lag_bytes', isWell ? 10 : 1e9);
    of('lag_seconds', isWell ? 0.1 : 1e6);
    of('held_wal_bytes', isWell ? 1000 : 1e9);
    of('way_back_held_wal_bytes', isWell ? 0 : 1e9);
    of('slot_active', isWell ? 1 : 0);
    of('mismatched_rows', isWell ? 0 : 7);
    of('last_comparison_timestamp_seconds', isWell ? (at) => at * 60 : 1);
    of('writes_stopped', isWell ? 0 : 1);
    of('clients_at_target', 0);
    of('tables', 12, { state: 'ready' });
    of('tables', 0, { state: 'copying' });
    of('phase', 1, { phase: 'replicate', status: 'done' });
  }
  series.add('kube_job_status_start_time', { namespace: 'database', job_name: MOVE.job }, 0);
  series.add('kube_job_complete', { namespace: 'database', job_name: MOVE.job, condition: 'true' }, 1);
  // one that an earlier phase left
  series.add('kube_job_status_start_time', { namespace: 'database', job_name: 'move-migration-copy-xyz99' }, 0);
  for (const condition of ['true', 'false', 'unknown']) {
    series.add('kube_job_failed', { namespace: 'database', job_name: MOVE.job, condition }, condition === 'false' ? 1 : 0);
    // one that an earlier phase left
    series.add('kube_job_failed', { namespace: 'database', job_name: 'move-migration-assess-xyz99', condition }, condition === 'true' ? 1 : 0);
  }
  return series;
}

const complete = new RegExp(`kube_job_complete\\{.*job_name="${MOVE.job}"`);
const own = (metric: string) => new RegExp(`^database_migration_${metric}\\{namespace="database",migration="move"`);

/** The clients are at the target, and the source takes no writes. */
function moved(): Series {
  return following().set(own('writes_stopped'), 1).set(own('clients_at_target'), 1);
}

function phase(series: Series, name: string, status: string): Series {
  return series.set(own('phase'), 0).add('database_migration_phase', { ...NAMES, pod: 'move-watch', phase: name, status }, 1);
}

tried('promtool', () => {
  test('takes the rules', () => {
    expect(alerts.check()).toContain('11 rules found');
  });

  test.each<[string, Series, Moment[]]>([
    ['is well', following(), [{ at: 60, fires: {} }]],
    ['does not reach its source', following().set(own('source_up'), upTo(10, 1, 0)), [{ at: 11, fires: {} }, { at: 14, fires: { MigrationSourceDown: ALL } }]],
    ['is too many bytes behind', following().set(own('lag_bytes'), upTo(10, 10, 2000)), [{ at: 20, fires: {} }, { at: 26, fires: { MigrationLagHigh: ALL } }]],
    ['is too long behind', following().set(own('lag_seconds'), upTo(10, 1, 6)), [{ at: 20, fires: {} }, { at: 26, fires: { MigrationLagHigh: ALL } }]],
    ['is behind while it copies', following().set(own('lag_bytes'), 2000).set(/migration="move",pod="move-watch",state="copying"/, 1), [{ at: 60, fires: {} }]],
    ['holds back too much at the source', following().set(own('held_wal_bytes'), upTo(10, 0, 100_001)), [{ at: 11, fires: {} }, { at: 13, fires: { MigrationSlotHoldsWal: ALL } }]],
    ['holds back too much at the target', following().set(own('way_back_held_wal_bytes'), upTo(10, 0, 50_001)), [{ at: 13, fires: { MigrationSlotHoldsWal: ALL } }]],
    ['has a slot that nobody reads', following().set(own('slot_active'), upTo(10, 1, 0)), [{ at: 14, fires: {} }, { at: 16, fires: { MigrationSlotInactive: ALL } }]],
    ['has a slot of the way back that nobody reads', following().add('database_migration_way_back_slot_active', NAMES, upTo(10, 1, 0)),
      [{ at: 14, fires: {} }, { at: 16, fires: { MigrationSlotInactive: ALL } }]],
    ['is confirmed, so that its slots are gone', phase(following().set(own('slot_active'), 0).set(own('held_wal_bytes'), 1e9), 'confirm', 'done'), [{ at: 60, fires: {} }]],
    ['found a difference', following().set(own('mismatched_rows'), upTo(10, 0, 3)), [{ at: 11, fires: {} }, { at: 13, fires: { MigrationMismatch: ALL } }]],
    ['was compared a day and a quarter of an hour ago', following().set(own('last_comparison_timestamp_seconds'), 60),
      [{ at: 1441, fires: {} }, { at: 1460, fires: { MigrationComparisonStale: ALL } }]],
    ['was never compared to the end', following().set(own('last_comparison_timestamp_seconds'), 0), [{ at: 1500, fires: {} }]],
    ['has no watcher', following().only(own('.*'), (at) => at < 10), [{ at: 19, fires: {} }, { at: 31, fires: { MigrationWatcherDown: ALL } }]],
    ['stopped writes and did not move the clients', phase(following().set(own('writes_stopped'), upTo(10, 0, 1)), 'switch', 'running'),
      [{ at: 11, fires: {} }, { at: 13, fires: { MigrationWritesStopped: ALL } }]],
    ['stopped writes and moved the clients', phase(moved(), 'switch', 'done'), [{ at: 60, fires: {} }]],
    ['has its clients at the target, and a source that is written', moved().set(own('writes_stopped'), upTo(10, 1, 0)), [{ at: 11, fires: {} }, { at: 13, fires: { MigrationSourceOpen: ALL } }]],
    ['is confirmed, and its source is given to somebody else', phase(moved().set(own('writes_stopped'), 0), 'confirm', 'done'), [{ at: 60, fires: {} }]],
    ['was assessed again after the switch', phase(moved(), 'assess', 'done'), [{ at: 60, fires: {} }]],
    ['was switched days ago, and is not compared any more', moved().set(own('last_comparison_timestamp_seconds'), 60), [{ at: 1500, fires: {} }]],
    ['stopped the target for a return that did not come to its end', phase(moved().add('database_migration_target_writes_stopped', NAMES, upTo(10, 0, 1)), 'return', 'refused'),
      [{ at: 11, fires: {} }, { at: 13, fires: { MigrationWritesStopped: ALL } }]],
    ['keeps the target from being written until the switch', following().add('database_migration_target_writes_stopped', NAMES, 1), [{ at: 60, fires: {} }]],
    ['is being confirmed', phase(moved(), 'confirm', 'running'), [{ at: 60, fires: {} }]],
    ['had its phase refused', following().set(new RegExp(`job_name="${MOVE.job}",condition="true"`), upTo(10, 0, 1)),
      [{ at: 11, fires: {} }, { at: 13, fires: { MigrationPhaseFailed: [{ namespace: 'database', job_name: MOVE.job }] } }]],
    ['switches for longer than it may, or whose pod is on a lost node', following().set(complete, 0),
      [{ at: 20, fires: {} }, { at: 24, fires: { MigrationMoveOverdue: [{ namespace: 'database', job_name: MOVE.job }] } }]],
    ['has switched in time', following().set(complete, upTo(12, 0, 1)), [{ at: 60, fires: {} }]],
  ])('a migration that %s', (_, series, moments) => {
    expect(alerts.verdict(series, moments)).toBe('');
  });
});
