import { server } from './server';
import { violations } from './violations';
import { imageEndOfLife } from '../../../src/checklist/object-rules/image-end-of-life';

const seconds = (day: string) => String(Date.parse(`${day}T12:00:00Z`) / 1000);
const before = process.env.SOURCE_DATE_EPOCH;

beforeEach(() => { process.env.SOURCE_DATE_EPOCH = seconds('2026-11-21'); });
afterAll(() => {
  if (before === undefined) delete process.env.SOURCE_DATE_EPOCH;
  else process.env.SOURCE_DATE_EPOCH = before;
});

const AT = 'StatefulSet db spec.template.spec.containers.0.image: image ';

test.each([
  ['postgres:9.6.24', 'postgresql 9', '2021-11-11'],
  ['bitnami/postgresql:13.4.0-debian-10-r3', 'postgresql 13', '2025-11-13'],
  ['ghcr.io/zalando/spilo-13:2.1-p7', 'postgresql 13', '2025-11-13'],
  ['mysql:5.7', 'mysql 5.7', '2023-10-31'],
  ['mysql:8.0.36', 'mysql 8.0', '2026-04-30'],
  ['percona/percona-xtradb-cluster:8.0.36-28.1', 'percona-server 8.0', '2026-04-30'],
  ['mariadb:10.6', 'mariadb 10.6', '2026-07-06'],
  ['mongo:4.4-focal', 'mongodb 4.4', '2024-02-29'],
  ['mongo:6', 'mongodb 6', '2025-07-31'],
  ['redis:6.0-alpine', 'redis 6.0', '2022-05-31'],
  ['docker.elastic.co/elasticsearch/elasticsearch:7.17.9', 'elasticsearch 7', '2026-01-15'],
])('%s has had no fixes since', (image, cycle, until) => {
  expect(violations(imageEndOfLife, server({ image }))).toEqual([`${AT}${image}: ${cycle} has had no fixes since ${until}`]);
});

test.each([
  'postgres:15.14', 'postgres:latest', 'mysql:8', 'mysql:8.4.6', 'mysql:9.7', 'mariadb:10', 'mariadb:10.11', 'mariadb:11.8', 'mongo:7', 'mongo:8.0.4', 'redis:7',
  'redis:7.2', 'valkey/valkey:7.2', 'timescale/timescaledb:2.14.2-pg16', 'postgis/postgis:16-3.4', 'ankane/pgvector:v0.5.1', 'cassandra:4.1', 'postgres:20240101',
])('%s is maintained, or not known', (image) => {
  expect(violations(imageEndOfLife, server({ image }))).toEqual([]);
});

test('a version ends the day after its last day', () => {
  process.env.SOURCE_DATE_EPOCH = seconds('2026-11-12');
  expect(violations(imageEndOfLife, server({ image: 'postgres:14.19' }))).toEqual([]);
  process.env.SOURCE_DATE_EPOCH = seconds('2026-11-13');
  expect(violations(imageEndOfLife, server({ image: 'postgres:14.19' }))).toEqual([`${AT}postgres:14.19: postgresql 14 has had no fixes since 2026-11-12`]);
});

test('a version in an operator\'s field counts like one in a tag', () => {
  const object = (apiVersion: string, kind: string, spec: string) => violations(imageEndOfLife, `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: db }\nspec: ${spec}`);
  expect(object('mongodbcommunity.mongodb.com/v1', 'MongoDBCommunity', '{ version: "4.2.6" }'))
    .toEqual(['MongoDBCommunity db spec.version: spec.version 4.2.6: mongodb 4.2 has had no fixes since 2023-04-30']);
  expect(object('acid.zalan.do/v1', 'postgresql', '{ postgresql: { version: "12" } }'))
    .toEqual(['postgresql db spec.postgresql.version: spec.postgresql.version 12: postgresql 12 has had no fixes since 2024-11-21']);
  expect(object('cassandra.datastax.com/v1beta1', 'CassandraDatacenter', '{ serverType: dse, serverVersion: 6.8.4 }')).toEqual([]);
});

test('PMM 2 is ended, as server and as client', () => {
  expect(violations(imageEndOfLife, server({ kind: 'Deployment', image: 'percona/pmm-server:2' })))
    .toEqual(['Deployment db spec.template.spec.containers.0.image: image percona/pmm-server:2: PMM 2 has had no fixes since 2025-10-31']);
  expect(violations(imageEndOfLife, server({ image: 'percona/pmm-client:3.4.0' }))).toEqual([]);
});

test('the client that an operator runs beside its servers counts when it is on', () => {
  const pxc = (enabled: boolean) => violations(imageEndOfLife,
    `apiVersion: pxc.percona.com/v1\nkind: PerconaXtraDBCluster\nmetadata: { name: db }\nspec: { pmm: { enabled: ${enabled}, image: "percona/pmm-client:2.44.0" } }`);
  expect(pxc(true)).toEqual(['PerconaXtraDBCluster db spec.pmm.image: image percona/pmm-client:2.44.0: PMM 2 has had no fixes since 2025-10-31']);
  expect(pxc(false)).toEqual([]);
});
