import { ofPooler, WatchedPostgres } from './watched-postgres';
import { AlertRule } from '../parts/alert-rule';

/** Whether clients that come through a pooler get through. */
export function poolerAlerts(of: WatchedPostgres): AlertRule[] {
  if (of.poolers.length === 0) return [];
  const database = `${of.namespace}/${of.name}`;
  // `cnpg_pgbouncer_up` is in the operator's source, and never exported (metricsserver, CloudNativePG 1.30).
  const down = of.poolers.map(pooler => {
    const answers = `${ofPooler(of, pooler, 'cnpg_pgbouncer_last_collection_error')} == 0`;
    return `label_replace(absent(${answers}), "pooler", "${pooler}", "", "")`;
  });
  const waiting = of.poolers.map(pooler => ofPooler(of, pooler, 'cnpg_pgbouncer_pools_maxwait'));

  return [
    {
      alert: 'PostgresPoolerDown',
      expr: down.join(' or '),
      for: '2m',
      severity: 'critical',
      exporter: 'pooler',
      summary: 'No instance of a pooler answers',
      description: `No instance of pooler {{ $labels.pooler }} in front of ${database} answers, or no metrics of it arrive at all.`,
    },
    {
      alert: 'PostgresPoolerClientsWaiting',
      expr: `max by (namespace, pod, database, user) (${waiting.join(' or ')}) > 5`,
      for: '3m',
      severity: 'warning',
      exporter: 'pooler',
      summary: 'Clients of a pooler wait for a server connection',
      description: `Clients of {{ $labels.database }} as {{ $labels.user }} have waited {{ $value | humanizeDuration }} in {{ $labels.pod }} in front of ${database}.`,
    },
  ];
}
