import { bareOf, ordersOf } from './bring-up';
import { BARE_NAMESPACE, CLIENT_NAMESPACE } from './environment';
import { LivingCluster } from './living-cluster';
import { databaseNodes } from './operators';
import { Outage, Probe } from './probe';
import { Kubernetes } from '../cluster/kubernetes';

/** One failure of both databases at the same moment, as their clients saw it. */
export interface Outages {
  /** The production example through its pooler. */
  readonly pooled: Outage;
  /** The production example through its Service of the primary. */
  readonly direct: Outage;
  /** The Cluster with the operator's defaults. */
  readonly bare: Outage;
}

/** What happens to a database whose primary is on a node. */
export type Failure = (database: LivingCluster, primary: string) => Promise<void>;

/** Options of `fail`. */
export interface FailOptions {
  /** Node that both primaries are moved to first; without it they stay where they are. */
  readonly node?: string;
  /** How long clients may wait, in seconds. */
  readonly seconds: number;
  /** Happens to each database: to one after the other, so that they do not share what the machines can do. */
  readonly each?: Failure;
  /** Happens once, to both at the same moment; with `each`, that happens to both then. */
  readonly once?: () => Promise<void>;
}

/** Both databases fail while clients write; returns when they write again, at new primaries. */
export async function fail(kubernetes: Kubernetes, { node, seconds, each, once }: FailOptions): Promise<Outages> {
  const [orders, bare] = [ordersOf(kubernetes), bareOf(kubernetes)];
  for (const database of [orders, bare]) {
    await database.healthy(300);
    if (node) await database.promote(node);
  }
  const clients = [
    { database: orders, namespace: CLIENT_NAMESPACE, name: 'pooled' },
    { database: orders, namespace: CLIENT_NAMESPACE, name: 'direct' },
    { database: bare, namespace: BARE_NAMESPACE, name: 'client' },
  ];
  const outages: Outage[] = [];
  for (const group of once ? [[orders, bare]] : [[orders], [bare]]) {
    const primaries = await Promise.all(group.map(async (database) => database.primary()));
    const taken = await Promise.all(group.map(async (database, i) => database.node(primaries[i])));
    const [elsewhere] = (await databaseNodes(kubernetes)).filter((name) => !taken.includes(name));
    const probes = clients.filter(({ database }) => group.includes(database))
      .map(({ database, ...deployment }) => new Probe(kubernetes, database, deployment, elsewhere));
    try {
      await Promise.all(probes.map(async (probe) => probe.start()));
      await Promise.all([once?.(), ...group.map(async (database, i) => each?.(database, primaries[i]))]);
      await Promise.all(group.map(async (database, i) => database.failedOver(primaries[i], seconds)));
      await Promise.all(probes.map(async (probe) => probe.writesAgain(seconds)));
      outages.push(...await Promise.all(probes.map(async (probe) => probe.stop())));
    } finally {
      await Promise.all(probes.map(async (probe) => probe.remove()));
    }
    // a node that is gone stays away until its caller brings it back
    if (!once) await Promise.all(group.map(async (database) => database.healthy(600)));
  }
  const [pooled, direct, other] = outages;
  return { pooled, direct, bare: other };
}
