import { serverNameOf } from './archive-settings';
import { BARMAN_PLUGIN } from './barman-plugin';
import { certificateLogin } from './cnpg-certificate-role';
import { allButPoolers } from './cnpg-labels';
import { recovery, recoverySources } from './cnpg-recovery';
import { snapshotConfiguration } from './cnpg-snapshots';
import { PostgresSettings, RoleSettings } from './postgres-settings';
import { DataDurability } from './synchronous-replication';
import { Declared, declarationAnnotations } from '../checklist/annotations';
import { Manifest } from '../checklist/manifests';
import { quantity } from '../parts/quantity';
import { serviceNames } from '../parts/service-names';

export const QUERIES_CONFIG_MAP = 'postgres-metrics-queries';

/** What else the Cluster names that exists or not. */
export interface ClusterSatellites {
  /** Secret of the server certificate; undefined leaves it to the operator. */
  readonly serverSecret?: string;
  /** Name of the ObjectStore; undefined archives nothing. */
  readonly objectStore?: string;
  readonly declared: Declared;
  /** Written as it is when the app is synthesized, so that grants can still add roles. */
  readonly managedRoles: object[];
  /** Likewise, the lines of pg_hba.conf; undefined for those of `logins`. */
  readonly logins?: string[];
}

/** The operator's Cluster. Written for CloudNativePG 1.30; docs/src/cloudnative-pg.v1.md has the fields. */
export function clusterManifest(of: PostgresSettings, with_: ClusterSatellites): Manifest {
  const { platform } = of;
  const identity = identityOf(of);
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: of.name, namespace: of.namespace, annotations: declarationAnnotations(with_.declared) },
    spec: {
      instances: of.instances,
      imageName: of.image,
      enableSuperuserAccess: false,
      // one instance: the operator's budget would never let it go, and a drain would hang
      enablePDB: of.instances > 1,
      // the operator's 180 s wait for clients to go and take no new ones: the idle connections of a pooler stay that long (docs/reliability.md)
      smartShutdownTimeout: 0,
      ...primaryLease(of),
      ...(platform.priority ? { priorityClassName: platform.priority.name } : {}),
      ...(identity && 'azure.workload.identity/client-id' in identity ? { inheritedMetadata: { labels: { 'azure.workload.identity/use': 'true' } } } : {}),
      ...(identity && Object.keys(identity).length > 0 ? { serviceAccountTemplate: { metadata: { annotations: identity } } } : {}),
      ...certificates(of, with_.serverSecret),
      bootstrap: of.recovery ? { recovery: recovery(of, of.recovery) } : { initdb: initdb(of) },
      ...(of.recovery ? { externalClusters: recoverySources(of.name, of.recovery) } : {}),
      affinity: affinity(of),
      topologySpreadConstraints: [zoneSpread(of)],
      resources: of.compute._resources(),
      storage: { size: quantity(of.dataMebibytes), storageClass: of.storageClass.name },
      walStorage: { size: quantity(of.walMebibytes), storageClass: of.walStorageClass.name },
      ...(of.tablespaces.length > 0 ? { tablespaces: tablespaces(of) } : {}),
      postgresql: {
        parameters: of.parameters,
        pg_hba: with_.logins ?? logins(of),
        ...(of.replication.number > 0 ? { synchronous: synchronous(of) } : {}),
      },
      managed: { roles: with_.managedRoles },
      ...(of.backup.snapshots ? { backup: snapshotConfiguration(of.backup.snapshots) } : {}),
      ...(with_.objectStore ? { plugins: [archiver(of, with_.objectStore)] } : {}),
      ...(of.monitoring ? { monitoring: { customQueriesConfigMap: [{ name: QUERIES_CONFIG_MAP, key: 'queries' }] } } : {}),
    },
  };
}

/** The first lines of pg_hba.conf: TLS or nothing, where the operator's own default lets plain connections in, and who has a certificate. */
export function logins(of: PostgresSettings): string[] {
  return ['hostnossl all all all reject', ...of.certificateRoles.map((role) => certificateLogin(role))];
}

/** The identity of the ServiceAccount: for its own backups, and where it has none for those that it is restored from. */
function identityOf({ backups, recovery: from }: PostgresSettings): Readonly<Record<string, string>> | undefined {
  return backups?.credentials.serviceAccountAnnotations ?? from?.credentials.serviceAccountAnnotations;
}

/** One entry of `spec.managed.roles`: what the role may is written out, so that a right given by hand is taken back. */
export function managedRole(role: RoleSettings): object {
  return {
    name: role.name,
    ensure: 'present',
    login: true,
    superuser: false,
    createdb: false,
    createrole: false,
    replication: role.replicates === true,
    bypassrls: false,
    ...(role.memberOf.length > 0 ? { inRoles: role.memberOf } : {}),
    ...(role.connectionLimit === undefined ? {} : { connectionLimit: role.connectionLimit }),
    passwordSecret: { name: role.secretName },
  };
}

/**
 * Poolers serve the server's certificate, too, and the operator makes its own for the Cluster's Services alone
 * (api/v1/cluster_funcs.go, GetClusterAltDNSNames).
 */
function certificates(of: PostgresSettings, serverSecret: string | undefined): object {
  if (serverSecret) return { certificates: { serverTLSSecret: serverSecret, serverCASecret: serverSecret } };
  if (of.poolers.length === 0) return {};
  const { clusterDomain } = of.platform.network;
  return { certificates: { serverAltDNSNames: of.poolers.flatMap(({ name }) => serviceNames(name, of.namespace, clusterDomain)) } };
}

function initdb(of: PostgresSettings): object {
  return { database: of.database, owner: of.owner.name, secret: { name: of.owner.secretName }, dataChecksums: true };
}

function affinity(of: PostgresSettings): object {
  const { nodes } = of.platform;
  return {
    enablePodAntiAffinity: true,
    podAntiAffinityType: 'required',
    topologyKey: 'kubernetes.io/hostname',
    ...(nodes ? { nodeSelector: nodes.labels } : {}),
    ...(nodes?._toleration ? { tolerations: [nodes._toleration] } : {}),
  };
}

/**
 * Required where the pool is known to have several zones; otherwise an instance would wait for a zone that does not exist. The operator's Jobs
 * get the same constraint and have no role: they must count, because the volumes are made in the zone of the Job (pkg/specs/jobs.go).
 */
function zoneSpread(of: PostgresSettings): object {
  const zones = of.platform.nodes?.zones.length ?? 0;
  return {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: zones > 1 ? 'DoNotSchedule' : 'ScheduleAnyway',
    labelSelector: allButPoolers(of.name),
  };
}

function synchronous(of: PostgresSettings): object {
  const { number, dataDurability } = of.replication;
  return {
    method: 'any',
    number,
    dataDurability,
    // a replica is promoted only when it surely has every acknowledged write (docs/src/failover.md); two instances cannot form the quorum
    ...(dataDurability === DataDurability.REQUIRED && of.instances > 2 ? { failoverQuorum: true } : {}),
  };
}

/**
 * How long a replica that is told to take over waits for a primary that is silent; 15, 10 and 2 s by default. A primary that cannot renew goes on,
 * so an API server that stands still moves nothing (internal/cmd/manager/instance/run/lease/runnable.go, 1.30; docs/reliability.md). Only where a
 * primary that is cut off can acknowledge nothing: elsewhere the longer wait gives it time to stop.
 */
function primaryLease({ replication: { number, dataDurability } }: PostgresSettings): object {
  if (number === 0 || dataDurability !== DataDurability.REQUIRED) return {};
  return { primaryLease: { leaseDurationSeconds: 5, renewDeadlineSeconds: 3, retryPeriodSeconds: 1 } };
}

function tablespaces(of: PostgresSettings): object[] {
  return of.tablespaces.map((tablespace) => ({
    name: tablespace.name,
    owner: { name: tablespace.owner },
    storage: { size: quantity(tablespace.mebibytes), storageClass: tablespace.storageClass.name },
  }));
}

function archiver(of: PostgresSettings, objectStore: string): object {
  return { name: BARMAN_PLUGIN, isWALArchiver: true, parameters: { barmanObjectName: objectStore, serverName: serverNameOf(of) } };
}
