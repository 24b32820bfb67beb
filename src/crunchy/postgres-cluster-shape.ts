import { Manifest } from '../checklist/manifests';
import { AFFINITY, CLAIM, CONTAINERS, RESOURCES, SPREAD_CONSTRAINTS, TOLERATIONS } from '../checklist/readers/pod-shapes';
import { Shape, shaped } from '../checklist/readers/shape';

const LABELS: Shape = { fields: { labels: { map: 'text' } } };
const WITH_RESOURCES: Shape = { fields: { resources: RESOURCES } };

const SERVICE: Shape = { fields: { type: 'text', externalTrafficPolicy: 'text', metadata: { fields: { annotations: { map: 'text' } } } } };

const INSTANCES: Shape = {
  list: {
    fields: {
      name: 'text',
      metadata: LABELS,
      replicas: 'number',
      minAvailable: 'text',
      affinity: AFFINITY,
      topologySpreadConstraints: SPREAD_CONSTRAINTS,
      tolerations: TOLERATIONS,
      resources: RESOURCES,
      sidecars: { fields: { replicaCertCopy: WITH_RESOURCES } },
      containers: CONTAINERS,
      dataVolumeClaimSpec: CLAIM,
      walVolumeClaimSpec: CLAIM,
      tablespaceVolumes: { list: { fields: { name: 'text', dataVolumeClaimSpec: CLAIM } } },
    },
  },
};

const PGBACKREST: Shape = {
  fields: {
    metadata: LABELS,
    global: { map: 'text' },
    configuration: { list: { fields: { secret: { fields: { name: 'text' } } } } },
    repos: {
      list: {
        fields: {
          name: 'text',
          schedules: { fields: { full: 'text', differential: 'text', incremental: 'text' } },
          s3: { fields: { bucket: 'text', endpoint: 'text' } },
          gcs: { fields: { bucket: 'text' } },
          azure: { fields: { container: 'text' } },
          volume: { fields: { volumeClaimSpec: CLAIM } },
        },
      },
    },
    repoHost: WITH_RESOURCES,
    jobs: WITH_RESOURCES,
    sidecars: { fields: { pgbackrest: WITH_RESOURCES, pgbackrestConfig: WITH_RESOURCES } },
  },
};

const SPEC: Shape = {
  fields: {
    metadata: LABELS,
    port: 'number',
    service: SERVICE,
    replicaService: SERVICE,
    instances: INSTANCES,
    disableDefaultPodScheduling: 'flag',
    shutdown: 'flag',
    standby: { fields: { enabled: 'flag' } },
    backups: { fields: { pgbackrest: PGBACKREST } },
    users: { list: { fields: { name: 'text', options: 'text' } } },
    customTLSSecret: { fields: { name: 'text' } },
    authentication: {
      fields: { rules: { list: { fields: { hba: 'text', connection: 'text', databases: { list: 'text' }, users: { list: 'text' }, method: 'text' } } } },
    },
    config: { fields: { parameters: { map: 'text' } } },
    patroni: {
      fields: {
        port: 'number',
        dynamicConfiguration: {
          fields: {
            // a flag, or quorum
            synchronous_mode: 'text',
            synchronous_mode_strict: 'text',
            synchronous_node_count: 'text',
            postgresql: { fields: { parameters: { map: 'text' }, pg_hba: { list: 'text' } } },
          },
        },
      },
    },
    proxy: {
      fields: {
        pgBouncer: {
          fields: {
            metadata: LABELS,
            port: 'number',
            service: SERVICE,
            resources: RESOURCES,
            customTLSSecret: { fields: { name: 'text' } },
            config: { fields: { global: { map: 'text' } } },
            sidecars: { fields: { pgbouncerConfig: WITH_RESOURCES } },
          },
        },
      },
    },
    monitoring: {
      fields: { pgmonitor: { fields: { exporter: { fields: { resources: RESOURCES, configuration: { list: { fields: { configMap: { fields: { name: 'text' } } } } } } } } } },
    },
    instrumentation: { fields: { resources: RESOURCES, metrics: { fields: { customQueries: { fields: { remove: { list: 'text' } } } } } } },
  },
};

/** What is read of a PostgresCluster; its CRD is that of PGO 6.0.3, in which v1 and v1beta1 have the same fields. */
export function specOf({ spec }: Manifest): any {
  return shaped(spec, SPEC, 'spec') ?? {};
}
