import { objectRule } from '../object-rule';
import { isCnpg } from '../readers/barman-archive';
import { Severity } from '../severity';

const FIELDS = ['enablePodMonitor', 'podMonitorMetricRelabelings', 'podMonitorRelabelings'];

export const enablePodMonitor = objectRule({
  id: 'enable-pod-monitor',
  title: 'The PodMonitor is its own manifest',
  why: 'The PodMonitor that CloudNativePG makes is deprecated and will be removed; it cannot be given the labels by which Prometheus selects monitors, so '
    + 'that often nothing scrapes the database already today.',
  fix: 'Write the PodMonitor yourself; in YAML: no enablePodMonitor, and a PodMonitor (monitoring.coreos.com/v1) with selector.matchLabels '
    + 'cnpg.io/cluster: <name>, port metrics, and the labels that your Prometheus selects.',
  source: 'CloudNativePG 1.30 docs, Monitoring, Deprecation of Automatic PodMonitor Creation; cloudnative-pg/cloudnative-pg#4435, cloudnative-pg/charts#195',
  severity: Severity.HYGIENE,
  check: (manifest) => {
    const { monitoring } = isCnpg(manifest, 'Cluster') || isCnpg(manifest, 'Pooler') ? manifest.spec ?? {} : { monitoring: undefined };
    return FIELDS.filter((field) => isUsed(monitoring?.[field])).map((field) => ({
      found: `spec.monitoring.${field} is deprecated`, path: ['spec', 'monitoring', field],
    }));
  },
});

function isUsed(value: unknown): boolean {
  return value === true || (Array.isArray(value) && value.length > 0);
}
