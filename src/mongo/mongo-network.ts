import { MONGO_PORT } from './endpoints-of';
import { METRICS_PORT } from './exporter';
import { memberLabels } from './instance-labels';
import { MongoOperator } from './mongo-operator';
import { PERCONA_OPERATOR_PODS } from './mongo-operators';
import { MongoSettings, REPLSET } from './mongo-settings';
import { arbiterLabels } from './psmdb-arbiter';
import { mongodLabels } from './psmdb-labels';
import { Manifest } from '../checklist/manifests';
import { namespaceNamed, networkPolicy, tcp, toApiServer, toDns } from '../parts/network-policy';
import { EnteredStore, toObjectStores } from '../parts/object-store-egress';
import { toPmm } from '../parts/pmm';
import { ClusterNetwork } from '../values/cluster-network';
import { ObjectStore } from '../values/object-store';

/**
 * Policy of the members. `ingress` is written as it is when the app is synthesized, so that grants can still let clients in.
 *
 * Percona's operator logs in to mongod; MongoDB's own does not: its agent beside mongod reads a Secret, and the agent's probe says in the pod's annotations
 * how far it is, for which it needs the API server (mongodb-kubernetes-operator 0.13.0, cmd/readiness).
 */
export function membersPolicy(of: MongoSettings, ingress: object[]): Manifest {
  const { platform: { network, monitoring, backups } } = of;
  const isPercona = of.operator === MongoOperator.PERCONA;
  const isThrownAway = of.recovery?.thrownAway === true;
  const podSelector = { matchLabels: memberLabels(of) };
  const voting = [{ podSelector }, ...(of.arbiter ? [{ podSelector: { matchLabels: arbiterLabels(of.name) } }] : [])];
  ingress.push(
    { from: voting, ports: tcp(MONGO_PORT) },
    ...(isPercona ? [fromOperator(network)] : []),
    ...of.horizons.map(({ clients }) => ({ from: clients.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(MONGO_PORT) })),
    ...(monitoring && !isThrownAway ? [{ from: [{ namespaceSelector: namespaceNamed(monitoring.namespace) }], ports: tcp(METRICS_PORT) }] : []),
  );
  return networkPolicy({
    name: of.name,
    namespace: of.namespace,
    podSelector,
    ingress,
    egress: [
      { to: voting, ports: tcp(MONGO_PORT) },
      toDns(network.nodeLocalDns),
      ...(isPercona ? [] : [toApiServer(network.apiServer)]),
      ...toPmm(of.pmm),
      ...(of.backup && backups ? toObjectStores([entered(backups, isThrownAway), ...archives(of)], network) : []),
    ],
  });
}

/** The store of the database that it is restored from, which the agents read and mark as theirs. */
function archives({ recovery }: MongoSettings): EnteredStore[] {
  return recovery?.archive.lost ? [{ store: recovery.archive.store, credentials: recovery.archive.store.credentials }] : [];
}

/** Policy of an arbiter, which talks to members alone: clients have nothing to read there, and drivers do without it. */
export function arbiterPolicy({ name, namespace, platform: { network } }: MongoSettings): Manifest {
  const members = { podSelector: { matchLabels: mongodLabels(name, REPLSET) } };
  return networkPolicy({
    name: `${name}-arbiter`,
    namespace,
    podSelector: { matchLabels: arbiterLabels(name) },
    ingress: [{ from: [members], ports: tcp(MONGO_PORT) }, fromOperator(network)],
    egress: [{ to: [members], ports: tcp(MONGO_PORT) }, toDns(network.nodeLocalDns)],
  });
}

function fromOperator(network: ClusterNetwork): object {
  const namespaceSelector = namespaceNamed(network.perconaServerMongoDbNamespace);
  return { from: [{ namespaceSelector, podSelector: PERCONA_OPERATOR_PODS }], ports: tcp(MONGO_PORT) };
}

/** What is thrown away only reads. */
function entered(store: ObjectStore, isThrownAway: boolean): EnteredStore {
  return { store, credentials: isThrownAway ? store.readOnlyCredentials : store.credentials };
}
