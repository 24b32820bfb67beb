import { Kubernetes } from '../../cluster/kubernetes';
import { say } from '../../cluster/progress';
import { until } from '../../cluster/until';
import { archiveSegment, endSegment } from '../archive';
import { alertsAbout, askedMetrics } from '../asked-metrics';
import { ordersOf } from '../bring-up';
import { currentManifests } from '../current';
import { itNeeds } from '../environment';
import { startStore, stopStore } from '../machine';
import { Prometheus } from '../prometheus';
import { UNSEEN } from '../unseen-metrics';

/** Metrics, alerts and dashboards against a real Prometheus. */
export function monitoring(kubernetes: Kubernetes): void {
  const orders = ordersOf(kubernetes);
  let prometheus: Prometheus;
  const needs = ['TEST_PROMETHEUS'] as const;
  const active = async () => (await prometheus.rules()).filter((rule) => rule.state !== 'inactive').map((rule) => rule.name);

  beforeAll(async () => {
    if (!process.env.TEST_PROMETHEUS) return;
    // some metrics are about tables: there must be one
    await orders.sql('CREATE TABLE IF NOT EXISTS watched (n int)');
    prometheus = await Prometheus.start(kubernetes, await currentManifests(kubernetes));
  });
  afterAll(async () => prometheus?.stop());

  itNeeds([...needs], 'every metric that alerts and dashboards read from instances, plugin and pooler is there', async () => {
    await until('a scrape of every target', async () => {
      const targets = await prometheus.targets();
      return targets.length === 5 && targets.every((target) => target.health === 'up');
    }, { seconds: 120, every: 1000 });
    const asked = askedMetrics(await currentManifests(kubernetes)).filter((metric) => !(metric in UNSEEN));
    await until('every metric', async () => {
      const names = await prometheus.metricNames();
      const missing = asked.filter((metric) => !names.has(metric));
      if (missing.length > 0) throw new Error(`not there: ${missing.join(', ')}`);
      return true;
    }, { seconds: 90, every: 2000 });
    say(`${asked.length} metrics are there; not expected: ${Object.keys(UNSEEN).join(', ')}`);
  });

  itNeeds([...needs], 'every alert evaluates and none is active on a healthy idle database', async () => {
    const ours = alertsAbout(await currentManifests(kubernetes), 'instance', 'plugin', 'pooler');
    await until('an evaluation of every rule', async () => (await prometheus.rules()).every((rule) => rule.health === 'ok'), { seconds: 120, every: 1000 });
    await until('quiet', async () => (await active()).every((name) => !ours.includes(name)), { seconds: 300, every: 2000 });
  });

  itNeeds([...needs, 'TEST_STORE_STOP', 'TEST_STORE_START'], 'the archive alert is pending when the object store is gone, and inactive when it is back', async () => {
    await stopStore();
    try {
      await endSegment(orders);
      // ten minutes since the last segment was archived (docs/runbooks/PostgresWalArchiveStalled.md)
      await until('the alert', async () => (await active()).includes('PostgresWalArchiveStalled'), { seconds: 720, every: 2000 });
    } finally {
      await startStore();
    }
    await archiveSegment(orders, 300);
    await until('its end', async () => !(await active()).includes('PostgresWalArchiveStalled'), { seconds: 120, every: 2000 });
  });
}
