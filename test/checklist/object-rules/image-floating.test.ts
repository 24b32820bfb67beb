import { server } from './server';
import { violations } from './violations';
import { imageFloating } from '../../../src/checklist/object-rules/image-floating';

test.each(['latest', 'alpine', 'lts', 'latest-jammy', 'stable-alpine'])('the tag %s moves to the next major version', (tag) => {
  expect(violations(imageFloating, server({ image: `mysql:${tag}` }))).toEqual([
    `StatefulSet db spec.template.spec.containers.0.image: image mysql:${tag}: the tag ${tag} moves to the next major version`,
  ]);
});

test('no tag is latest', () => {
  expect(violations(imageFloating, server({ image: 'registry.example.com:5000/library/postgres' }))).toEqual([
    'StatefulSet db spec.template.spec.containers.0.image: image registry.example.com:5000/library/postgres has no tag, which means latest',
  ]);
});

test('an operator\'s image is looked at, too', () => {
  expect(violations(imageFloating, 'apiVersion: psmdb.percona.com/v1\nkind: PerconaServerMongoDB\nmetadata: { name: db }\nspec: { image: percona/percona-server-mongodb:latest }'))
    .toEqual(['PerconaServerMongoDB db spec.image: image percona/percona-server-mongodb:latest: the tag latest moves to the next major version']);
});

test.each([
  'postgres:17', 'postgres:17.6-alpine', 'postgres@sha256:0123', 'postgres:latest@sha256:0123', 'postgres:${VERSION}', 'nginx', 'prom/mysqld-exporter',
])('%s is no finding', (image) => {
  expect(violations(imageFloating, server({ image: `"${image}"` }))).toEqual([]);
});

test('a Job with a client from the server\'s image is no server', () => {
  expect(violations(imageFloating, 'apiVersion: batch/v1\nkind: Job\nmetadata: { name: dump }\nspec: { template: { spec: { containers: [{ name: dump, image: postgres }] } } }')).toEqual([]);
});
