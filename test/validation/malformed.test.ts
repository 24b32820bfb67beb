import { Manifest } from '../../src/checklist/manifests';
import { malformed } from '../../src/validation/malformed';
import { writtenExample } from '../support/examples';

function of(apiVersion: string, kind: string, spec: unknown): Manifest {
  return { apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, spec };
}

test.each<[string, Manifest, string]>([
  ['ports that are a text', of('networking.k8s.io/v1', 'NetworkPolicy', { ingress: [{ ports: 'all' }] }), 'spec.ingress[0].ports must be a list without gaps, got text; correct the manifest'],
  ['a selector that is a text', of('policy/v1', 'PodDisruptionBudget', { selector: 'app=db' }), 'spec.selector must be a map, got text; correct the manifest'],
  ['groups that are a map', of('monitoring.coreos.com/v1', 'PrometheusRule', { groups: {} }), 'spec.groups must be a list without gaps, got a map; correct the manifest'],
  ['tolerations that are a map', of('apps/v1', 'DaemonSet', { template: { spec: { tolerations: {} } } }), 'spec.template.spec.tolerations must be a list without gaps, got a map; correct the manifest'],
  ['values that are a text', of('monitoring.coreos.com/v1', 'PodMonitor', { selector: { matchExpressions: [{ key: 'a', operator: 'In', values: 'b' }] } }),
    'spec.selector.matchExpressions[0].values must be a list without gaps, got text; correct the manifest'],
])('%s are told by their field', (_, manifest, fault) => {
  expect(malformed(manifest)).toBe(fault);
});

test('what lacks fields, and what no reader looks at, is not malformed', () => {
  expect(malformed(of('networking.k8s.io/v1', 'NetworkPolicy', { podSelector: {}, ingress: [{}], egress: null }))).toBeUndefined();
  expect(malformed(of('v1', 'ConfigMap', 'anything'))).toBeUndefined();
});

test('nothing that the library writes is', () => {
  expect(writtenExample('production').map((manifest) => malformed(manifest)).filter((fault) => fault !== undefined)).toEqual([]);
});
