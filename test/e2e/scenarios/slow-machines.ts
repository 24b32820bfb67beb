import { Kubernetes } from '../../cluster/kubernetes';
import { bareOf, ordersOf } from '../bring-up';
import { itNeeds } from '../environment';
import { healthyAgain, MEASUREMENTS } from '../judgement';
import { stress } from '../machine';
import { restartsOf } from '../restarts';
import { whileWriting } from '../watch-writes';

/** What is slow is not gone. */
export function slowMachines(kubernetes: Kubernetes): void {
  const [orders, bare] = [ordersOf(kubernetes), bareOf(kubernetes)];

  itNeeds(['TEST_STRESS'], 'busy machines and an API server that stands still make no database fail over', async () => {
    const before = await Promise.all([orders, bare].map(async (database) => restartsOf(await database.pods())));
    const primaries = await Promise.all([orders, bare].map(async (database) => database.primary()));
    MEASUREMENTS.add('busy machines, API server standing still', await whileWriting(kubernetes, stress), '');
    await healthyAgain(kubernetes);
    expect(await Promise.all([orders, bare].map(async (database) => database.primary()))).toEqual(primaries);
    expect(await Promise.all([orders, bare].map(async (database) => restartsOf(await database.pods())))).toEqual(before);
  });
}
