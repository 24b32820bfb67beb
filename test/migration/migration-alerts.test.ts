import { MOVE } from './watched-migration';
import { migrationAlerts } from '../../src/migration/migration-alerts';
import { deadLinks, describeAlerts, runbooks } from '../support/alert-rules';
import { METRICS } from '../support/metrics';

const alerts = migrationAlerts(MOVE);

describeAlerts({
  alerts,
  // of the database itself it reads nothing
  metrics: { ...METRICS, instance: [] },
  isOwn: ({ metric, labels }) => labels.namespace === '="database"'
    && (metric.startsWith('kube_job_') ? labels.job_name === '=~"move-migration-switch-abc12"' : labels.migration === '="move"'),
});

test('every runbook is that of an alert, and leads nowhere that is not there', () => {
  expect(runbooks('Migration')).toEqual(alerts.map(({ alert }) => alert).sort());
  expect(deadLinks('Migration')).toEqual([]);
});

test('without a watcher there are two alerts: that the phase failed, and that it does not end', () => {
  expect(migrationAlerts({ ...MOVE, watched: undefined }).map(({ alert }) => alert)).toEqual(['MigrationPhaseFailed', 'MigrationMoveOverdue']);
});

test('a phase that stops nobody wakes nobody at night', () => {
  const quiet = migrationAlerts({ ...MOVE, watched: undefined, stopsSeconds: undefined });
  expect(quiet.map(({ alert, severity }) => [alert, severity])).toEqual([['MigrationPhaseFailed', 'warning']]);
});
