import { Dashboards } from '../../src/values/dashboards';
import { LogCollection } from '../../src/values/log-collection';
import { Monitoring } from '../../src/values/monitoring';

test('Prometheus selects everything, and Grafana\'s sidecar loads ConfigMaps with its chart\'s label, unless somebody says otherwise', () => {
  expect(Monitoring.prometheus({ namespace: 'monitoring' }))
    .toMatchObject({ namespace: 'monitoring', labels: {}, dashboards: { configMapLabels: { grafana_dashboard: '1' }, instanceLabels: undefined } });
  expect(Monitoring.prometheus({ namespace: 'm', labels: { release: 'p' }, dashboards: Dashboards.grafanaOperator({}) }))
    .toMatchObject({ labels: { release: 'p' }, dashboards: { configMapLabels: undefined, instanceLabels: {} } });
});

test('logs are collected by somebody who is named, or by PodLogs', () => {
  expect(LogCollection.attested('Alloy in namespace logging')).toMatchObject({ by: 'Alloy in namespace logging', podLogsLabels: undefined });
  expect(LogCollection.podLogs({ instance: 'alloy' })).toMatchObject({ by: undefined, podLogsLabels: { instance: 'alloy' } });
});

describe('a wrong value is refused', () => {
  const namespace = (got: string) => 'monitoring.namespace must be the name of a namespace (lower-case letters, digits and "-", at most 63 characters), '
    + `got ${got}; choose such a name`;
  const value = (prop: string, key: string, got: string) => `${prop} must have a label value in Kubernetes' form (at most 63 letters, digits, "-", "_", ".") `
    + `for ${key}, got ${got}; correct the value`;
  const key = (prop: string, got: string) => `${prop} must have label keys in Kubernetes' form, got ${got}; correct the key`;

  test.each<[string, () => unknown, string]>([
    ['no namespace', () => Monitoring.prometheus({} as any), namespace('nothing')],
    ['an empty namespace', () => Monitoring.prometheus({ namespace: '' }), namespace('""')],
    ['a namespace with a dot', () => Monitoring.prometheus({ namespace: 'a.b' }), namespace('"a.b"')],
    ['a namespace that is too long', () => Monitoring.prometheus({ namespace: 'a'.repeat(64) }), namespace(`"${'a'.repeat(64)}"`)],
    ['a label beyond ASCII', () => Monitoring.prometheus({ namespace: 'm', labels: { release: 'größe' } }), value('monitoring.labels', 'release', '"größe"')],
    ['a label that is no text', () => Monitoring.prometheus({ namespace: 'm', labels: { release: 1 } as any }), value('monitoring.labels', 'release', '1')],
    ['a key that ends with a dash', () => Monitoring.prometheus({ namespace: 'm', labels: { 'a-': 'b' } }), key('monitoring.labels', '"a-"')],
    ['a key with two slashes', () => Dashboards.configMap({ 'a/b/c': 'd' }), key('labels', '"a/b/c"')],
    ['a key with a prefix that is too long', () => Dashboards.configMap({ [`${'a'.repeat(254)}/b`]: 'c' }), key('labels', `"${'a'.repeat(254)}/b"`)],
    ['no label for Grafana\'s sidecar', () => Dashboards.configMap({}), 'labels must not be empty, got {}; name the label that Grafana\'s sidecar looks for'],
    ['a malformed label of Grafana', () => Dashboards.grafanaOperator({ a: 'b c' }), value('instanceLabels', 'a', '"b c"')],
    ['a malformed label of Alloy', () => LogCollection.podLogs({ a: '-' }), value('labels', 'a', '"-"')],
    ['a collector without a name', () => LogCollection.attested(' '), 'by must not be empty, got " "; say what collects the logs and where it runs'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});
