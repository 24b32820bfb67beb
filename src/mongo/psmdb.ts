import { exporterContainer, exporterVolume, Exporting } from './exporter';
import { memberLabels } from './instance-labels';
import { PERCONA_SERVER_MONGODB, PMM_CLIENT } from './mongo-operators';
import { MongoSettings, REPLSET, UserSettings } from './mongo-settings';
import { asText } from './parameters';
import { arbiter, membersSpreadBesideArbiter } from './psmdb-arbiter';
import { backup } from './psmdb-backup';
import { reachedFromOutside } from './psmdb-horizons';
import { restoringBackup, SCRATCH_VOLUME } from './psmdb-restore';
import { RESTRICTED, RESTRICTED_POD } from './psmdb-security';
import { serverSecretName } from './server-certificate';
import { METRICS_USER, SYSTEM_USERS, systemUsersSecret } from './system-users';
import { Declared, declarationAnnotations } from '../checklist/annotations';
import { Manifest } from '../checklist/manifests';
import { PMM_RESOURCES, PMM_USER } from '../parts/pmm';
import { quantity } from '../parts/quantity';

/** What else the database names that exists or not. */
export interface DatabaseSatellites {
  readonly declared: Declared;
  /** Written as it is when the app is synthesized, so that grants can still add users. */
  readonly users: object[];
  /** Secret that the object store is entered with; undefined with an identity. */
  readonly storeSecret?: string;
  /** ServiceAccount of the pods; undefined for the namespace's default. */
  readonly serviceAccount?: string;
}

/** Percona's PerconaServerMongoDB. Written for the operator's 1.22.0; pkg/apis/psmdb/v1/psmdb_types.go has the fields. */
export function psmdbManifest(of: MongoSettings, with_: DatabaseSatellites): Manifest {
  const { platform } = of;
  const secret = serverSecretName(of);
  const isThrownAway = of.recovery?.thrownAway === true;
  const { clusterDomain } = platform.network;
  return {
    apiVersion: 'psmdb.percona.com/v1',
    kind: 'PerconaServerMongoDB',
    metadata: { name: of.name, namespace: of.namespace, annotations: declarationAnnotations(with_.declared) },
    spec: {
      crVersion: PERCONA_SERVER_MONGODB.version,
      image: of.image,
      initContainerSecurityContext: RESTRICTED,
      ...(clusterDomain === 'cluster.local' ? {} : { clusterServiceDNSSuffix: `svc.${clusterDomain}` }),
      updateStrategy: 'SmartUpdate',
      upgradeOptions: { apply: 'disabled' },
      // without it a larger size in volumeSpec is put back without a word (1.22.0, pkg/controller/perconaservermongodb/volumes.go)
      storageScaling: { enableVolumeScaling: true },
      secrets: {
        users: systemUsersSecret(of.name),
        // one certificate for both; the operator leaves alone what it has not made
        ...(platform.issuer && !isThrownAway ? { ssl: secret, sslInternal: secret } : {}),
      },
      tls: { mode: 'requireTLS', allowInvalidCertificates: false },
      // one member has no majority to lose
      ...(isThrownAway ? { unsafeFlags: { replsetSize: true } } : {}),
      replsets: [replset(of, with_)],
      users: with_.users,
      ...(of.pmm ? { pmm: pmm(of.pmm.serverHost) } : {}),
      // left out it is off; off with a word it would need an image (deploy/crd.yaml)
      ...(of.backup ? { backup: (of.recovery ? restoringBackup : backup)(of, of.backup, platform.backups!, with_.storeSecret) } : {}),
    },
  };
}

/** One entry of `spec.users`. */
export function psmdbUser({ name, secretName, roles }: UserSettings): object {
  return {
    name,
    db: 'admin',
    passwordSecretRef: { name: secretName, key: 'password' },
    roles: roles.map((role) => ({ name: role.name, db: role.database })),
  };
}

function replset(of: MongoSettings, { serviceAccount }: DatabaseSatellites): object {
  const { platform: { nodes, priority }, storageClass } = of;
  const placed = {
    ...(nodes ? { nodeSelector: nodes.labels } : {}),
    ...(nodes?._toleration ? { tolerations: [nodes._toleration] } : {}),
    ...(priority ? { priorityClassName: priority.name } : {}),
  };
  return {
    name: REPLSET,
    size: of.instances,
    ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
    // required, whatever the name says (1.22.0, pkg/apis/psmdb/v1/psmdb_types.go and pkg/psmdb/getters.go)
    affinity: { antiAffinityTopologyKey: 'kubernetes.io/hostname' },
    topologySpreadConstraints: [zoneSpread(of), ...membersSpreadBesideArbiter(of)],
    ...placed,
    ...(of.arbiter ? { arbiter: arbiter(of, placed) } : {}),
    ...reachedFromOutside(of),
    podDisruptionBudget: { maxUnavailable: 1 },
    resources: of.compute._resources(),
    volumeSpec: {
      persistentVolumeClaim: { storageClassName: storageClass.name, resources: { requests: { storage: quantity(of.dataMebibytes) } } },
    },
    // half of what the memory limit leaves beside 1 GiB, and 256 MiB at least: the operator reckons it, and mongod's own default is the same (1.22.0, container.go)
    storage: { engine: 'wiredTiger', wiredTiger: { engineConfig: { cacheSizeRatio: 0.5 } } },
    configuration: asText(withClientsWithoutCertificates(of.configuration)),
    podSecurityContext: RESTRICTED_POD,
    containerSecurityContext: RESTRICTED,
    ...sidecars(of),
  };
}

/** Who reads the metrics; in a throw-away database nobody does, and its agents have a folder of their own. */
function sidecars(of: MongoSettings): object {
  if (of.recovery?.thrownAway) return { sidecarVolumes: [SCRATCH_VOLUME] };
  if (!of.platform.monitoring) return {};
  return { sidecars: [exporterContainer(exportingOf(of))], sidecarVolumes: [exporterVolume(exportingOf(of))] };
}

/** Required where the pool is known to have several zones; otherwise an instance would wait for a zone that does not exist. */
export function zoneSpread(of: MongoSettings): object {
  const zones = of.platform.nodes?.zones.length ?? 0;
  return {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: zones > 1 ? 'DoNotSchedule' : 'ScheduleAnyway',
    labelSelector: { matchLabels: memberLabels(of) },
  };
}

/**
 * With a CA and without this, mongod turns clients away that show no certificate (MongoDB manual 8.0, net.tls.allowConnectionsWithoutCertificates): they log
 * in with passwords.
 */
function withClientsWithoutCertificates(configuration: Record<string, any>): Record<string, any> {
  return { ...configuration, net: { ...configuration.net, tls: { allowConnectionsWithoutCertificates: true } } };
}

/** The agent takes any certificate of the server's: the operator says so (pkg/psmdb/pmm/pmm.go). */
function pmm(serverHost: string): object {
  return { enabled: true, image: PMM_CLIENT, serverHost, resources: PMM_RESOURCES, containerSecurityContext: { ...RESTRICTED, runAsUser: PMM_USER } };
}

function exportingOf(of: MongoSettings): Exporting {
  const key = SYSTEM_USERS[METRICS_USER];
  // the copy that the operator keeps in step with the server, and not the Secret that a new password arrives in first
  return {
    certificateSecret: serverSecretName(of),
    usersSecret: `internal-${of.name}-users`,
    userKey: `${key}_USER`,
    passwordKey: `${key}_PASSWORD`,
    hasBackups: of.backup !== undefined,
  };
}
