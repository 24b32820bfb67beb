import { MONGO_PORT } from './endpoints-of';
import { METRICS_PORT } from './exporter';
import { memberLabels } from './instance-labels';
import { MongoOperator } from './mongo-operator';
import { PERCONA_OPERATOR_PODS } from './mongo-operators';
import { MongoSettings } from './mongo-settings';
import { Manifest } from '../checklist/manifests';
import { namespaceNamed, networkPolicy, tcp, toApiServer, toDns } from '../parts/network-policy';
import { EnteredStore, toObjectStores } from '../parts/object-store-egress';
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
  ingress.push(
    { from: [{ podSelector }], ports: tcp(MONGO_PORT) },
    ...(isPercona ? [{
      from: [{ namespaceSelector: namespaceNamed(network.perconaServerMongoDbNamespace), podSelector: PERCONA_OPERATOR_PODS }],
      ports: tcp(MONGO_PORT),
    }] : []),
    ...(monitoring && !isThrownAway ? [{ from: [{ namespaceSelector: namespaceNamed(monitoring.namespace) }], ports: tcp(METRICS_PORT) }] : []),
  );
  return networkPolicy({
    name: of.name,
    namespace: of.namespace,
    podSelector,
    ingress,
    egress: [
      { to: [{ podSelector }], ports: tcp(MONGO_PORT) },
      toDns(network.nodeLocalDns),
      ...(isPercona ? [] : [toApiServer(network.apiServer)]),
      ...(of.backup && backups ? toObjectStores([entered(backups, isThrownAway)], network) : []),
    ],
  });
}

/** What is thrown away only reads. */
function entered(store: ObjectStore, isThrownAway: boolean): EnteredStore {
  return { store, credentials: isThrownAway ? store.readOnlyCredentials : store.credentials };
}
