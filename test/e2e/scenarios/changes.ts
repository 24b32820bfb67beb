import { Kubernetes } from '../../cluster/kubernetes';
import { until } from '../../cluster/until';
import { backUp, recoveryWindow } from '../archive';
import { ordersOf } from '../bring-up';
import { change, currentManifests } from '../current';
import { DATABASE_NAMESPACE, itNeeds, variable } from '../environment';
import { MEASUREMENTS } from '../judgement';
import { databaseNodes } from '../operators';
import { Change } from '../production';
import { sharingNodes } from '../sharing-nodes';
import { whileWriting } from '../watch-writes';

/** What a user changes in a living database. */
export function changes(kubernetes: Kubernetes): void {
  const orders = ordersOf(kubernetes);

  /** A change under the eyes of clients, until the database has it and is healthy. */
  const measured = async (what: string, act: () => Promise<void>) => {
    const start = Date.now();
    const outages = await whileWriting(kubernetes, async () => {
      await act();
      await orders.healthy(600);
    });
    MEASUREMENTS.add(what, outages, `${Math.round((Date.now() - start) / 1000)} s in all`);
    expect([outages.pooled.lost, outages.direct.lost]).toEqual([0, 0]);
  };

  it('five instances and back to three', async () => {
    const crowded = (await databaseNodes(kubernetes)).length < 5;
    const { there, back } = sharingNodes(await currentManifests(kubernetes));
    if (crowded) await measured('instances may share a node (a restart of each)', async () => affinity('preferred', there));
    await measured('3 to 5 instances', async () => instances(5));
    await measured('5 to 3 instances', async () => instances(3));
    if (crowded) await measured('instances keep apart again (a restart of each)', async () => affinity('required', back));
  });

  it('a parameter that needs a restart', async () => {
    await measured('max_connections from 256 to 300 (a restart of each)', async () => {
      await change(kubernetes, { path: '/spec/postgresql/parameters/max_connections', value: '300' });
      await until('the new value', async () => await orders.sql('SHOW max_connections') === '300', { seconds: 600, every: 2000 });
    });
  });

  itNeeds(['TEST_IMAGE_MINOR'], 'another image of the same major version', async () => {
    const image = variable('TEST_IMAGE_MINOR');
    await measured('another image of PostgreSQL 17', async () => {
      await change(kubernetes, { path: '/spec/imageName', value: image });
      await everywhere(image);
    });
  });

  it('larger volumes', async () => {
    await measured('data volumes from 100 to 110 GiB', async () => {
      await change(kubernetes, { path: '/spec/storage/size', value: '110Gi' });
      await until('the capacity', async () => {
        const claims = await kubernetes.all('v1', 'PersistentVolumeClaim', { namespace: DATABASE_NAMESPACE, labelSelector: 'cnpg.io/pvcRole=PG_DATA' });
        return claims.length === 3 && claims.every((claim) => claim.status.capacity?.storage === '110Gi');
      }, { seconds: 300, every: 1000 });
    });
  });

  itNeeds(['TEST_IMAGE_MAJOR'], 'the next major version, in place, as docs/upgrading.md says', async () => {
    await backUp(kubernetes, 'before-upgrade', 300);
    const image = variable('TEST_IMAGE_MAJOR');
    await measured('PostgreSQL 17 to 18, in place', async () => {
      await change(kubernetes, { path: '/spec/imageName', value: image }, { path: '/spec/plugins/0/parameters/serverName', value: 'orders-pg18' });
      await until('PostgreSQL 18', async () => (await orders.sql('SHOW server_version_num')).startsWith('18'), { seconds: 1200, every: 2000 });
      await everywhere(image);
    });
    await orders.sql('ANALYZE');
    await backUp(kubernetes, 'after-upgrade', 300);
    expect(await recoveryWindow(kubernetes, 'orders-pg18')).toMatchObject({ lastSuccessfulBackupTime: expect.any(String) });
  });

  async function instances(count: number): Promise<void> {
    await change(kubernetes, { path: '/spec/instances', value: count });
    await until(`${count} instances`, async () => (await orders.pods()).length === count, { seconds: 600, every: 1000 });
  }

  /** Returns when three instances run the image. */
  async function everywhere(image: string): Promise<void> {
    await allPods((pod) => pod.spec.containers.some((container: any) => container.image === image));
  }

  async function affinity(type: 'required' | 'preferred', how: Change[]): Promise<void> {
    await change(kubernetes, ...how);
    await allPods((pod) => `${type}DuringSchedulingIgnoredDuringExecution` in pod.spec.affinity.podAntiAffinity);
  }

  async function allPods(are: (pod: any) => boolean): Promise<void> {
    await until('three changed instances', async () => {
      const pods = await orders.pods();
      return pods.length === 3 && pods.every(are);
    }, { seconds: 900, every: 1000 });
  }
}
