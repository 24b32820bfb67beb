import { COMMUNITY, ORDERS } from './watched-alerts';
import { Manifests } from '../../src/checklist/manifests';
import { readAlerts } from '../../src/checklist/readers/alerts';
import { mongoAlerts } from '../../src/mongo/alerts';
import { AlertRule } from '../../src/parts/alert-rule';
import { prometheusRule } from '../../src/parts/prometheus-rule';
import { Monitoring } from '../../src/values/monitoring';
import { deadLinks, describeAlerts, runbooks } from '../support/alert-rules';
import { MONGO_METRICS } from '../support/metrics-mongo';
import { SeriesSelector } from '../support/promql';

const MONITORING = Monitoring.prometheus({ namespace: 'monitoring' });
const names = [...mongoAlerts(ORDERS), ...dumped()].map(rule => rule.alert);

describe('by Percona\'s operator', () => describeAlerts({ alerts: mongoAlerts(ORDERS), metrics: MONGO_METRICS, isOwn: isOf('orders-rs0', 'mongod-data') }));

describe('by MongoDB\'s operator', () => describeAlerts({ alerts: mongoAlerts(COMMUNITY), metrics: MONGO_METRICS, isOwn: isOf('orders', '(data|logs)-volume') }));

test('every MongoDB runbook belongs to an alert, and leads to others that are there', () => {
  expect(runbooks('Mongo')).toEqual([...names].sort());
  expect(deadLinks('Mongo')).toEqual([]);
});

test('a single member has no alerts about others', () => {
  const single = [...mongoAlerts({ ...ORDERS, instances: 1 }), ...dumped()].map(rule => rule.alert);
  expect(names.filter(name => !single.includes(name))).toEqual([
    'MongoMemberMissing', 'MongoMemberUnreachable', 'MongoArbiterDown', 'MongoMemberNotReady', 'MongoSeveralPrimaries', 'MongoFailover', 'MongoReplicationLag', 'MongoOplogWindowShort',
  ]);
});

test('what a replica set does not have raises no alerts', () => {
  const bare = mongoAlerts({ ...COMMUNITY, certificates: undefined, dumpEverySeconds: undefined }).map(rule => rule.alert);
  expect(names.filter(name => !bare.includes(name))).toEqual([
    'MongoArbiterDown', 'MongoBackupTooOld', 'MongoBackupMissing', 'MongoBackupFailed', 'MongoBackupAgentFailing', 'MongoPointInTimeOff',
    'MongoCertificateNotRenewed', 'MongoCertificateExpiring', 'MongoCertificateMetricsMissing', 'MongoDumpFailed', 'MongoDumpTooOld',
  ]);
  expect(mongoAlerts({ ...ORDERS, pointInTime: false }).map(rule => rule.alert)).not.toContain('MongoPointInTimeOff');
});

test.each([['orders-rs0-0', 'mongod-data', ORDERS], ['orders-0', 'data-volume', COMMUNITY]])('the checklist finds those about %s, and one for every topic that it asks for', (pod, volume, of) => {
  const { about, missing } = readAlerts(new Manifests([prometheusRule({ name: 'orders', namespace: 'database', monitoring: MONITORING, alerts: mongoAlerts(of) })]), {
    seriesLabels: [{ namespace: 'database', pod }, { namespace: 'database', persistentvolumeclaim: `${volume}-${pod}` }],
    engineMetrics: /^mongodb_/,
    topics: [
      { topic: 'replication lag', metrics: /^mongodb_mongod_replset_member_replication_lag$/ },
      { topic: 'disk usage', metrics: /^kubelet_volume_stats_available_bytes$/ },
      { topic: 'connections', metrics: /^mongodb_ss_connections$/ },
    ],
    prometheus: { namespace: 'monitoring', labels: {} },
  });
  expect(missing).toEqual([]);
  expect(about).toEqual(expect.arrayContaining(['MongoDown', 'MongoReplicationLag', 'MongoConnectionsHigh', 'MongoVolumeFilling']));
});

test('the oplog has to last a day, or as long as is asked', () => {
  const hours = (oplogHours?: number) => mongoAlerts({ ...ORDERS, oplogHours }).find(rule => rule.alert === 'MongoOplogWindowShort')!.expr;
  expect(hours()).toBe(hours(24));
  expect(hours(72)).toContain('< 259200 ');
});

/** The alerts that only MongoDB's operator has, which makes no backups. */
function dumped(): AlertRule[] {
  return mongoAlerts(COMMUNITY).filter(({ alert }) => alert.startsWith('MongoDump'));
}

/** Whether a selector has both the namespace and a name that starts with the replica set's. */
function isOf(pods: string, volumes: string): (selector: SeriesSelector) => boolean {
  return ({ labels }) => {
    const namespace = labels.exported_namespace === '="database"' || labels.namespace === '="database"';
    const name = labels.pod ?? labels.persistentvolumeclaim ?? labels.cronjob ?? labels.job_name ?? labels.name;
    return namespace && [`=~"${pods}-[0-9]+"`, `=~"${volumes}-${pods}-[0-9]+"`, '="orders-server-tls"', '="orders-dumps"', '=~"orders-dumps-[0-9]+"'].includes(name);
  };
}
