import { server } from './server';
import { violations } from './violations';
import { oneReplicaCalledHa } from '../../../src/checklist/object-rules/one-replica-called-ha';

test('a name that promises several has one replica', () => {
  expect(violations(oneReplicaCalledHa, server({ name: 'orders-postgres-ha', spec: 'replicas: 1' })))
    .toEqual(['StatefulSet orders-postgres-ha spec.replicas: StatefulSet orders-postgres-ha is called "orders-postgres-ha" and has one replica']);
  expect(violations(oneReplicaCalledHa, server({ name: 'redis-cluster', image: 'redis:7.4' }))).toHaveLength(1);
});

test.each([
  ['there are three', server({ name: 'postgres-ha', spec: 'replicas: 3' })],
  ['the name promises nothing', server({ name: 'postgres' })],
  ['it is one replica of something else', server({ name: 'postgres-replica' })],
  ['the cluster is the Kubernetes cluster', server({ name: 'cluster-postgres' })],
  ['another workload of the engine may be its fellow', server({ name: 'mongo-cluster', image: 'mongo:8.0.4' }) + server({ name: 'mongo-second', image: 'mongo:8.0.4' })],
])('nothing is found when %s', (_, yaml) => expect(violations(oneReplicaCalledHa, yaml)).toEqual([]));
