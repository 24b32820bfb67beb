import { databaseImageOf } from '../../../src/checklist/readers/database-image';

test.each([
  ['postgres:16.4', 'postgresql', '16.4'],
  ['postgres', 'postgresql', undefined],
  ['docker.io/library/postgres:16-alpine@sha256:0123', 'postgresql', '16'],
  ['registry.example.com:5000/mirror/library/postgres:17rc1', 'postgresql', '17'],
  ['bitnami/postgresql:16.4.0-debian-12-r3', 'postgresql', '16.4.0'],
  ['timescale/timescaledb:2.14.2-pg16', 'postgresql', '16'],
  ['timescale/timescaledb-ha:pg16.4-ts2.17', 'postgresql', '16.4'],
  ['postgis/postgis:16-3.4', 'postgresql', '16'],
  ['pgvector/pgvector:0.7.0-pg15', 'postgresql', '15'],
  ['ghcr.io/zalando/spilo-15:3.0-p1', 'postgresql', '15'],
  ['registry.developers.crunchydata.com/crunchydata/crunchy-postgres:ubi8-16.3-0', 'postgresql', '16.3'],
  ['ghcr.io/cloudnative-pg/postgresql:17.11-202608170816-standard-trixie', 'postgresql', '17.11'],
  ['mysql:8.0', 'mysql', '8.0'],
  ['container-registry.oracle.com/mysql/community-server:8.4', 'mysql', '8.4'],
  ['percona/percona-xtradb-cluster:8.0.36-28.1', 'mysql', '8.0.36'],
  ['mariadb:10.11-jammy', 'mariadb', '10.11'],
  ['mongo:jammy', 'mongodb', undefined],
  ['mongodb/mongodb-community-server:7.0.14-ubuntu2204', 'mongodb', '7.0.14'],
  ['redis:7.2-alpine', 'redis', '7.2'],
  ['valkey/valkey:8', 'redis', '8'],
  ['docker.elastic.co/elasticsearch/elasticsearch:8.17.0', 'elasticsearch', '8.17.0'],
  ['opensearchproject/opensearch:2.11.0', 'elasticsearch', '2.11.0'],
  ['cassandra:4.1', 'cassandra', '4.1'],
  ['quay.io/opstree/redis:v7.0.12', 'redis', '7.0.12'],
])('%s runs %s %s', (image, engine, version) => expect(databaseImageOf(image)).toMatchObject({ engine, ...(version && { version }) }));

test.each([
  'prometheuscommunity/postgres-exporter:0.15.0', 'bitnami/pgbouncer:1.23', 'ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0', 'ghcr.io/cloudnative-pg/pgbouncer:1.24',
  'oliver006/redis_exporter', 'mongo-express:1.0', 'dpage/pgadmin4', 'adminer', 'phpmyadmin', 'percona/haproxy:2.8.5', 'percona/percona-xtrabackup:8.0',
  'percona/pmm-server:2', 'mysql/mysql-router:8.0', 'bitnami/redis-sentinel:7', 'busybox:1.36', '', 'registry.example.com/postgres/app:1',
])('%s runs no server', (image) => expect(databaseImageOf(image)).toBeUndefined());

test.each(['gcr.io/google-samples/cassandra:v14', 'postgres:20240101', 'ankane/pgvector:v0.5.1'])('the tag of %s says nothing of the server\'s version', (image) => {
  expect(databaseImageOf(image)).not.toHaveProperty('version');
});

test('what is no text is no image', () => expect([undefined, null, 5, {}].map(databaseImageOf)).toEqual([undefined, undefined, undefined, undefined]));

test('registry, tag and digest are told apart', () => {
  expect(databaseImageOf('registry.example.com:5000/a/postgres:16@sha256:0123'))
    .toEqual({ registry: 'registry.example.com:5000', repository: 'a/postgres', tag: '16', digest: 'sha256:0123', engine: 'postgresql', product: 'postgresql', version: '16' });
  expect(databaseImageOf('index.docker.io/postgres')).toEqual({ registry: 'docker.io', repository: 'library/postgres', engine: 'postgresql', product: 'postgresql' });
});
