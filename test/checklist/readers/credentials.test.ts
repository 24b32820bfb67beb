import { Manifests } from '../../../src/checklist/manifests';
import { CredentialOf, readCredential } from '../../../src/checklist/readers/credentials';
import { Unseen } from '../../../src/checklist/unseen';

function object(apiVersion: string, kind: string, name: string, more: object = {}, namespace = 'database') {
  return { apiVersion, kind, metadata: { name, namespace }, ...more };
}

function source(objects: any[], more: Partial<CredentialOf> = {}) {
  return readCredential(new Manifests(objects), { namespace: 'database', secret: 'orders-app', purpose: 'role app', ...more }).source;
}

const UNSEEN = new Unseen('Nothing in the input fills Secret database/orders-app; '
  + 'add the ExternalSecret, SealedSecret or Certificate that does, or attest who manages it.');
const store = { secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' }, data: [{ secretKey: 'password', remoteRef: { key: 'orders' } }] };

test('the Secret and its purpose are named', () => {
  expect(readCredential(new Manifests([]), { namespace: 'database', secret: 'orders-app', purpose: 'role app' }))
    .toMatchObject({ secret: 'orders-app', purpose: 'role app' });
});

test('a Secret that nothing fills is unseen', () => expect(source([])).toEqual(UNSEEN));

test('an ExternalSecret fills the Secret that its target names, or the one of its own name', () => {
  const from = { by: 'secret-store', detail: 'ExternalSecret database/any from ClusterSecretStore vault' };
  expect(source([object('external-secrets.io/v1', 'ExternalSecret', 'any', { spec: { ...store, target: { name: 'orders-app' } } })])).toEqual(from);
  expect(source([object('external-secrets.io/v1', 'ExternalSecret', 'orders-app', { spec: store })])).toMatchObject({ by: 'secret-store' });
});

test.each([
  ['of another namespace', object('external-secrets.io/v1', 'ExternalSecret', 'orders-app', { spec: store }, 'other')],
  ['for another Secret', object('external-secrets.io/v1', 'ExternalSecret', 'orders-app', { spec: { ...store, target: { name: 'other' } } })],
  ['that reads nothing', object('external-secrets.io/v1', 'ExternalSecret', 'orders-app', { spec: { ...store, data: [] } })],
  ['that makes none', object('external-secrets.io/v1', 'ExternalSecret', 'orders-app', { spec: { ...store, target: { creationPolicy: 'None' } } })],
])('an ExternalSecret %s does not count', (_, external) => expect(source([external])).toEqual(UNSEEN));

test('cert-manager fills a Certificate\'s Secret', () => {
  expect(source([object('cert-manager.io/v1', 'Certificate', 'orders', { spec: { secretName: 'orders-app' } })]))
    .toEqual({ by: 'secret-store', detail: 'Certificate database/orders of cert-manager' });
});

test('a SealedSecret fills the Secret of its name', () => {
  expect(source([object('bitnami.com/v1alpha1', 'SealedSecret', 'orders-app')])).toEqual({ by: 'secret-store', detail: 'SealedSecret database/orders-app' });
});

test.each(['data', 'stringData'])('a Secret with %s is plain, even beside an ExternalSecret and an attestation', (field) => {
  const secret = object('v1', 'Secret', 'orders-app', { [field]: { username: 'app' } });
  const external = object('external-secrets.io/v1', 'ExternalSecret', 'orders-app', { spec: store });
  expect(source([secret, external], { attested: { 'orders-app': 'a vault' } }))
    .toEqual({ by: 'plain', detail: 'Secret database/orders-app holds its data in a manifest' });
});

test('a Secret without data says nothing of who fills it', () => {
  expect(source([object('v1', 'Secret', 'orders-app', { data: {} })])).toEqual(UNSEEN);
});

test('an attestation counts for the Secret that it names', () => {
  expect(source([], { attested: { 'orders-app': 'the platform team\'s vault' } })).toEqual({ by: 'attested', detail: 'the platform team\'s vault' });
  expect(source([], { attested: { other: 'a vault' } })).toEqual(UNSEEN);
});

test('what nobody else fills the operator makes', () => {
  expect(source([], { operatorMade: true })).toEqual({ by: 'operator', detail: 'the operator makes Secret database/orders-app' });
  expect(source([], { operatorMade: true, attested: { 'orders-app': 'a vault' } })).toMatchObject({ by: 'attested' });
});
