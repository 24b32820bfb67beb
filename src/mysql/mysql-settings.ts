import { BackupSettings, backupSettings } from './backup-settings';
import { requireApart, requireDatabaseName, requireDistinct } from './identifiers';
import type { MySqlClusterProps } from './mysql-cluster-props';
import { mySqlParameters } from './parameters';
import { ProxySettings, proxySettings } from './proxy-settings';
import type { RecoverySettings } from './recovery-settings';
import { ReplicaSettings, replicaSettings, SourceSettings, sourceSettings } from './replication-settings';
import { UserSettings, usersLike, usersOf } from './user-settings';
import { fromAttestation, readStorageClass } from '../checklist/storage-class-facts';
import { NOT_FOR_PRODUCTION } from '../checklist/waivers';
import type { DatabasePlatform } from '../platform/database-platform';
import { Compute } from '../values/compute';
import { DatabaseStorageClass } from '../values/database-storage-class';
import { requireDnsLabel, requireNamespace } from '../values/kubernetes-name';
import { Objectives } from '../values/objectives';
import { Pmm } from '../values/pmm';
import { refuse } from '../values/refusal';
import { SecretRef } from '../values/secret-ref';
import { volumeMebibytes } from '../values/volume-size';
import { Workload } from '../values/workload';

/** A database's props, checked and completed: what the writer writes. */
export interface MySqlSettings {
  readonly platform: DatabasePlatform;
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly series: string;
  readonly instances: number;
  readonly compute: Compute;
  readonly dataMebibytes: number;
  readonly storageClass: DatabaseStorageClass;
  /** Whether volumes can be enlarged. */
  readonly canGrow: boolean;
  readonly workload?: Workload;
  readonly objectives?: Objectives;
  readonly proxy: ProxySettings;
  readonly databases: readonly string[];
  readonly users: readonly UserSettings[];
  /** Passwords of the operator's users, where somebody else fills the Secret. */
  readonly systemUsers?: SecretRef;
  readonly parameters: Readonly<Record<string, string>>;
  readonly backup: BackupSettings;
  /** Others may follow it. */
  readonly source?: SourceSettings;
  /** It follows another one, or has done so until it took over. */
  readonly replica?: ReplicaSettings;
  /** Under whose keys of the secret store its passwords lie: a replica's are its source's. */
  readonly keysOf: { readonly namespace: string; readonly name: string };
  readonly pmm?: Pmm;
  /** What it is restored from. */
  readonly recovery?: RecoverySettings;
}

// buffer pool, server, twenty connections and a backup or a copy beside them; an estimate
const MIN_MEMORY = 1024;
// the system tables, two redo logs and a cache of write sets have to fit
const MIN_STORAGE = 4096;
// pkg/apis/pxc/v1/pxc_types.go, 1.20.0, clusterNameMaxLen
const LONGEST_NAME = 22;

export function mySqlSettings(props: MySqlClusterProps, namespace: string): MySqlSettings {
  requireDnsLabel('name', props.name, LONGEST_NAME);
  requireNamespace('namespace', namespace);
  for (const prop of ['platform', 'version', 'compute', 'storage'] as const) {
    if (props[prop] === undefined) refuse(prop, 'be given', undefined, 'no default of it is safe');
  }
  const { platform, compute } = props;
  const { storageClass } = platform;
  requireMemory(compute);
  const dataMebibytes = volumeMebibytes('storage', props.storage, MIN_STORAGE);
  storageClass._checkVolume('storage', props.storage);
  const image = props.image ?? props.version.image;
  if (image.series !== props.version.series) {
    refuse('image', `be of MySQL ${props.version.series}, as version says`, image.reference, 'change the version or the image');
  }
  const mayBeOne = (props.waivers ?? []).some(({ rule }) => rule === 'three-instances' || rule === NOT_FOR_PRODUCTION);
  const instances = instancesOf(props, mayBeOne);
  const replica = replicaSettings({ ...props, instances }, namespace);
  const ofSource = replica?.database?._settings;
  const databases = ofSource?.databases ?? databasesOf(props);
  const volume = factsOf(storageClass);
  return {
    platform,
    name: props.name,
    namespace,
    image: image.reference,
    series: props.version.series,
    instances,
    compute,
    dataMebibytes,
    storageClass,
    canGrow: volume?.expandable === true,
    workload: props.workload,
    objectives: props.objectives,
    proxy: proxySettings(props, instances, mayBeOne),
    databases,
    users: usersOf(ofSource ? usersLike(ofSource.users) : props.users ?? [], databases, props.name),
    systemUsers: props.systemUsers,
    parameters: mySqlParameters({
      memoryMebibytes: compute.memoryMebibytes,
      cpuMillis: compute.cpuMillis,
      dataMebibytes,
      iops: volume?.iopsOf(dataMebibytes / 1024),
      logMebibytesPerDay: props.workload?.logMebibytesPerDay,
      expectedMebibytes: props.workload?.dataMebibytes,
      cacheMebibytes: cacheOf(props, dataMebibytes),
    }, props.parameters ?? {}),
    backup: backupSettings(props, namespace),
    source: sourceSettings({ ...props, instances }, namespace),
    replica,
    keysOf: replica?.keysOf ?? { namespace, name: props.name },
    pmm: props.pmm,
    recovery: props._recovery,
  };
}

/** The operator sizes the buffer pool by the limit: what is above the request is promised by nobody. */
function requireMemory({ memoryMebibytes, memoryLimitMebibytes }: Compute): void {
  if (memoryMebibytes < MIN_MEMORY) {
    refuse('compute.memory', `be at least ${MIN_MEMORY} MiB`, `${memoryMebibytes} MiB`, 'MySQL, Galera and a backup do not fit into less');
  }
  if (memoryLimitMebibytes !== memoryMebibytes) {
    refuse('compute.memoryLimit', `be compute.memory (${memoryMebibytes} MiB)`, `${memoryLimitMebibytes} MiB`,
      'leave it out: the operator sizes the buffer pool by the limit, and what is above the request is not guaranteed');
  }
}

function instancesOf({ instances = 3, platform }: MySqlClusterProps, mayBeOne: boolean): number {
  if (![3, 5].includes(instances) && !(instances === 1 && mayBeOne)) {
    refuse('instances', 'be 3 or 5', instances, 'a majority of an odd number decides, and the operator takes no others; 1 with a waiver of three-instances');
  }
  const nodes = platform.nodes?.nodes;
  if (nodes !== undefined && instances > nodes) {
    refuse('instances', `be at most the number of nodes in the platform's pool (${nodes})`, instances, 'each instance wants a node of its own: add nodes');
  }
  return instances;
}

function databasesOf({ databases = ['app'] }: MySqlClusterProps): readonly string[] {
  if (databases.length === 0) refuse('databases', 'name a database', databases, 'leave it out for "app"');
  databases.forEach((name, i) => requireDatabaseName(`databases[${i}]`, name));
  requireDistinct('databases', databases, 'remove the second one');
  requireApart('databases', databases);
  return databases;
}

function cacheOf({ writeSetCache, workload }: MySqlClusterProps, data: number): number {
  if (writeSetCache === undefined) {
    const wanted = workload?.logMebibytesPerDay === undefined ? Math.floor(data / 20) : Math.ceil(workload.logMebibytesPerDay / 12);
    return Math.min(Math.floor(data / 10), Math.max(512, wanted));
  }
  const size = volumeMebibytes('writeSetCache', writeSetCache, 128);
  const most = Math.floor(data / 4);
  if (size > most) {
    refuse('writeSetCache', `be at most a quarter of storage (${most} MiB)`, `${size} MiB`, 'lower it or raise storage: it lies on the data volume');
  }
  return size;
}

function factsOf(storageClass: DatabaseStorageClass) {
  const manifest = storageClass._manifest();
  const attestation = storageClass._attestation();
  if (manifest) return readStorageClass(manifest, attestation);
  return attestation ? fromAttestation(attestation) : undefined;
}
