import { bareOf, ordersOf } from './bring-up';
import { fail, FailOptions, Outages } from './failure';
import { startNode, stopNode } from './machine';
import { Measurements } from './measurements';
import { Kubernetes } from '../cluster/kubernetes';

export const MEASUREMENTS = new Measurements();

/** Two polls of the operator (1 s each), one of the lease (2 s) and the clients' own resolution: what chance decides when both fail at once. */
const CHANCE = 5;

/**
 * Ours loses nothing, and is down for no longer than the operator's defaults; into the table with it.
 * @param goal seconds, for the table
 */
export function judge(what: string, goal: number | undefined, outages: Outages): Outages {
  MEASUREMENTS.add(what, outages, '', goal);
  const { pooled, direct, bare } = outages;
  expect([pooled.lost, direct.lost, bare.lost]).toEqual([0, 0, 0]);
  expect(direct.seconds).toBeLessThanOrEqual(bare.seconds + CHANCE);
  expect(pooled.seconds).toBeLessThanOrEqual(bare.seconds + CHANCE);
  return outages;
}

/** The node that carries both primaries loses its power, and gets it back when clients write again. */
export async function loseNode(
  kubernetes: Kubernetes, what: string, goal: number | undefined, options: Partial<FailOptions> & { node: string },
): Promise<Outages> {
  try {
    return judge(what, goal, await fail(kubernetes, { seconds: 400, ...options, once: async () => stopNode(options.node) }));
  } finally {
    await startNode(options.node);
    await healthyAgain(kubernetes);
  }
}

export async function healthyAgain(kubernetes: Kubernetes): Promise<void> {
  await Promise.all([ordersOf(kubernetes), bareOf(kubernetes)].map(async (database) => database.healthy(600)));
}
