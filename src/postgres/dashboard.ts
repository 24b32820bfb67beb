import { panels } from './dashboard-panels';
import { dashboardModel, instances, labelValues } from '../parts/dashboard-model';

/** Grafana's JSON model of the dashboard for every PostgreSQL database. */
export function postgresDashboard(): object {
  return dashboardModel({
    uid: 'cdk8s-databases-postgres',
    title: 'PostgreSQL',
    tags: ['database', 'postgresql'],
    variables: [
      labelValues('namespace', 'Namespace', 'cnpg_collector_up'),
      labelValues('cluster', 'Cluster', 'cnpg_collector_up{namespace="$namespace"}'),
      instances('cnpg_collector_up{namespace="$namespace",cluster="$cluster"}'),
    ],
    rows: panels,
  });
}
