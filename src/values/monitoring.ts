import { Dashboards } from './dashboards';
import { requireNamespace, requireLabels } from './kubernetes-name';

/** Options of `Monitoring.prometheus`. */
export interface PrometheusOptions {
  /** Namespace that Prometheus runs in: NetworkPolicies let it, and nothing else of other namespaces, read the metrics. */
  readonly namespace: string;

  /**
   * Labels that the Prometheus object selects PodMonitors and PrometheusRules by, for example `{ release: 'kube-prometheus-stack' }`.
   * @default {} - it selects all
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * How Grafana finds the dashboards.
   * @default Dashboards.configMap({ grafana_dashboard: '1' }) - the Grafana chart's sidecar
   */
  readonly dashboards?: Dashboards;
}

/** Who watches the databases. */
export class Monitoring {
  /**
   * Prometheus by its operator, and Grafana.
   * @throws when the namespace or a label is malformed
   */
  public static prometheus(options: PrometheusOptions): Monitoring {
    requireNamespace('monitoring.namespace', options.namespace);
    requireLabels('monitoring.labels', options.labels ?? {});
    return new Monitoring(options.namespace, options.labels ?? {}, options.dashboards ?? Dashboards.configMap({ grafana_dashboard: '1' }));
  }

  private constructor(
    /** Namespace of Prometheus. */
    public readonly namespace: string,
    /** Labels that PodMonitors and PrometheusRules carry to be selected. */
    public readonly labels: { readonly [key: string]: string },
    /** How Grafana finds the dashboards. */
    public readonly dashboards: Dashboards,
  ) {}
}
