import { objectStoreName } from './cnpg-backup';
import { POSTGRES_PORT } from './cnpg-network';
import { drillerLabels, FailoverDrillSettings } from './failover-drill-settings';
import { PostgresSettings } from './postgres-settings';
import { Manifest } from '../checklist/manifests';
import { networkPolicy, NOBODY, tcp, toApiServer, toDns, toPushgateway } from '../parts/network-policy';
import { FailoverMethod } from '../values/failover-method';

/** An instance keeps its number for as long as its volumes live: so many may be lost, or come and go, in the database's life. */
const LOST_INSTANCES = 30;

/**
 * Pods that a drill may delete. RBAC takes names and no patterns (Kubernetes docs, RBAC, "Referring to resources"), and the operator gives each new
 * instance the next number (CloudNativePG 1.30, pkg/specs/pods.go): so the first ones, and a drill refuses to begin with a primary beyond them.
 */
export function deletablePods({ name, instances }: PostgresSettings): string[] {
  return Array.from({ length: instances + LOST_INSTANCES }, (_, i) => `${name}-${i + 1}`);
}

export function drillAccount({ namespace }: PostgresSettings, { name }: FailoverDrillSettings): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace }, automountServiceAccountToken: false };
}

/** What a drill may: read this database's state, make its primary go in the one way that it is for, and say how it went. */
export function drillRole(of: PostgresSettings, { name, by }: FailoverDrillSettings): Manifest {
  const going = by === FailoverMethod.SWITCHOVER
    ? { apiGroups: ['postgresql.cnpg.io'], resources: ['clusters/status'], resourceNames: [of.name], verbs: ['patch'] }
    : { apiGroups: [''], resources: ['pods'], resourceNames: deletablePods(of), verbs: ['get', 'delete'] };
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name, namespace: of.namespace },
    rules: [
      { apiGroups: ['postgresql.cnpg.io'], resources: ['clusters'], resourceNames: [of.name], verbs: ['get'] },
      { apiGroups: ['barmancloud.cnpg.io'], resources: ['objectstores'], resourceNames: [objectStoreName(of.name)], verbs: ['get'] },
      going,
      // what is made has no name yet that a rule could name
      { apiGroups: [''], resources: ['events'], verbs: ['create'] },
    ],
  };
}

export function drillRoleBinding({ namespace }: PostgresSettings, { name }: FailoverDrillSettings): Manifest {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
}

/** Lets the drill's pods out to the instances, the API server, DNS and a pushgateway, and nobody in. */
export function drillPolicy(of: PostgresSettings, { name }: FailoverDrillSettings): Manifest {
  const { network, monitoring } = of.platform;
  return networkPolicy({
    name,
    namespace: of.namespace,
    podSelector: { matchLabels: drillerLabels(of.name) },
    ingress: NOBODY,
    egress: [
      { to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': of.name, 'cnpg.io/podRole': 'instance' } } }], ports: tcp(POSTGRES_PORT) },
      toDns(network.nodeLocalDns),
      toApiServer(network.apiServer),
      ...toPushgateway(monitoring),
    ],
  });
}
