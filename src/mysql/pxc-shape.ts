import { Manifest } from '../checklist/manifests';
import { AFFINITY, CLAIM, CONTAINERS, RESOURCES, SPREAD_CONSTRAINTS, TOLERATIONS } from '../checklist/readers/pod-shapes';
import { Shape, shaped } from '../checklist/readers/shape';

const SERVICE: Shape = {
  fields: {
    enabled: 'flag', type: 'text', externalTrafficPolicy: 'text', loadBalancerClass: 'text', loadBalancerSourceRanges: { list: 'text' }, annotations: { map: 'text' },
  },
};

/** What instances and proxies have alike. */
const POD: Shape = {
  fields: {
    enabled: 'flag',
    size: 'number',
    autoRecovery: 'flag',
    replicationChannels: {
      list: {
        fields: {
          name: 'text', isSource: 'flag', sourcesList: { list: { fields: { host: 'text', port: 'number' } } }, configuration: { fields: { ssl: 'flag', sslSkipVerify: 'flag' } },
        },
      },
    },
    image: 'text',
    configuration: 'text',
    labels: { map: 'text' },
    resources: RESOURCES,
    sidecarResources: RESOURCES,
    sidecars: CONTAINERS,
    affinity: { fields: { antiAffinityTopologyKey: 'text', advanced: AFFINITY } },
    topologySpreadConstraints: SPREAD_CONSTRAINTS,
    nodeSelector: { map: 'text' },
    tolerations: TOLERATIONS,
    podDisruptionBudget: { fields: { minAvailable: 'text', maxUnavailable: 'text' } },
    volumeSpec: { fields: { persistentVolumeClaim: CLAIM, emptyDir: 'anything', hostPath: 'anything' } },
    expose: SERVICE,
    exposePrimary: SERVICE,
    exposeReplicas: SERVICE,
    // until 1.19
    serviceType: 'text',
    replicasServiceType: 'text',
    externalTrafficPolicy: 'text',
    replicasExternalTrafficPolicy: 'text',
    loadBalancerSourceRanges: { list: 'text' },
    replicasLoadBalancerSourceRanges: { list: 'text' },
    serviceAnnotations: { map: 'text' },
    replicasServiceAnnotations: { map: 'text' },
  },
};

const STORAGE: Shape = {
  fields: {
    type: 'text',
    verifyTLS: 'flag',
    resources: RESOURCES,
    s3: { fields: { bucket: 'text', prefix: 'text', endpointUrl: 'text', credentialsSecret: 'text' } },
    azure: { fields: { container: 'text', prefix: 'text', endpointUrl: 'text', credentialsSecret: 'text' } },
    volume: 'anything',
  },
};

const BACKUP: Shape = {
  fields: {
    image: 'text',
    storages: { map: STORAGE },
    schedule: {
      list: {
        fields: {
          name: 'text',
          schedule: 'text',
          storageName: 'text',
          // until 1.21
          keep: 'number',
          retention: { fields: { type: 'text', count: 'number', deleteFromStorage: 'flag' } },
        },
      },
    },
    pitr: { fields: { enabled: 'flag', storageName: 'text', timeBetweenUploads: 'number', resources: RESOURCES } },
  },
};

const SPEC: Shape = {
  fields: {
    crVersion: 'text',
    unsafeFlags: { fields: { pxcSize: 'flag', proxySize: 'flag' } },
    upgradeOptions: { fields: { apply: 'text' } },
    pause: 'flag',
    allowUnsafeConfigurations: 'flag',
    secretsName: 'text',
    sslSecretName: 'text',
    sslInternalSecretName: 'text',
    tls: { fields: { enabled: 'flag', SANs: { list: 'text' }, issuerConf: { fields: { name: 'text', kind: 'text' } } } },
    pxc: POD,
    haproxy: POD,
    proxysql: POD,
    users: {
      list: {
        fields: {
          name: 'text', dbs: { list: 'text' }, grants: { list: 'text' }, withGrantOption: 'flag', passwordSecretRef: { fields: { name: 'text', key: 'text' } },
        },
      },
    },
    backup: BACKUP,
    logcollector: { fields: { enabled: 'flag', resources: RESOURCES } },
    pmm: { fields: { enabled: 'flag', image: 'text', serverHost: 'text', resources: RESOURCES } },
  },
};

/** What is read of a PerconaXtraDBCluster; its CRD is that of the operator 1.20.0, with the fields of older ones that a rule looks at. */
export function specOf({ spec }: Manifest): any {
  return shaped(spec, SPEC, 'spec') ?? {};
}

/** The proxy that is enabled; undefined when none is (HAProxyEnabled and ProxySQLEnabled in pxc_types.go). */
export function proxyIn(spec: any): 'haproxy' | 'proxysql' | undefined {
  if (spec.haproxy?.enabled === true) return 'haproxy';
  return spec.proxysql?.enabled === true ? 'proxysql' : undefined;
}
