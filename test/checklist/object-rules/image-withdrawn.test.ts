import { server } from './server';
import { violations } from './violations';
import { imageWithdrawn } from '../../../src/checklist/object-rules/image-withdrawn';

const AT = 'StatefulSet db spec.template.spec.containers.0.image: image ';

test.each(['bitnami/postgresql:16.4.0-debian-12-r3', 'docker.io/bitnami/redis-exporter:1.62.0', 'bitnami/mysql@sha256:0123'])('versions of %s were moved', (image) => {
  expect(violations(imageWithdrawn, server({ image }))).toEqual([
    `${AT}${image}: since 2025-09-29 versions were moved from docker.io/bitnami to docker.io/bitnamilegacy, which gets no fixes (bitnami/containers#83267)`,
  ]);
});

test('where they were moved to is no place to stay', () => {
  expect(violations(imageWithdrawn, server({ image: 'bitnamilegacy/mongodb:7.0.14' }))).toEqual([
    `${AT}bitnamilegacy/mongodb:7.0.14: since 2025-08-28 docker.io/bitnamilegacy gets no fixes and is meant for the time of a move (bitnami/containers#83267)`,
  ]);
});

test('k8s.gcr.io is frozen', () => {
  expect(violations(imageWithdrawn, server({ image: 'k8s.gcr.io/cassandra:v13' }))[0]).toContain('since 2023-04-03 k8s.gcr.io is frozen');
});

test.each(['postgres:17.6', 'registry.example.com/bitnami/postgresql:16.4.0', 'registry.k8s.io/pause:3.10', 'bitnami/postgresql:latest'])('%s can be pulled', (image) => {
  expect(violations(imageWithdrawn, server({ image }))).toEqual([]);
});

test('what has nothing to do with a database is not looked at, what serves one is', () => {
  expect(violations(imageWithdrawn, server({ kind: 'Deployment', image: 'bitnami/nginx:1.27.0' }))).toEqual([]);
  expect(violations(imageWithdrawn, server({ kind: 'Deployment', image: 'bitnami/postgres-exporter:0.15.0' }))).toHaveLength(1);
});
