import { panels } from './dashboard-panels';
import { clusterOfPods, dashboardModel, instances, labelValues } from '../parts/dashboard-model';

/** Grafana's JSON model of the dashboard for every MongoDB replica set, whoever runs it. */
export function mongoDashboard(): object {
  return dashboardModel({
    uid: 'cdk8s-databases-mongo',
    title: 'MongoDB',
    tags: ['database', 'mongodb'],
    variables: [
      labelValues('namespace', 'Namespace', 'mongodb_up'),
      clusterOfPods('Replica set', 'mongodb_up{namespace="$namespace"}', '[0-9]+'),
      instances('mongodb_up{namespace="$namespace",pod=~"$cluster-[0-9]+"}'),
    ],
    rows: panels,
  });
}
