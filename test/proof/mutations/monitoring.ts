import { Mutation, spoils } from '../mutation';

export const MONITORING: readonly Mutation[] = [
  spoils('metrics-and-dashboard', 'no PodMonitor', (of) => of.remove('PodMonitor', 'orders')),
  spoils('metrics-and-dashboard', 'a PodMonitor that Prometheus does not select', (of) => { delete of.the('PodMonitor', 'orders').metadata.labels.release; }),
  spoils('metrics-and-dashboard', 'a PodMonitor on another port', (of) => { of.the('PodMonitor', 'orders').spec.podMetricsEndpoints[0].port = 'http'; }),
  spoils('metrics-and-dashboard', 'no dashboard', (of) => of.remove('ConfigMap', 'postgres-dashboard')),
  spoils(['alert-rules', 'storage-headroom'], 'no PrometheusRule', (of) => of.remove('PrometheusRule')),
  spoils(['alert-rules', 'storage-headroom'], 'a PrometheusRule that Prometheus does not select', (of) => {
    delete of.the('PrometheusRule').metadata.labels.release;
  }),
  spoils('alert-rules', 'no alert on replication lag', (of) => of.dropAlerts('PostgresReplicationLag', 'PostgresReplicaNotStreaming')),
  spoils('alert-rules', 'no alert on connections', (of) => of.dropAlerts('PostgresConnectionsHigh', 'PostgresConnectionsExhausted')),
  spoils(['alert-rules', 'storage-headroom'], 'no alert on disk usage',
    (of) => of.dropAlerts('PostgresVolumeFilling', 'PostgresVolumeNearlyFull', 'PostgresVolumeMetricsMissing', 'PostgresWalVolumeFilling')),
  spoils(['alert-rules', 'storage-headroom'], 'alerts on another database', (of) => {
    const rule = of.the('PrometheusRule');
    rule.spec = JSON.parse(JSON.stringify(rule.spec).replaceAll('orders-', 'invoices-'));
  }),
  spoils('logs-collected', 'nobody vouches for the logs', (of) => of.declared('attested', (attested) => { delete attested.logs; })),
  spoils('query-insight', 'no pg_stat_statements', (of) => {
    for (const name of Object.keys(of.parameters)) if (name.startsWith('pg_stat_statements.')) delete of.parameters[name];
  }),
  spoils('query-insight', 'no customQueriesConfigMap', (of) => { delete of.cluster.monitoring; }),
  spoils('query-insight', 'no ConfigMap with the queries', (of) => of.remove('ConfigMap', 'postgres-metrics-queries')),
  spoils('query-insight', 'queries that do not read statements', (of) => { of.the('ConfigMap', 'postgres-metrics-queries').data.queries = '{}'; }),
];
