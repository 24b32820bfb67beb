import { panels } from './dashboard-panels';
import { clusterOfPods, dashboardModel, instances, labelValues } from '../parts/dashboard-model';

/** Grafana's JSON model of the dashboard for every MySQL database. */
export function mySqlDashboard(): object {
  return dashboardModel({
    uid: 'cdk8s-databases-mysql',
    title: 'MySQL',
    tags: ['database', 'mysql'],
    variables: [
      labelValues('namespace', 'Namespace', 'mysql_global_status_wsrep_cluster_size'),
      clusterOfPods('Cluster', 'mysql_global_status_wsrep_cluster_size{namespace="$namespace"}', 'pxc-[0-9]+'),
      instances('mysql_up{namespace="$namespace",pod=~"$cluster-pxc-[0-9]+"}'),
    ],
    rows: panels,
  });
}
