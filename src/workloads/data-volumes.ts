import { configurationOf } from './configuration';
import { DatabaseWorkload } from './database-workload';
import { Mount, isUnder } from './mounted-files';
import { staticVolume } from './static-volume';
import { Attested } from '../checklist/annotations';
import { VolumeFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';
import { fillAlertFor } from '../checklist/readers/alerts';
import { mebibytes } from '../checklist/readers/quantity';
import { readClass } from '../checklist/readers/storage';
import { Unseen } from '../checklist/unseen';

export interface DataVolumes {
  readonly volumes: readonly VolumeFacts[];
  /** Where the data lies when no volume keeps it, in words. */
  readonly unkept?: string;
  /** Names of the claims of the first pod. */
  readonly claims: readonly string[];
}

/** The volumes that the server's data and log lie on. */
export function readVolumes(of: DatabaseWorkload, among: Manifests, attested: Attested): DataVolumes {
  const { mounts, unseen } = configurationOf(of, among);
  const paths = dataPathsOf(of, among);
  const holding = mounts.filter(({ path }) => paths.some((data) => isUnder(data, path) || isUnder(path, data)));
  const possible = mounts.filter((mount) => !NO_DATA.test(mount.path) && (isKept(mount) || (unseen && isLost(mount))));
  const data = holding.length > 0 ? holding : possible.some(isKept) ? possible.filter(isKept) : possible;
  const kept = data.filter(isKept);
  const isLog = ({ path, volume }: Mount) => LOG.test(`${volume.name} ${path}`);
  const read = kept.map((mount) => volumeOf(of, mount, { among, attested, holdsData: !isLog(mount) || kept.every(isLog) }));
  return {
    volumes: read.map(({ volume }) => volume),
    claims: read.flatMap(({ claim }) => claim ?? []),
    ...(kept.length === 0 && { unkept: unkept(data[0], unseen ? undefined : paths[0]) }),
  };
}

function dataPathsOf(of: DatabaseWorkload, among: Manifests): string[] {
  const { settings, environment } = configurationOf(of, among);
  const told = of.engine.dataSettings.flatMap((name) => environment.get(name) ?? settings.get(name) ?? []).filter((path) => path.startsWith('/'));
  return told.length > 0 ? told : [...of.engine.dataPaths];
}

/** What outlives a pod, wherever it is started next. */
function isKept({ volume }: Mount): boolean {
  return KEPT.some((type) => volume[type] !== undefined);
}

function isLost({ volume }: Mount): boolean {
  // a volume of no type is an emptyDir (Kubernetes API, core/v1 Volume)
  return Object.keys(volume).length === 1 || ['emptyDir', 'hostPath', 'ephemeral'].some((type) => volume[type] !== undefined);
}

/** Claims, and volumes without one that are reached over the network (Kubernetes API, core/v1 Volume, v1.36). */
const KEPT = [
  'claimTemplate', 'persistentVolumeClaim',
  'nfs', 'iscsi', 'fc', 'rbd', 'cephfs', 'glusterfs', 'awsElasticBlockStore', 'gcePersistentDisk', 'azureDisk', 'azureFile', 'cinder', 'vsphereVolume',
  'portworxVolume', 'flexVolume',
];

function unkept(mount: Mount | undefined, path: string | undefined): string {
  if (!mount) return `no volume is mounted ${path === undefined ? 'that could hold its data' : `where its data lies (${path})`}: it goes with the container`;
  const { volume } = mount;
  if (volume.hostPath) return `its data lies in hostPath ${volume.hostPath.path}: it stays behind on one node, and goes with it`;
  const type = volume.ephemeral !== undefined ? 'ephemeral volume' : isLost(mount) ? 'emptyDir' : 'volume';
  return `its data lies in ${type} "${volume.name}": it goes with the pod`;
}

/** What a volume is called that holds the log. */
const LOG = /(^|[-_/\s])(wal|pg_wal|redo|binlogs?|journal|translog|commitlog|logs?)([-_/\s]|$)/i;

const NO_DATA = /^\/(etc|tmp|run|dev|opt|scripts|docker-entrypoint)|backup|certs?|tls|secrets?/;

interface VolumeOf {
  readonly among: Manifests;
  readonly attested: Attested;
  readonly holdsData: boolean;
}

function volumeOf(of: DatabaseWorkload, { volume }: Mount, { among, attested, holdsData }: VolumeOf): { volume: VolumeFacts; claim?: string } {
  const facts = (claim: string | undefined, spec: any, storageClass: VolumeFacts['storageClass']) => ({
    volume: {
      name: String(volume.name),
      mebibytes: sizeOf(spec),
      storageClass,
      fillAlert: claim === undefined ? undefined : fillAlertFor(among, { namespace: of.namespace, claim, prometheus: attested.prometheus }),
      holdsData,
    },
    claim,
  });
  if (volume.claimTemplate) {
    const { spec } = volume.claimTemplate;
    return facts(`${volume.name}-${of.name}-0`, spec, classOf(spec, among, attested));
  }
  const claim = volume.persistentVolumeClaim?.claimName;
  if (claim === undefined) {
    return facts(undefined, undefined, new Unseen(`Volume "${volume.name}" is mounted without a claim, so what keeps it is not in the input; claim it by a PersistentVolumeClaim.`));
  }
  const manifest = among.find('', 'PersistentVolumeClaim', of.namespace, String(claim));
  if (!manifest) return facts(claim, undefined, new Unseen(`PersistentVolumeClaim ${of.namespace}/${claim} is not in the input; add it.`));
  return facts(claim, manifest.spec, staticVolume(manifest, among) ?? classOf(manifest.spec, among, attested));
}

/** An empty name means no class at all; missing, the cluster's default one. */
function classOf(spec: any, among: Manifests, attested: Attested): VolumeFacts['storageClass'] {
  if (spec?.storageClassName === '') {
    return new Unseen('The claim names no StorageClass on purpose, and the PersistentVolume that it binds to is not in the input; add it.');
  }
  return readClass(among, spec?.storageClassName ?? undefined, attested.storageClasses);
}

function sizeOf(spec: any): number {
  const size = spec?.resources?.requests?.storage;
  return size === undefined || size === null ? 0 : mebibytes(size);
}
