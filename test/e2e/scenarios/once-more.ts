import { changedByApplying } from '../../cluster/applied-again';
import { Kubernetes } from '../../cluster/kubernetes';
import { ordersOf } from '../bring-up';
import { currentManifests } from '../current';
import { restartsOf } from '../restarts';

/** Nothing has changed, so nothing happens. */
export function onceMore(kubernetes: Kubernetes): void {
  const orders = ordersOf(kubernetes);

  it('the same manifests once more change nothing and restart nothing', async () => {
    await orders.healthy(300);
    const manifests = await currentManifests(kubernetes);
    const before = await restartsOf(await orders.pods());
    expect(await changedByApplying(kubernetes, manifests)).toEqual([]);
    await orders.healthy(60);
    expect(await restartsOf(await orders.pods())).toEqual(before);
  });
}
