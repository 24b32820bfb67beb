import { exporterContainer, exporterVolume, Exporting } from './exporter';
import { memberLabels } from './instance-labels';
import { MongoSettings, UserSettings } from './mongo-settings';
import { DatabaseSatellites, zoneSpread } from './psmdb';
import { serverSecretName } from './server-certificate';
import { METRICS_USER } from './system-users';
import { declarationAnnotations } from '../checklist/annotations';
import { Manifest } from '../checklist/manifests';
import { quantity } from '../parts/quantity';

/** ServiceAccount of the pods, which the operator expects (MongoDB Controllers for Kubernetes 1.10.0; its chart's database roles make it). */
export const COMMUNITY_ACCOUNT = 'mongodb-kubernetes-appdb';

/** Room for the agent's logs, which it turns over by itself; mongod's go to the container's output. */
const LOGS_GIBIBYTES = 2;

/** The user of the operator's pods (mongodb-kubernetes-operator 0.13.0, DefaultPodSecurityContext). */
const USER = 2000;

/** MongoDB's own MongoDBCommunity. Written for MongoDB Controllers for Kubernetes 1.10.0; its CRD has the fields. */
export function communityManifest(of: MongoSettings, with_: DatabaseSatellites): Manifest {
  const { platform } = of;
  const secret = serverSecretName(of);
  const { clusterDomain } = platform.network;
  return {
    apiVersion: 'mongodbcommunity.mongodb.com/v1',
    kind: 'MongoDBCommunity',
    metadata: { name: of.name, namespace: of.namespace, annotations: declarationAnnotations(with_.declared) },
    spec: {
      type: 'ReplicaSet',
      members: of.instances,
      ...(of.horizons.length > 0 ? { replicaSetHorizons: of.pods.map((_, i) => horizonsOf(of, i)) } : {}),
      version: of.server,
      ...(clusterDomain === 'cluster.local' ? {} : { clusterDomain }),
      security: {
        authentication: { modes: ['SCRAM'], ignoreUnknownUsers: true },
        tls: { enabled: true, certificateKeySecretRef: { name: secret }, caCertificateSecretRef: { name: secret } },
      },
      users: with_.users,
      // mongod's log goes to the container's output, as the agent's does here
      agent: { logFile: '/dev/stdout' },
      additionalMongodConfig: withCache(of),
      statefulSet: { spec: statefulSet(of) },
    },
  };
}

/** Where one member is reached from outside, by horizon. */
function horizonsOf({ horizons }: MongoSettings, member: number): Record<string, string> {
  return Object.fromEntries(horizons.map(({ name, members }) => [name, `${members[member].host}:${members[member].port}`]));
}

/** One entry of `spec.users`. What the operator makes of it is called by names of its own (validateUsers asks for distinct ones). */
export function communityUser({ name, secretName, roles }: UserSettings): object {
  return communityUserOf(name, secretName, roles.map((role) => ({ name: role.name, db: role.database })));
}

/** Likewise, with roles that no user of an application may have. */
export function communityUserOf(name: string, secretName: string, roles: ReadonlyArray<{ readonly name: string; readonly db: string }>): object {
  return {
    name,
    db: 'admin',
    passwordSecretRef: { name: secretName, key: 'password' },
    scramCredentialsSecretName: `${secretName}-login`,
    connectionStringSecretName: `${secretName}-connection`,
    roles,
  };
}

/** Who reads the metrics: MongoDB manual 8.0, Built-In Roles, clusterMonitor; and the oplog in `local` (mongodb_exporter 0.53.0, README). */
export function communityMetricsUser(name: string): object {
  return communityUserOf(METRICS_USER, metricsSecret(name), [{ name: 'clusterMonitor', db: 'admin' }, { name: 'read', db: 'local' }]);
}

export function metricsSecret(name: string): string {
  return `${name}-metrics`;
}

/** Likewise half of what the memory limit leaves beside 1 GiB, and 256 MiB at least: mongod's own default, written out (MongoDB manual 8.0, cacheSizeGB). */
function withCache({ configuration, compute }: MongoSettings): object {
  const cacheSizeGB = Math.max(0.25, Math.floor((compute.memoryLimitMebibytes / 1024 - 1) * 50) / 100);
  const { storage } = configuration;
  const wiredTiger = { ...storage?.wiredTiger, engineConfig: { ...storage?.wiredTiger?.engineConfig, cacheSizeGB } };
  return { ...configuration, storage: { ...storage, wiredTiger } };
}

/** What is laid over the operator's StatefulSet: containers and claims are told by their names (pkg/util/merge). */
function statefulSet(of: MongoSettings): object {
  const { platform: { nodes, priority, monitoring: watched }, storageClass } = of;
  // nobody watches what is thrown away
  const monitoring = of.recovery?.thrownAway ? undefined : watched;
  const labels = memberLabels(of);
  const claim = (name: string, mebibytes: number) => ({
    metadata: { name }, spec: { storageClassName: storageClass.name, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: quantity(mebibytes) } } },
  });
  const securityContext = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };
  // limits are taken as a whole, so that the operator's limit of one CPU goes
  const init = { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } };
  return {
    template: {
      spec: {
        securityContext: { runAsNonRoot: true, runAsUser: USER, fsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } },
        initContainers: ['mongod-posthook', 'mongodb-agent-readinessprobe'].map((name) => ({ name, resources: init, securityContext })),
        containers: [
          { name: 'mongod', ...(of.image === undefined ? {} : { image: of.image }), resources: of.compute._resources(), securityContext },
          // it runs beside mongod and starts it; an estimate, near the operator's own 400M and 500M
          { name: 'mongodb-agent', resources: { requests: { cpu: '100m', memory: '400Mi' }, limits: { memory: '512Mi' } }, securityContext },
          ...(monitoring ? [exporterContainer(exportingOf(of))] : []),
        ],
        ...(monitoring ? { volumes: [exporterVolume(exportingOf(of))] } : {}),
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/hostname' }],
          },
        },
        topologySpreadConstraints: [zoneSpread(of)],
        ...(nodes ? { nodeSelector: nodes.labels } : {}),
        ...(nodes?._toleration ? { tolerations: [nodes._toleration] } : {}),
        ...(priority ? { priorityClassName: priority.name } : {}),
      },
    },
    volumeClaimTemplates: [
      claim('data-volume', of.dataMebibytes),
      claim('logs-volume', 1024 * Math.max(LOGS_GIBIBYTES, storageClass._smallestGibibytes)),
    ],
  };
}

function exportingOf(of: MongoSettings): Exporting {
  return { certificateSecret: serverSecretName(of), usersSecret: metricsSecret(of.name), userKey: 'username', passwordKey: 'password', hasBackups: false };
}
