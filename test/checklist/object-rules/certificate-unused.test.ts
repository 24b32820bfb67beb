import { violations } from './violations';
import { certificateUnused } from '../../../src/checklist/object-rules/certificate-unused';

const cluster = (spec = '{ instances: 3 }') => `apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: { name: orders, namespace: database }\nspec: ${spec}\n---`;
const certificate = (dnsNames: string, more = '') => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: tls, namespace: database }
spec: { secretName: orders-tls, issuerRef: { name: ca }, dnsNames: [${dnsNames}]${more} }
---`;
const MADE_UP = 'postgres-primary.database.svc.cluster.local, "*.postgres-headless.database.svc.cluster.local"';

test('a Certificate for Services that the operator does not make, in a Secret that nobody names', () => {
  expect(violations(certificateUnused, cluster(), certificate(MADE_UP))).toEqual([
    'Certificate tls spec.secretName: nothing names Secret orders-tls, and its dnsNames lack orders-rw, orders-ro, orders-r',
  ]);
});

test('a Certificate with the right names, in a Secret that nobody names', () => {
  expect(violations(certificateUnused, cluster(), certificate('orders-rw, orders-ro, orders-r.database.svc'))).toEqual([
    'Certificate tls spec.secretName: nothing names Secret orders-tls',
  ]);
});

test.each([
  ['the Cluster names it, and the box tls-required looks at its names', [cluster('{ certificates: { serverTLSSecret: orders-tls } }'), certificate(MADE_UP)]],
  ['its Cluster serves another, and a second Cluster none', [
    cluster('{ certificates: { serverTLSSecret: new-tls } }').replace('orders', 'postgres'), cluster(), certificate('postgres-rw'),
  ]],
  ['a workload mounts it', [cluster(), certificate(MADE_UP), `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: postgres, namespace: database }
spec: { template: { spec: { volumes: [{ name: tls, secret: { secretName: orders-tls } }] } } }`]],
  ['it is for an application', [cluster(), certificate('web.database.svc')]],
  ['it is for a name outside', [cluster(), certificate('postgres.acme.com')]],
  ['it is for another namespace', [cluster(), certificate('postgres-primary.other.svc')]],
  ['it is for clients', [cluster(), certificate('orders-rw', ', usages: [client auth]')]],
  ['it is a CA', [cluster(), certificate('orders-rw', ', isCA: true')]],
  ['no Cluster is there', [certificate(MADE_UP)]],
])('nothing is said when %s', (_, among) => {
  expect(violations(certificateUnused, ...among)).toEqual([]);
});
