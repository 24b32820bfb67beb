import { judge, sums } from './ledger';
import { Scene } from './scene';
import { ServerPair } from './server-pair';
import { Kubernetes } from '../cluster/kubernetes';
import { describeWithTwoPostgres } from '../programs/installed';

describeWithTwoPostgres('the ledger that migrations are judged by', () => {
  let pair: ServerPair;
  let scene: Scene;
  beforeAll(async () => {
    pair = await ServerPair.make();
    scene = await Scene.set(pair, 1, { megabytes: 1 });
    await Kubernetes.fromEnvironment().merge({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders-front', namespace: scene.migration.namespace } } as any, {
      spec: { selector: { 'cdk8s-databases.io/front-of': 'nobody' } },
    });
    await Kubernetes.fromEnvironment().apply({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'orders-front-source', namespace: scene.migration.namespace, labels: { 'kubernetes.io/service-name': 'orders-front' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['192.0.2.10'] }],
      ports: [{ name: 'postgresql', port: 5432 }],
    } as any);
    const load = scene.write();
    await load.acknowledges(200);
    await load.stop();
  });
  afterAll(async () => {
    await scene?.end();
    await pair?.stop();
  });

  test('finds nothing wrong with a database that has all writes', async () => {
    expect((await judge(scene.load!, scene.ask(pair.source))).wrong).toEqual([]);
    expect([...scene.load!.refusals]).toEqual([]);
  });

  test.each([
    ['a write that is missing', 'DELETE FROM journal WHERE by_session = \'s0\' AND n = 3'],
    ['a write that came twice', 'INSERT INTO journal SELECT * FROM journal WHERE by_session = \'s1\' AND n = 4'],
    ['a write that nobody asked for', 'INSERT INTO journal VALUES (\'s9\', 1, \'order\')'],
    ['half a transaction', 'DELETE FROM transfers WHERE ctid IN (SELECT ctid FROM transfers LIMIT 1)'],
    ['a trigger that ran again', 'INSERT INTO account_changes (account) VALUES (1)'],
    ['a value that was not written again and is gone', 'UPDATE progress SET big = \'\''],
  ])('finds %s', async (_, statement) => {
    const before = await sums(scene.ask(pair.source));
    const { wrong } = await judge(scene.load!, (query) => scene.ask(pair.source)(`BEGIN; SET LOCAL session_replication_role = replica; ${statement}; ${query}; `));
    expect(wrong.length).toBeGreaterThan(0);
    expect(await sums(scene.ask(pair.source))).toEqual(before);
  });
});
