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
  ['backups that begin at a number', of('postgresql.cnpg.io/v1', 'ScheduledBackup', { schedule: 5 }), 'spec.schedule must be text in quotes, got 5; correct the manifest'],
  ['backups of a Cluster that is a text', of('postgresql.cnpg.io/v1', 'ScheduledBackup', { cluster: 'orders' }), 'spec.cluster must be a map, got text; correct the manifest'],
  ['backups without a map', of('postgresql.cnpg.io/v1', 'ScheduledBackup', []), 'spec must be a map, got a list; correct the manifest'],
  ['stores that are a list', of('barmancloud.cnpg.io/v1', 'ObjectStore', { configuration: [] }), 'spec.configuration must be a map, got a list; correct the manifest'],
  ['days that are a number', of('barmancloud.cnpg.io/v1', 'ObjectStore', { retentionPolicy: 30 }), 'spec.retentionPolicy must be text in quotes, got 30; correct the manifest'],
  ['servers of a pooler that are a map', of('postgresql.cnpg.io/v1', 'Pooler', { template: { spec: { containers: {} } } }),
    'spec.template.spec.containers must be a list without gaps, got a map; correct the manifest'],
  ['names of a certificate that are a text', of('cert-manager.io/v1', 'Certificate', { dnsNames: 'orders' }), 'spec.dnsNames must be a list without gaps, got text; correct the manifest'],
  ['keys that are given themselves', of('barmancloud.cnpg.io/v1', 'ObjectStore', { configuration: { s3Credentials: { secretAccessKey: 4711 } } }),
    'spec.configuration.s3Credentials.secretAccessKey must be a map, got a number; correct the manifest'],
])('%s are told by their field', (_, manifest, fault) => {
  expect(malformed(manifest)).toBe(fault);
});

test('what lacks fields, and what no reader looks at, is not malformed', () => {
  expect(malformed(of('networking.k8s.io/v1', 'NetworkPolicy', { podSelector: {}, ingress: [{}], egress: null }))).toBeUndefined();
  expect(malformed(of('v1', 'ConfigMap', 'anything'))).toBeUndefined();
  expect(malformed(of('postgresql.cnpg.io/v1', 'ScheduledBackup', { schedule: '5', suspend: null, cluster: { name: 'orders' }, other: 5 }))).toBeUndefined();
  expect(malformed(of('barmancloud.cnpg.io/v1', 'ObjectStore', {
    configuration: { destinationPath: 's3://a/', data: { jobs: 2 } }, instanceSidecarConfiguration: { resources: { limits: { cpu: 1 } } }, retentionPolicy: '30d',
  }))).toBeUndefined();
});

test('nothing that the library writes is', () => {
  expect(writtenExample('production').map((manifest) => malformed(manifest)).filter((fault) => fault !== undefined)).toEqual([]);
});
