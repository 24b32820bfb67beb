import { Size } from 'cdk8s';
import { Capability, Deployment, SeccompProfileType } from 'cdk8s-plus-28';
import { DatabaseStorageClass, GrantConnectOptions, LogCollection, SecretRef, Waiver } from '../../src';
import { orders } from '../support/production';
import { ofKind } from '../support/written';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const long = 'x'.repeat(2049);

function localNvme(parameters: Record<string, string>): () => DatabaseStorageClass {
  return () => DatabaseStorageClass.localNvme({ name: 'local', provisioner: 'topolvm.io', parameters });
}

test.each<[string, () => unknown, string]>([
  ['an attestation', () => LogCollection.attested(long), 'by must be at most 2048 characters, got "2049 characters"; shorten it'],
  ['a reason', () => Waiver.notForProduction(long), 'waiver.reason must be at most 2048 characters, got "2049 characters"; shorten it'],
  ['a manager', () => SecretRef.of('login', { managedBy: long }), 'managedBy must be at most 2048 characters, got "2049 characters"; shorten it'],
  ['a cloud\'s key', () => DatabaseStorageClass.awsEbsGp3({ name: 'fast', kmsKeyId: long }), 'kmsKeyId must be at most 2048 characters, got "2049 characters"; shorten it'],
  ['a parameter of a storage class', localNvme({ key: 'x'.repeat(498) }), 'parameters["key"] must have at most 500 characters with its key, got "501 characters"; shorten it'],
  ['the list of parameters', localNvme(Object.fromEntries([...Array(513).keys()].map((i) => [`k${i}`, '']))),
    'parameters must be at most 512, got 513; give those that the provisioner knows'],
])('%s that is too long for Kubernetes is refused', (_, make, message) => {
  expect(make).toThrow(new Error(message));
});

test('a parameter of a storage class without a name is refused', () => {
  expect(localNvme({ '': 'x' })).toThrow(new Error('parameters must have no empty key, got {"":"x"}; name each as the provisioner does'));
});

test('a tablespace without a name is refused by name', () => {
  expect(() => orders({ tablespaces: [{ storage: Size.gibibytes(20) } as any] })).toThrow(/^tablespaces\[0\]\.name must be at most 59 .+, got nothing; choose such a name$/);
});

function granted(name: string, workload: string, options: GrantConnectOptions): { policies: string[]; volumes: string[] } {
  const { app, chart, database } = orders({ name });
  const securityContext = { capabilities: { drop: [Capability.ALL] }, seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT } };
  const client = new Deployment(chart, 'Client', { metadata: { name: workload }, containers: [{ image: 'registry.example.com/client:1', securityContext }] });
  database.grantConnect(client, options);
  return {
    policies: ofKind(app, 'NetworkPolicy').map((policy) => policy.metadata.name),
    volumes: ofKind(app, 'Deployment')[0].spec.template.spec.volumes.map((volume: { name: string }) => volume.name),
  };
}

test.each([
  ['database', 'a'.repeat(50), 'client'],
  ['workload', 'orders', 'a'.repeat(253)],
])('a grant has names that Kubernetes takes where the %s has the longest', (_, name, workload) => {
  const { policies, volumes } = granted(name, workload, { prefix: '__ABCDEFGHIJK_' });
  expect(volumes.filter((volume) => !LABEL.test(volume) || volume.length > 63)).toEqual([]);
  expect(policies.filter((policy) => !LABEL.test(policy) || policy.length > 253)).toEqual([]);
});

test('a prefix of variables has at most 63 characters', () => {
  expect(() => granted('orders', 'client', { prefix: 'A'.repeat(63) })).not.toThrow();
  expect(() => granted('orders', 'client', { prefix: 'A'.repeat(64) })).toThrow(new Error(`prefix must be at most 63 characters, got "${'A'.repeat(64)}"; shorten it by 1`));
});
