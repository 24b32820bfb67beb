import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { ORDERS } from './watched';
import { AlertRule } from '../../src/parts/alert-rule';
import { postgresAlerts } from '../../src/postgres/alerts';
import { METRICS } from '../support/metrics';
import { SeriesSelector, seriesSelectors } from '../support/promql';

const RUNBOOKS = join(__dirname, '../../docs/runbooks');
const alerts = postgresAlerts(ORDERS);
const names = alerts.map(rule => rule.alert);

function metricsOf(rule: AlertRule): string[] {
  return seriesSelectors(rule.expr).map(selector => selector.metric);
}

test('no two alerts share a name', () => {
  expect(names).toEqual([...new Set(names)]);
});

describe.each(alerts)('$alert', (rule) => {
  test('reads a metric of the exporter it names, and besides that the instances\' only', () => {
    const metrics = metricsOf(rule);
    const own = METRICS[rule.exporter];
    expect(metrics.filter(metric => own.includes(metric))).not.toEqual([]);
    expect(metrics.filter(metric => !own.includes(metric) && !METRICS.instance.includes(metric))).toEqual([]);
  });

  test('is about this database only', () => {
    expect(seriesSelectors(rule.expr).filter(selector => !namesOrders(selector))).toEqual([]);
  });

  test('outlasts two scrapes a minute apart', () => {
    expect(seconds(rule.for)).toBeGreaterThanOrEqual(120);
  });

  test('describes itself with labels that its series have', () => {
    const labels = [...rule.description.matchAll(/\$labels\.(\w+)/g)].map(match => match[1]);
    expect(labels.filter(label => !rule.expr.includes(label) && label !== 'pod')).toEqual([]);
    expect(rule.summary).not.toContain('{{');
  });

  test('has a runbook with the four parts', () => {
    const page = readFileSync(join(RUNBOOKS, `${rule.alert}.md`), 'utf8');
    expect(page.split('\n')[0]).toBe(`# ${rule.alert}`);
    expect([...page.matchAll(/^## (.*)$/gm)].map(match => match[1])).toEqual(['Meaning', 'Impact', 'Diagnosis', 'Mitigation']);
  });
});

test('every PostgreSQL runbook belongs to an alert', () => {
  const pages = readdirSync(RUNBOOKS).filter(file => file.startsWith('Postgres')).map(file => file.replace(/\.md$/, ''));
  expect(pages.sort()).toEqual([...names].sort());
});

test('a database of one instance has no alerts about replicas', () => {
  const single = postgresAlerts({ ...ORDERS, instances: 1, synchronous: false }).map(rule => rule.alert);
  expect(names.filter(name => !single.includes(name))).toEqual([
    'PostgresInstanceMissing', 'PostgresFailover', 'PostgresReplicaNotStreaming', 'PostgresReplicationLag', 'PostgresSynchronousReplicaMissing',
  ]);
});

test('what a database does not have raises no alerts', () => {
  const bare = postgresAlerts({
    ...ORDERS,
    poolers: [],
    walVolume: false,
    tablespaces: [],
    backupEverySeconds: undefined,
    snapshotEverySeconds: undefined,
    dumpEverySeconds: undefined,
    certificate: undefined,
  });
  expect(names.filter(name => !bare.some(rule => rule.alert === name))).toEqual([
    'PostgresWalArchiveStalled', 'PostgresWalArchiveBacklog', 'PostgresBackupTooOld', 'PostgresBackupMissing', 'PostgresBackupFailed',
    'PostgresSnapshotTooOld', 'PostgresSnapshotMissing', 'PostgresSnapshotsNotPruned', 'PostgresDumpFailed', 'PostgresDumpTooOld',
    'PostgresWalVolumeFilling', 'PostgresCertificateNotRenewed', 'PostgresCertificateExpiring', 'PostgresCertificateMetricsMissing',
    'PostgresPoolerDown', 'PostgresPoolerClientsWaiting',
  ]);
});

test('tablespaces are watched under the names that the operator gives their claims', () => {
  const filling = alerts.find(rule => rule.alert === 'PostgresVolumeNearlyFull')!;
  const claims = new RegExp(`^(?:${seriesSelectors(filling.expr)[0].labels.persistentvolumeclaim.replace(/^=~"|"$/g, '')})$`);
  expect(['orders-1', 'orders-12', 'orders-1-tbs-1cold-2024', 'orders-1-wal', 'orders-v2-1', 'orders-1-tbs-hot'].filter(name => claims.test(name)))
    .toEqual(['orders-1', 'orders-12', 'orders-1-tbs-1cold-2024']);
});

/** Whether a selector has both the namespace and a name that starts with the database's. */
function namesOrders({ labels }: SeriesSelector): boolean {
  const namespace = labels.exported_namespace === '="database"' || labels.namespace === '="database"';
  const name = labels.pod ?? labels.persistentvolumeclaim ?? labels.cronjob ?? labels.job_name ?? labels.name ?? '';
  return namespace && /^=~?"orders-(\[0-9\]\+|pooler-r[wo]-|server|snapshots"|dumps["-])/.test(name);
}

function seconds(duration: string): number {
  const [, amount, unit] = /^(\d+)([smh])$/.exec(duration)!;
  return Number(amount) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
}
