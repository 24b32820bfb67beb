import { Manifest } from '../checklist/manifests';
import { CONTAINERS, NODE_AFFINITY, RESOURCES, SPREAD_CONSTRAINTS, TOLERATIONS } from '../checklist/readers/pod-shapes';
import { Shape, shaped } from '../checklist/readers/shape';

const SPEC: Shape = {
  fields: {
    numberOfInstances: 'number',
    teamId: 'text',
    volume: { fields: { size: 'text', storageClass: 'text' } },
    users: { map: { list: 'text' } },
    preparedDatabases: { map: { fields: { defaultUsers: 'flag', schemas: { map: { fields: { defaultUsers: 'flag' } } } } } },
    postgresql: { fields: { parameters: { map: 'text' } } },
    patroni: { fields: { pg_hba: { list: 'text' }, synchronous_mode: 'flag', synchronous_mode_strict: 'flag', synchronous_node_count: 'number' } },
    resources: RESOURCES,
    sidecars: CONTAINERS,
    env: { list: { fields: { name: 'text', value: 'text', valueFrom: 'anything' } } },
    envFrom: { list: 'anything' },
    additionalVolumes: { list: { fields: { name: 'text', mountPath: 'text', targetContainers: { list: 'text' }, volumeSource: 'anything' } } },
    topologySpreadConstraints: SPREAD_CONSTRAINTS,
    nodeAffinity: NODE_AFFINITY,
    tolerations: TOLERATIONS,
    tls: { fields: { secretName: 'text' } },
    enableConnectionPooler: 'flag',
    enableReplicaConnectionPooler: 'flag',
    connectionPooler: { fields: { resources: RESOURCES } },
    enableMasterLoadBalancer: 'flag',
    enableReplicaLoadBalancer: 'flag',
    allowedSourceRanges: { list: 'text' },
    enableLogicalBackup: 'flag',
    logicalBackupSchedule: 'text',
    logicalBackupRetention: 'text',
    standby: 'anything',
  },
};

/** What is read of a `postgresql`; its CRD is that of postgres-operator 2.0.1. */
export function specOf({ spec }: Manifest): any {
  return shaped(spec, SPEC, 'spec') ?? {};
}
