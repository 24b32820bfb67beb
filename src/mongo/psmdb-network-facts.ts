import { MONGO_PORT } from './endpoints-of';
import { METRICS_PORT } from './exporter';
import { PERCONA_OPERATOR_LABELS } from './mongo-operators';
import { mongodLabels, mongosLabels } from './psmdb-labels';
import { arbitersOf } from './psmdb-members';
import { isSharded, Replset } from './psmdb-replsets';
import { Attested } from '../checklist/annotations';
import { NetworkFacts } from '../checklist/facts';
import { Manifest, Manifests } from '../checklist/manifests';
import { Labels } from '../checklist/readers/label-selector';
import { NeededPath } from '../checklist/readers/network';
import { PodGroup, readPodGroups, toDns, toObjectStore } from '../checklist/readers/pod-groups';
import { ServiceDoor } from '../checklist/readers/services';
import { OPERATOR_NAMESPACES } from '../values/cluster-network';

const CLIENT = { port: MONGO_PORT, name: 'mongodb' };

/** What the policies leave of the paths that members and routers need. Nothing in their pods talks to the API server. */
export function psmdbNetwork(database: Manifest, spec: any, sets: readonly Replset[], among: Manifests, attested: Attested): NetworkFacts {
  const { name, namespace = 'default' } = database.metadata;
  const operator = { namespace: attested.operatorNamespace ?? OPERATOR_NAMESPACES.perconaServerMongoDbNamespace, podLabels: PERCONA_OPERATOR_LABELS };
  const stores = storePorts(spec);
  const isMonitored = attested.prometheus !== undefined && sets.some(({ set }) => (set.sidecars ?? []).some(exportsMetrics));
  const groups = sets.map((replset): PodGroup => {
    const { set, labels: podLabels, words } = replset;
    const who = words('members');
    const voter = arbitersOf(replset) > 0 ? { namespace, podLabels: arbiterLabels(name, replset) } : undefined;
    const paths: NeededPath[] = [
      { what: `the operator to ${who} on ${MONGO_PORT}`, direction: 'ingress', ports: [CLIENT], peer: operator },
      { what: `${who} from each other on ${MONGO_PORT}`, direction: 'ingress', ports: [CLIENT], peer: { namespace, podLabels } },
      { what: `${who} to each other on ${MONGO_PORT}`, direction: 'egress', ports: [CLIENT], peer: { namespace, podLabels } },
      ...(voter ? [
        { what: `${who} from arbiters on ${MONGO_PORT}`, direction: 'ingress' as const, ports: [CLIENT], peer: voter },
        { what: `${who} to arbiters on ${MONGO_PORT}`, direction: 'egress' as const, ports: [CLIENT], peer: voter },
      ] : []),
      ...(isMonitored ? [fromPrometheus(who, attested.prometheus!.namespace)] : []),
      toDns(who),
      ...stores.map((port) => toObjectStore(who, port)),
    ];
    return { podLabels, clientPort: CLIENT, paths, doors: doorsOf(`spec.replsets[].expose of ${name}`, set.expose, set.expose?.enabled === true) };
  });
  // the first group holds data
  groups.push(...sets.filter((replset) => arbitersOf(replset) > 0).map((replset): PodGroup => {
    const members = { namespace, podLabels: replset.labels };
    const who = replset.words('members');
    return {
      podLabels: arbiterLabels(name, replset),
      clientPort: CLIENT,
      paths: [
        { what: `arbiters from ${who} on ${MONGO_PORT}`, direction: 'ingress', ports: [CLIENT], peer: members },
        { what: `arbiters to ${who} on ${MONGO_PORT}`, direction: 'egress', ports: [CLIENT], peer: members },
        toDns('arbiters'),
      ],
    };
  }));
  if (isSharded(spec) && spec.sharding.mongos) {
    const { expose } = spec.sharding.mongos;
    groups.push({
      podLabels: { ...spec.sharding.mongos.labels, ...mongosLabels(name) },
      clientPort: { port: MONGO_PORT, name: 'mongos' },
      paths: [
        ...sets.map(({ labels: podLabels, words }): NeededPath => ({
          what: `routers to ${words('members')} on ${MONGO_PORT}`, direction: 'egress', ports: [CLIENT], peer: { namespace, podLabels },
        })),
        { what: `the operator to routers on ${MONGO_PORT}`, direction: 'ingress', ports: [CLIENT], peer: operator },
        toDns('routers'),
      ],
      doors: doorsOf('spec.sharding.mongos.expose', expose, expose !== undefined),
    });
  }
  return readPodGroups(among, namespace, groups);
}

export function fromPrometheus(whom: string, namespace: string): NeededPath {
  return {
    what: `Prometheus in ${namespace} to ${whom} on ${METRICS_PORT}`,
    direction: 'ingress',
    ports: [{ port: METRICS_PORT, name: 'metrics' }],
    peer: { namespace, podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  };
}

function arbiterLabels(database: string, { name, set }: Replset): Labels {
  return { ...set.arbiter.labels, ...mongodLabels(database, name, 'arbiter') };
}

function exportsMetrics({ ports = [] }: any): boolean {
  return ports.some(({ containerPort }: any) => containerPort === METRICS_PORT);
}

function doorsOf(what: string, expose: any, isMade: boolean): ServiceDoor[] {
  if (!isMade) return [];
  return [{
    what: `the Services of ${what}`,
    spec: { ...expose, type: expose.type ?? expose.exposeType },
    annotations: expose.annotations,
  }];
}

/** Ports of the object stores; a file system has none. */
function storePorts(spec: any): number[] {
  if (spec.backup?.enabled !== true) return [];
  const ports = Object.values<any>(spec.backup.storages ?? {}).filter(({ type }) => type !== 'filesystem').map(({ s3, minio }) => {
    const endpoint: string | undefined = s3?.endpointUrl ?? minio?.endpointUrl;
    const port = /:(\d+)(\/|$)/.exec(endpoint ?? '')?.[1];
    return Number(port ?? (/^http:/i.test(endpoint ?? '') ? 80 : 443));
  });
  return [...new Set(ports)];
}
