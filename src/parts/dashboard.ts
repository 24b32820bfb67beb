import { Manifest } from '../checklist/manifests';
import { Dashboards } from '../values/dashboards';

export interface ShownDashboard {
  readonly name: string;
  readonly namespace: string;
  readonly dashboards: Dashboards;
  readonly model: object;
}

/** A Grafana dashboard in the form that the platform's Grafana finds. */
export function dashboard(of: ShownDashboard): Manifest {
  const json = JSON.stringify(of.model, undefined, 1);
  const metadata = { name: of.name, namespace: of.namespace };
  if (of.dashboards.configMapLabels) {
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, labels: of.dashboards.configMapLabels }, data: { [`${of.name}.json`]: json } };
  }
  return {
    apiVersion: 'grafana.integreatly.org/v1beta1',
    kind: 'GrafanaDashboard',
    metadata,
    spec: { instanceSelector: { matchLabels: of.dashboards.instanceLabels }, allowCrossNamespaceImport: true, json },
  };
}
