import { Manifests } from '../../../src/checklist/manifests';
import { selectedByPrometheus } from '../../../src/checklist/readers/prometheus';
import { Unseen } from '../../../src/checklist/unseen';

const GROUP = 'monitoring.coreos.com/v1';
const labels = { release: 'kps' };
const monitor = { apiVersion: GROUP, kind: 'PodMonitor', metadata: { name: 'orders', namespace: 'database', labels } };
const rule = { ...monitor, kind: 'PrometheusRule' };

function prometheus(spec: object, kind = 'Prometheus') {
  return { apiVersion: GROUP, kind, metadata: { name: 'main', namespace: 'monitoring' }, spec };
}

const select = (manifest: typeof monitor, spec: object, more: any[] = []) =>
  selectedByPrometheus(new Manifests([prometheus(spec), ...more]), manifest);
const byMain = { what: 'Prometheus monitoring/main', attested: false };

test.each([
  ['all of every namespace', { podMonitorSelector: {}, podMonitorNamespaceSelector: {} }, byMain],
  ['the labels', { podMonitorSelector: { matchLabels: labels }, podMonitorNamespaceSelector: {} }, byMain],
  ['other labels', { podMonitorSelector: { matchLabels: { release: 'other' } }, podMonitorNamespaceSelector: {} }, undefined],
  ['nothing', { podMonitorNamespaceSelector: {} }, undefined],
  ['its own namespace', { podMonitorSelector: {} }, undefined],
  ['rules only', { ruleSelector: {}, ruleNamespaceSelector: {} }, undefined],
])('a Prometheus that selects %s', (_, spec, evidence) => expect(select(monitor, spec)).toEqual(evidence));

test('the namespace has to carry the labels that Prometheus selects namespaces by', () => {
  const spec = { podMonitorSelector: {}, podMonitorNamespaceSelector: { matchLabels: { watched: 'yes' } } };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'database', labels: { watched: 'yes' } } };
  expect(select(monitor, spec)).toBeUndefined();
  expect(select(monitor, spec, [namespace])).toEqual(byMain);
});

test('rules are selected by their own fields, and no agent evaluates them', () => {
  const spec = { ruleSelector: {}, ruleNamespaceSelector: {} };
  expect(select(rule, spec)).toEqual(byMain);
  expect(selectedByPrometheus(new Manifests([prometheus(spec, 'PrometheusAgent')]), rule)).toBeInstanceOf(Unseen);
  expect(selectedByPrometheus(new Manifests([prometheus({ podMonitorSelector: {}, podMonitorNamespaceSelector: {} }, 'PrometheusAgent')]), monitor))
    .toEqual({ what: 'PrometheusAgent monitoring/main', attested: false });
});

test('without a Prometheus in the input attested labels decide', () => {
  const attest = (attested: Record<string, string>) => selectedByPrometheus(new Manifests([]), monitor, { namespace: 'monitoring', labels: attested });
  expect(attest(labels)).toEqual({ what: 'the labels release=kps that Prometheus in monitoring is said to select', attested: true });
  expect(attest({})).toEqual({ what: 'Prometheus in monitoring, which is said to select all', attested: true });
  expect(attest({ release: 'other' })).toBeUndefined();
});

test('a Prometheus in the input overrules what is attested', () => {
  const among = new Manifests([prometheus({ podMonitorSelector: {} })]);
  expect(selectedByPrometheus(among, monitor, { namespace: 'monitoring', labels })).toBeUndefined();
});

test('with neither it is unseen', () => {
  expect(selectedByPrometheus(new Manifests([]), monitor)).toEqual(new Unseen(
    'No Prometheus in the input could select PodMonitor orders; add the Prometheus object, or attest the labels that it selects by.'));
});
