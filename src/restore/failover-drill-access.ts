import { drillerLabels, FailoverDrillSettings } from './failover-drill-settings';
import { RehearsedFailover } from './rehearsed-failover';
import { Manifest } from '../checklist/manifests';
import { Right } from '../contracts/rehearsal';
import { networkPolicy, NOBODY, toApiServer, toDns, toPushgateway } from '../parts/network-policy';
import { boundRole, roleRules } from '../platform/bound-role';

/** Who drills, and what it may: read this database's state, make its primary go in the one way that it is for, and say how it went. */
export function drillAccess({ namespace, pods, rights }: RehearsedFailover, { name }: FailoverDrillSettings): Manifest[] {
  const account = { name, namespace };
  const all: Right[] = [
    ...rights,
    // RBAC takes names and no patterns (Kubernetes docs, RBAC, "Referring to resources")
    ...(pods ? [{ api: 'v1', kind: 'pods', names: pods, verbs: ['get', 'delete'] }] : []),
    // what is made has no name yet that a rule could name
    { api: 'v1', kind: 'events', verbs: ['create'] },
  ];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account, automountServiceAccountToken: false },
    ...boundRole({ name, namespace, rules: roleRules(all), account }),
  ];
}

/** Lets the drill's pods out to the database, the API server, DNS and a pushgateway, and nobody in. */
export function drillPolicy(of: RehearsedFailover, { name }: FailoverDrillSettings): Manifest {
  const { namespace, network, monitoring, egress } = of;
  return networkPolicy({
    name,
    namespace,
    podSelector: { matchLabels: drillerLabels(of.name) },
    ingress: NOBODY,
    egress: [...egress, toDns(network.nodeLocalDns), toApiServer(network.apiServer), ...toPushgateway(monitoring)],
  });
}
