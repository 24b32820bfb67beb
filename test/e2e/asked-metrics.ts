import { Manifest } from '../../src/checklist/manifests';
import { METRICS } from '../support/metrics';
import { seriesSelectors } from '../support/promql';

/** Names of the metrics that alert rules and dashboards read from instances, plugin and poolers: what a Prometheus of the databases can have. */
export function askedMetrics(manifests: readonly Manifest[]): string[] {
  const expressions = [...alertExpressions(manifests), ...dashboardExpressions(manifests)];
  const asked = expressions.flatMap((expr) => seriesSelectors(expr)).map(({ metric }) => metric);
  const ours = new Set([...METRICS.instance, ...METRICS.plugin, ...METRICS.pooler]);
  return [...new Set(asked)].filter((metric) => ours.has(metric)).sort();
}

/** Names of the alerts that read these exporters only. */
export function alertsAbout(manifests: readonly Manifest[], ...exporters: string[]): string[] {
  return rules(manifests).filter((rule) => exporters.includes(rule.annotations.exporter)).map((rule) => rule.alert);
}

function alertExpressions(manifests: readonly Manifest[]): string[] {
  return rules(manifests).map((rule) => rule.expr);
}

function rules(manifests: readonly Manifest[]): any[] {
  return manifests.filter(({ kind }) => kind === 'PrometheusRule').flatMap(({ spec }) => spec.groups).flatMap((group: any) => group.rules);
}

/** With Grafana's variables filled in, as a browser sends them. */
function dashboardExpressions(manifests: readonly Manifest[]): string[] {
  const dashboards = manifests.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.grafana_dashboard !== undefined);
  return dashboards.flatMap(({ data }) => Object.values<string>(data)).flatMap((text) => JSON.parse(text).panels)
    .flatMap((panel: any) => panel.targets ?? []).map((target: any) => target.expr.replace(/\$__rate_interval/g, '5m').replace(/\$\w+/g, 'any'));
}
