import { violations } from './violations';
import { operatorEndOfLife } from '../../../src/checklist/object-rules/operator-end-of-life';

const running = (image: string, kind = 'Deployment') => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: operator }
spec: { template: { spec: { containers: [{ name: proxy, image: proxy:1 }, { name: manager, image: "${image}" }] } } }
`;

test.each([
  ['ghcr.io/cloudnative-pg/cloudnative-pg:1.24.1', 'CloudNativePG 1.24.1 has no support any more; 1.30 has'],
  ['mirror.acme.io/ghcr/cloudnative-pg/cloudnative-pg:v1.28.2@sha256:abc', 'CloudNativePG v1.28.2 has no support any more; 1.30 has'],
  ['quay.io/mongodb/mongodb-kubernetes-operator:0.13.0', 'the MongoDB Community Operator is no longer maintained since the end of 2025; '
    + 'MongoDB Controllers for Kubernetes (mongodb-kubernetes) read the same MongoDBCommunity'],
])('%s gets no fixes', (image, found) => {
  expect(violations(operatorEndOfLife, running(image))).toEqual([`Deployment operator spec.template.spec.containers.1.image: ${found}`]);
});

test.each([
  'ghcr.io/cloudnative-pg/cloudnative-pg:1.29.0', 'ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0-rc1', 'ghcr.io/cloudnative-pg/cloudnative-pg-testing:main',
  'ghcr.io/cloudnative-pg/cloudnative-pg:main', 'ghcr.io/cloudnative-pg/postgresql:1.24', 'quay.io/mongodb/mongodb-kubernetes:1.10.0', 'cloudnative-pg',
])('nothing is known against %s', (image) => {
  expect(violations(operatorEndOfLife, running(image))).toEqual([]);
});

test('an image that is not run as an operator is no matter', () => {
  expect(violations(operatorEndOfLife, running('ghcr.io/cloudnative-pg/cloudnative-pg:1.24.1', 'DaemonSet'))).toEqual([]);
});
