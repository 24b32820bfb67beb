import { ROLES } from './role-shape';
import { Manifest } from '../checklist/manifests';
import { AFFINITY, CLAIM, CONTAINERS, RESOURCES, SPREAD_CONSTRAINTS, TOLERATIONS } from '../checklist/readers/pod-shapes';
import { Shape, shaped } from '../checklist/readers/shape';

const EXPOSE: Shape = { fields: { enabled: 'flag', type: 'text', exposeType: 'text', externalTrafficPolicy: 'text', loadBalancerSourceRanges: { list: 'text' }, loadBalancerClass: 'text', annotations: { map: 'text' } } };

const PLACED = {
  affinity: { fields: { antiAffinityTopologyKey: 'text', advanced: AFFINITY } },
  topologySpreadConstraints: SPREAD_CONSTRAINTS,
  nodeSelector: { map: 'text' },
  tolerations: TOLERATIONS,
  labels: { map: 'text' },
  podDisruptionBudget: { fields: { maxUnavailable: 'text', minAvailable: 'text' } },
  resources: RESOURCES,
  sidecars: CONTAINERS,
} as const;

const VOLUME: Shape = { fields: { persistentVolumeClaim: CLAIM, emptyDir: 'anything', hostPath: 'anything' } };

const MEMBERS: Shape = { fields: { ...PLACED, enabled: 'flag', size: 'number', volumeSpec: VOLUME } };

const REPLSET: Shape = {
  fields: {
    ...PLACED,
    name: 'text',
    size: 'number',
    expose: EXPOSE,
    splitHorizons: { map: { map: 'text' } },
    volumeSpec: VOLUME,
    sidecarVolumes: { list: { fields: { name: 'text', persistentVolumeClaim: 'anything', nfs: 'anything', csi: 'anything', cephfs: 'anything', azureFile: 'anything' } } },
    configuration: 'text',
    storage: { fields: { engine: 'text', wiredTiger: { fields: { engineConfig: { fields: { cacheSizeRatio: 'text' } } } } } },
    arbiter: MEMBERS,
    nonvoting: MEMBERS,
    hidden: MEMBERS,
  },
};

const PLACE: Shape = { fields: { bucket: 'text', container: 'text', prefix: 'text', endpointUrl: 'text', region: 'text', insecureSkipTLSVerify: 'flag', credentialsSecret: 'text', path: 'text' } };

const BACKUP: Shape = {
  fields: {
    enabled: 'flag',
    resources: RESOURCES,
    volumeMounts: { list: { fields: { name: 'text', mountPath: 'text', readOnly: 'flag' } } },
    storages: { map: { fields: { type: 'text', main: 'flag', s3: PLACE, minio: PLACE, gcs: PLACE, azure: PLACE, filesystem: PLACE } } },
    pitr: { fields: { enabled: 'flag', oplogOnly: 'flag', oplogSpanMin: 'text' } },
    tasks: {
      list: {
        fields: {
          name: 'text',
          enabled: 'flag',
          schedule: 'text',
          storageName: 'text',
          type: 'text',
          keep: 'number',
          retention: { fields: { type: 'text', count: 'number', deleteFromStorage: 'flag' } },
        },
      },
    },
  },
};

const SPEC: Shape = {
  fields: {
    crVersion: 'text',
    pause: 'flag',
    enableVolumeExpansion: 'flag',
    storageScaling: { fields: { enableVolumeScaling: 'flag' } },
    unmanaged: 'flag',
    allowUnsafeConfigurations: 'flag',
    unsafeFlags: { fields: { tls: 'flag', replsetSize: 'flag' } },
    clusterServiceDNSSuffix: 'text',
    secrets: { fields: { users: 'text', ssl: 'text', sslInternal: 'text', vault: 'text', encryptionKey: 'text' } },
    tls: { fields: { mode: 'text', allowInvalidCertificates: 'flag', issuerConf: { fields: { name: 'text', kind: 'text' } } } },
    replsets: { list: REPLSET },
    sharding: {
      fields: {
        enabled: 'flag', configsvrReplSet: REPLSET, mongos: { fields: { ...PLACED, size: 'number', expose: EXPOSE } },
      },
    },
    users: {
      list: {
        fields: {
          name: 'text',
          db: 'text',
          passwordSecretRef: { fields: { name: 'text', key: 'text' } },
          roles: { list: { fields: { name: 'text', db: 'text' } } },
        },
      },
    },
    roles: ROLES,
    pmm: { fields: { enabled: 'flag', serverHost: 'text', resources: RESOURCES } },
    backup: BACKUP,
  },
};

/** What is read of a PerconaServerMongoDB, of the fields of the CRD of Percona Operator for MongoDB 1.22.0. */
export function specOf({ spec }: Manifest): any {
  return shaped(spec, SPEC, 'spec') ?? {};
}
