import { ofMembers, WatchedMongo } from './watched-mongo';
import { AlertRule } from '../parts/alert-rule';

/** What its clients do to it. */
export function loadAlerts(of: WatchedMongo): AlertRule[] {
  const database = `${of.namespace}/${of.name}`;
  const perMember = (metric: string, ...matchers: string[]) => `max by (namespace, pod) (${ofMembers(of, metric, ...matchers)})`;
  const current = perMember('mongodb_ss_connections', 'conn_type="current"');
  // The limit is net.maxIncomingConnections, or what the limit on open files leaves of it.
  const share = `${current} / (${current} + ${perMember('mongodb_ss_connections', 'conn_type="available"')})`;
  const used = `{{ $labels.pod }} of ${database} has {{ $value | humanizePercentage }} of its connections in use`;

  return [
    {
      alert: 'MongoConnectionsHigh',
      expr: `${share} > 0.8`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Connections are near their limit',
      description: `${used}.`,
    },
    {
      alert: 'MongoConnectionsExhausted',
      expr: `${share} > 0.95`,
      for: '2m',
      severity: 'critical',
      exporter: 'instance',
      summary: 'Connections have run out',
      description: `${used}: new clients are refused.`,
    },
    {
      // Not the tickets: since MongoDB 7.0 their number follows the load, and none is free whenever it is busy.
      alert: 'MongoOperationsQueued',
      expr: `${perMember('mongodb_ss_globalLock_currentQueue', 'count_type="total"')} > 50`,
      for: '5m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'Operations wait for their turn',
      description: `{{ $value }} operations on {{ $labels.pod }} of ${database} wait for a ticket or a lock.`,
    },
    {
      // From 20 % on, clients' own threads have to write pages out (WiredTiger, eviction_dirty_trigger).
      alert: 'MongoCacheDirty',
      expr: `max by (namespace, pod) (${ofMembers(of, 'mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache')} / ${ofMembers(of, 'mongodb_ss_wt_cache_maximum_bytes_configured')}) > 0.2`,
      for: '10m',
      severity: 'warning',
      exporter: 'instance',
      summary: 'The disk does not keep up with the writes',
      description: `{{ $value | humanizePercentage }} of the cache of {{ $labels.pod }} of ${database} is not written yet: every operation slows down.`,
    },
    {
      // A count of the last scrape interval, whatever its type says.
      alert: 'MongoSlowOperations',
      expr: `sum by (namespace, pod) (${ofMembers(of, 'mongodb_profile_slow_query_count')}) > 60`,
      for: '10m',
      severity: 'info',
      exporter: 'instance',
      summary: 'Many operations are slow',
      description: `{{ $value }} operations a minute on {{ $labels.pod }} of ${database} take longer than operationProfiling.slowOpThresholdMs.`,
    },
  ];
}
