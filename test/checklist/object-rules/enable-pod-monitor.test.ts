import { violations } from './violations';
import { enablePodMonitor } from '../../../src/checklist/object-rules/enable-pod-monitor';

const of = (kind: string, monitoring: string, group = 'postgresql.cnpg.io') =>
  `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: { name: orders }\nspec: { monitoring: ${monitoring} }\n`;

test.each(['Cluster', 'Pooler'])('a %s must not have its PodMonitor made', (kind) => {
  expect(violations(enablePodMonitor, of(kind, '{ enablePodMonitor: true, podMonitorRelabelings: [{ action: drop }] }'))).toEqual([
    `${kind} orders spec.monitoring.enablePodMonitor: spec.monitoring.enablePodMonitor is deprecated`,
    `${kind} orders spec.monitoring.podMonitorRelabelings: spec.monitoring.podMonitorRelabelings is deprecated`,
  ]);
});

test.each([
  ['false', of('Cluster', '{ enablePodMonitor: false }')],
  ['an empty list', of('Cluster', '{ podMonitorRelabelings: [] }')],
  ['custom queries', of('Cluster', '{ customQueriesConfigMap: [{ name: queries, key: queries }] }')],
  ['the field of another operator', of('Cluster', '{ enablePodMonitor: true }', 'redis.acme.io')],
])('%s is no matter', (_, yaml) => {
  expect(violations(enablePodMonitor, yaml)).toEqual([]);
});
