import { requireLabels } from './kubernetes-name';
import { refuse } from './refusal';

/** How Grafana finds the dashboards. */
export class Dashboards {
  /**
   * ConfigMaps that Grafana's sidecar loads by their labels.
   * @param labels that the sidecar looks for, for example `{ grafana_dashboard: '1' }` (the Grafana chart's default)
   * @throws when there is no label or one is malformed
   */
  public static configMap(labels: { readonly [key: string]: string }): Dashboards {
    requireLabels('labels', labels);
    if (Object.keys(labels).length === 0) refuse('labels', 'not be empty', labels, 'name the label that Grafana\'s sidecar looks for');
    return new Dashboards(labels, undefined);
  }

  /**
   * `GrafanaDashboard` objects of grafana-operator 5.
   * @param instanceLabels labels of the `Grafana` objects that show them
   * @throws when a label is malformed
   */
  public static grafanaOperator(instanceLabels: { readonly [key: string]: string }): Dashboards {
    requireLabels('instanceLabels', instanceLabels);
    return new Dashboards(undefined, instanceLabels);
  }

  private constructor(
    /** Labels of the ConfigMaps; undefined with grafana-operator. */
    public readonly configMapLabels?: { readonly [key: string]: string },
    /** Labels of the `Grafana` objects; undefined with ConfigMaps. */
    public readonly instanceLabels?: { readonly [key: string]: string },
  ) {}
}
