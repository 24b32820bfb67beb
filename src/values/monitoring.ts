import { Dashboards } from './dashboards';
import { requireNamespace, requireLabels } from './kubernetes-name';
import { refuse } from './refusal';

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

  /**
   * URL of a Prometheus pushgateway in this namespace, for example `http://pushgateway.monitoring.svc:9091`, that what drills measured is pushed
   * to. Its pods answer on the same port.
   * @default - none: what drills measured stands in their Events and in their pods' termination messages
   */
  readonly pushgateway?: string;
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
    const { pushgateway } = options;
    if (pushgateway !== undefined && !/^https?:\/\/[a-z0-9.-]+(:[1-9]\d{0,4})?$/.test(pushgateway)) {
      refuse('monitoring.pushgateway', 'be a URL of scheme, host and port', pushgateway, 'write for example "http://pushgateway.monitoring.svc:9091"');
    }
    return new Monitoring(options.namespace, options.labels ?? {}, options.dashboards ?? Dashboards.configMap({ grafana_dashboard: '1' }), pushgateway);
  }

  private constructor(
    /** Namespace of Prometheus. */
    public readonly namespace: string,
    /** Labels that PodMonitors and PrometheusRules carry to be selected. */
    public readonly labels: { readonly [key: string]: string },
    /** How Grafana finds the dashboards. */
    public readonly dashboards: Dashboards,
    /** URL of a pushgateway; undefined for none. */
    public readonly pushgateway?: string,
  ) {}
}
