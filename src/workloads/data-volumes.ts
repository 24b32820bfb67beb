import { configurationOf } from './configuration';
import { isPartOf, toldDirectories } from './data-directories';
import { DatabaseWorkload } from './database-workload';
import { layoutsOf } from './image-layout';
import { Mount, mountOver } from './mounted-files';
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
  /** Whether the data ends with the pod, at the latest. */
  readonly endsWithPod: boolean;
  /** Names of the claims of the first pod. */
  readonly claims: readonly string[];
}

/** The volumes that the server's data and log lie on. */
export function readVolumes(of: DatabaseWorkload, among: Manifests, attested: Attested): DataVolumes {
  const { mounts, unseen } = configurationOf(of, among);
  const places = dataPlaces(of, among);
  const keeping = places.find(isWhollyKept);
  const isUndecided = unseen !== undefined || places.length === 0;
  const possible = isUndecided ? possibleMounts(mounts, places) : [];
  const kept = keeping ? volumesOf(of, keeping, mounts) : possible.filter(isKept);
  const isLog = ({ path, volume }: Mount) => LOG.test(`${volume.name} ${path}`);
  const doubt = keeping && !places.every(isWhollyKept) ? versionUnknown(of, places) : undefined;
  const read = kept.map((mount) => volumeOf(of, mount, {
    among, attested, doubt, holdsData: keeping?.homes.includes(mount) || !isLog(mount) || kept.every(isLog),
  }));
  const lost = possible[0] ?? places[0]?.homes.find((home) => home && !isKept(home));
  return {
    volumes: read.map(({ volume }) => volume),
    claims: read.flatMap(({ claim }) => claim ?? []),
    endsWithPod: kept.length === 0 && lost?.volume.hostPath === undefined,
    ...(kept.length === 0 && { unkept: isUndecided ? unkept(lost, undefined, []) : unkeptAt(places[0], mounts) }),
  };
}

function isWhollyKept({ homes }: DataPlace): boolean {
  return homes.every((home) => home !== undefined && isKept(home));
}

/** Where the data keeps lying, and what is kept of its log and its tablespaces. */
function volumesOf({ engine }: DatabaseWorkload, { homes, directories }: DataPlace, mounts: readonly Mount[]): Mount[] {
  const parts = mounts.filter((mount) => isKept(mount) && isPartOf(mount.path, [...directories, ...engine.dataPaths]));
  return [...new Set([...homes.flatMap((home) => home ?? []), ...parts])];
}

/** Where data may lie that nobody shows: somebody's own image may have moved it, but hardly into a part of where it was. */
function possibleMounts(mounts: readonly Mount[], places: readonly DataPlace[]): Mount[] {
  const usual = places.flatMap(({ directories }) => directories);
  return mounts.filter((mount) => !NO_DATA.test(mount.path) && (isKept(mount) || isLost(mount)) && !isPartOf(mount.path, usual));
}

/** Where the data lies, and the deepest mount over each of its directories, be it one of the image's own volumes. */
interface DataPlace {
  readonly directories: readonly string[];
  readonly homes: ReadonlyArray<Mount | undefined>;
}

/** One for each layout that the image may have; none where nothing is known of it and it is told nothing. */
function dataPlaces(of: DatabaseWorkload, among: Manifests): DataPlace[] {
  const configuration = configurationOf(of, among);
  const layouts = layoutsOf(of.server.image);
  const place = (directories: readonly string[], volumes: readonly string[] = []) => {
    const mounts = [...configuration.mounts, ...imageVolumes(volumes, configuration.mounts)];
    return { directories, homes: directories.map((directory) => mountOver(directory, mounts)) };
  };
  if (layouts.length === 0) {
    const told = toldDirectories(of, configuration, undefined);
    if (told !== 'undecided' && told.length > 0) return [place(told)];
    const usual = of.engine.dataPaths.map((path) => place([path])).filter(({ homes: [home] }) => home && isKept(home));
    return usual.slice(0, 1);
  }
  const places = layouts.map((layout) => {
    const told = toldDirectories(of, configuration, layout);
    return told === 'undecided' ? undefined : place(told.length > 0 ? told : [layout.data], layout.volumes);
  });
  return places.every((each) => each !== undefined) ? places as DataPlace[] : [];
}

/**
 * containerd makes a directory of the container for each VOLUME of the image at whose very path nothing is mounted, and removes it with the container, at
 * the next restart (containerd 2, internal/cri/server/container_create.go, volumeMounts; ignore_image_defined_volumes is false by default). CRI-O makes none
 * (crio.conf, image_volumes = mkdir), and a manifest does not choose who runs it.
 */
function imageVolumes(volumes: readonly string[], mounts: readonly Mount[]): Mount[] {
  return volumes.filter((volume) => !mounts.some(({ path }) => path === volume)).map((path) => ({ path, volume: { ofImage: true } }));
}

function versionUnknown({ server: { container } }: DatabaseWorkload, places: readonly DataPlace[]): Unseen {
  const where = [...new Set(places.flatMap(({ directories }) => directories))].join(' or ');
  const what = where.includes(' or ') ? `Whether ${container.image} keeps its data in ${where}` : `Whether ${container.image} has a VOLUME of its own over ${where}`;
  return new Unseen(`${what} depends on its version, which the tag does not name; name it.`);
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

function unkeptAt({ directories, homes }: DataPlace, mounts: readonly Mount[]): string {
  const index = homes.findIndex((home) => !home || !isKept(home));
  const [directory, home] = [directories[index], homes[index]];
  const kept = mounts.filter((mount) => isKept(mount) && !NO_DATA.test(mount.path));
  if (home?.volume.ofImage !== true) return unkept(home, directory, kept);
  const above = mountOver(directory, kept);
  if (!above) return unkept(undefined, directory, kept);
  return `volume "${above.volume.name}" is mounted at ${above.path}, and its data lies below, in ${directory}, where the image has a VOLUME of its own (${home.path}): `
    + 'on containerd that is a directory of the container, and goes with it';
}

function unkept(mount: Mount | undefined, path: string | undefined, others: readonly Mount[]): string {
  const beside = others.map((other) => `; volume "${other.volume.name}" is mounted at ${other.path}`).join('');
  if (!mount) return `no volume is mounted ${path === undefined ? 'that could hold its data' : `where its data lies (${path})`}: it goes with the container${beside}`;
  const { volume } = mount;
  if (volume.hostPath) return `its data lies in hostPath ${volume.hostPath.path}: it stays behind on one node, and goes with it${beside}`;
  const type = volume.ephemeral !== undefined ? 'ephemeral volume' : isLost(mount) ? 'emptyDir' : 'volume';
  return `its data lies in ${type} "${volume.name}": it goes with the pod${beside}`;
}

/** What a volume is called that holds the log. */
const LOG = /(^|[-_/\s])(wal|pg_wal|redo|binlogs?|journal|translog|commitlog|logs?)([-_/\s]|$)/i;

const NO_DATA = /^\/(etc|tmp|run|dev|opt|scripts|docker-entrypoint)|backup|certs?|tls|secrets?/;

interface VolumeOf {
  readonly among: Manifests;
  readonly attested: Attested;
  readonly holdsData: boolean;
  /** Why it may hold nothing. */
  readonly doubt?: Unseen;
}

function volumeOf(of: DatabaseWorkload, { volume }: Mount, { among, attested, holdsData, doubt }: VolumeOf): { volume: VolumeFacts; claim?: string } {
  const facts = (claim: string | undefined, spec: any, storageClass: VolumeFacts['storageClass']) => ({
    volume: {
      name: String(volume.name),
      mebibytes: sizeOf(spec),
      storageClass: doubt ?? storageClass,
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
