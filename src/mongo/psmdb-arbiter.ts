import { MongoSettings, REPLSET } from './mongo-settings';
import { mongodLabels, replsetLabels } from './psmdb-labels';

/** Name of its StatefulSet, of which the pod is the only one (1.22.0, pkg/naming/naming.go). */
export function arbiterOf({ service }: Pick<MongoSettings, 'service'>): string {
  return `${service}-arbiter`;
}

/** Names of the pods of all that vote, an arbiter's last. */
export function votingPods(of: Pick<MongoSettings, 'service' | 'pods' | 'arbiter'>): string[] {
  return [...of.pods, ...(of.arbiter ? [`${arbiterOf(of)}-0`] : [])];
}

export function arbiterLabels(database: string): Record<string, string> {
  return mongodLabels(database, REPLSET, 'arbiter');
}

/**
 * The field of a replica set. Security contexts, image and configuration are the members' (1.22.0, StatefulSpec); its data lies in the pod. It has no sidecars: there is
 * nothing to back up, and no user that an exporter could log in as (MongoDB manual 8.0, Replica Set Arbiter, Authentication).
 */
export function arbiter(of: MongoSettings, placed: object): object {
  const required = [{ labelSelector: { matchLabels: replsetLabels(of.name, REPLSET) }, topologyKey: 'kubernetes.io/hostname' }];
  return {
    enabled: true,
    size: 1,
    ...placed,
    // antiAffinityTopologyKey keeps it from other arbiters alone (PodAffinity); what an arbiter may not be beside may not come beside it either
    affinity: { advanced: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } },
    topologySpreadConstraints: [votesSpread(of, zonesOf(of) > 1 ? 'DoNotSchedule' : 'ScheduleAnyway')],
    podDisruptionBudget: { maxUnavailable: 1 },
    // an estimate: no data, and the smallest cache, of 256 MiB
    resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '512Mi' } },
  };
}

/**
 * Beside the members' own spread, which counts no arbiter: three votes in a zone would go with it. Only where it may be: a member is bound to the zone of its
 * volume, and must come back whatever has come there since.
 */
export function membersSpreadBesideArbiter(of: MongoSettings): object[] {
  // of one key and one kind there may be one constraint alone (Kubernetes API, TopologySpreadConstraint)
  return of.arbiter && zonesOf(of) > 1 ? [votesSpread(of, 'ScheduleAnyway')] : [];
}

function votesSpread({ name }: MongoSettings, whenUnsatisfiable: string): object {
  return { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable, labelSelector: { matchLabels: replsetLabels(name, REPLSET) } };
}

function zonesOf({ platform }: MongoSettings): number {
  return platform.nodes?.zones.length ?? 0;
}
