import { violations } from './violations';
import { memoryAboveLimit } from '../../../src/checklist/object-rules/memory-above-limit';

const object = (apiVersion: string, kind: string, spec: string) => violations(memoryAboveLimit, `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: db }\nspec: ${spec}`);
const LIMIT = 'resources: { limits: { memory: 4Gi } }';

test.each([
  ['pxc.percona.com/v1', 'PerconaXtraDBCluster', (size: string) => `{ pxc: { ${LIMIT}, configuration: "[mysqld]\\ninnodb_buffer_pool_size=${size}G" } }`,
    'spec.pxc.configuration: innodb_buffer_pool_size=4G'],
  ['ps.percona.com/v1', 'PerconaServerMySQL', (size: string) => `{ mysql: { ${LIMIT}, configuration: "innodb-buffer-pool-size = ${size}G" } }`,
    'spec.mysql.configuration: innodb_buffer_pool_size=4G'],
  ['psmdb.percona.com/v1', 'PerconaServerMongoDB', (size: string) => `{ replsets: [{ ${LIMIT}, configuration: "storage:\\n  wiredTiger:\\n    engineConfig:\\n      cacheSizeGB: ${size}" }] }`,
    'spec.replsets.0.configuration: cacheSizeGB: 4'],
  ['mongodbcommunity.mongodb.com/v1', 'MongoDBCommunity',
    (size: string) => `{ additionalMongodConfig: { storage.wiredTiger.engineConfig.cacheSizeGB: ${size} }, statefulSet: { spec: { template: { spec: { containers: [{ name: mongod, ${LIMIT} }] } } } } }`,
    'spec.additionalMongodConfig.storage.wiredTiger.engineConfig.cacheSizeGB: cacheSizeGB: 4'],
  ['elasticsearch.k8s.elastic.co/v1', 'Elasticsearch',
    (size: string) => `{ nodeSets: [{ podTemplate: { spec: { containers: [{ name: elasticsearch, ${LIMIT}, env: [{ name: ES_JAVA_OPTS, value: -Xms1g -Xmx${size}g }] }] } } }] }`,
    'spec.nodeSets.0.podTemplate.spec.containers.0.env.0.value: -Xmx4g'],
])('%s %s: what is not below the limit is found, what is below is not', (apiVersion, kind, spec, says) => {
  expect(object(apiVersion, kind, spec('4'))).toEqual([`${kind} db ${says} is not below the memory limit of 4Gi`]);
  expect(object(apiVersion, kind, spec('3'))).toEqual([]);
});

test('without a limit nothing is said', () => {
  expect(object('pxc.percona.com/v1', 'PerconaXtraDBCluster', '{ pxc: { configuration: "innodb_buffer_pool_size=400G" } }')).toEqual([]);
  expect(object('pxc.percona.com/v1', 'PerconaXtraDBCluster', '{ pxc: { resources: { limits: { memory: plenty } }, configuration: "innodb_buffer_pool_size=400G" } }')).toEqual([]);
});
