import { AlertRule } from './alert-rule';
import { Manifest } from '../checklist/manifests';
import { Monitoring } from '../values/monitoring';

const RUNBOOKS = 'https://github.com/cdk8s-databases/cdk8s-databases/blob/main/docs/runbooks';

export interface Alerted {
  readonly name: string;
  readonly namespace: string;
  /** What the alerts are about, where it is not what has the name. */
  readonly database?: string;
  readonly monitoring: Monitoring;
  readonly alerts: readonly AlertRule[];
}

export function prometheusRule(of: Alerted): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: of.name, namespace: of.namespace, labels: of.monitoring.labels },
    spec: {
      groups: [{
        name: `${of.namespace}/${of.name}`,
        rules: of.alerts.map((rule) => ({
          alert: rule.alert,
          expr: rule.expr,
          for: rule.for,
          labels: { severity: rule.severity, namespace: of.namespace, database: of.database ?? of.name },
          annotations: {
            summary: rule.summary,
            description: rule.description,
            exporter: rule.exporter,
            runbook_url: `${RUNBOOKS}/${rule.alert}.md`,
          },
        })),
      }],
    },
  };
}
