import { Configuration, configurationOf } from './configuration';
import { toldDirectories } from './data-directories';
import { DatabaseWorkload } from './database-workload';
import { BUCKET, UPLOAD } from './dump-store';
import { toldTo } from './hosts';
import { layoutsOf } from './image-layout';
import { filesOf, isUnder, Mount, mountOver } from './mounted-files';
import { isOn } from './settings';
import { volumeLoss, volumeName } from './volume-loss';
import { StoreFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';
import { ArchiveGround, archiveLoss } from '../checklist/readers/archive-command';
import { containersOf, listIn, podTemplateOf } from '../checklist/readers/pod-template';
import { archiveInterval } from '../checklist/readers/postgres-time';
import { isSeen, Seen, Unseen } from '../checklist/unseen';

/** Where the log goes. */
export interface LogArchive {
  readonly name: string;
  readonly store: Seen<StoreFacts>;
  /** Longest time until a piece of the log that is not full goes there, too. */
  readonly seconds?: Seen<number>;
}

/** Where the log goes, as far as arguments, files and sidecars show it; or, in words, why what is said to archive it keeps nothing. */
export function logArchiveOf(of: DatabaseWorkload, among: Manifests): LogArchive | string | undefined {
  const { settings, text, unseen } = configurationOf(of, among);
  const command = settings.get('archive_command') ?? settings.get('archive_library') ?? '';
  const archives = of.engine.id === 'postgresql' && isOn(settings.get('archive_mode')) && command !== '';
  if (archives) {
    const loss = lossOf(of, among);
    if (!isSeen(loss)) return { name: 'archive_command', store: loss };
    if (loss !== undefined) return loss;
    const bucket = ARCHIVE_BUCKET.exec(`${command}\n${text}`)?.[0];
    // the command itself may hold a password
    const name = bucket ?? 'archive_command';
    // who prunes it, the command does not say
    // PostgreSQL's own is 0, as long as a file that is not seen does not say otherwise
    const timeout = settings.get('archive_timeout');
    return { name, store: { name, path: name }, seconds: timeout === undefined && unseen ? unseen : archiveInterval(timeout, '0') };
  }
  if (/\b(wal-g|wal-e|pgbackrest|barman-cloud-wal-archive|pg_receivewal|pbm-agent|mysqlbinlog)\b|^(WALG|WALE|USE_WALG)_\w+=/m.test(text)) {
    const name = 'log archive';
    return { name, store: new Unseen(`The log archive of ${of.namespace}/${of.name} is set up by a tool whose target is not in the input; add its ConfigMap.`) };
  }
  if (!unseen) return undefined;
  return { name: 'configuration', store: new Unseen(`Whether the log is archived stands in a configuration that is not seen: ${unseen.what}`) };
}

const ARCHIVE_BUCKET = /\b(?:s3|gs|azure|az|file):\/\/[\w./${}-]+/;

function lossOf(of: DatabaseWorkload, among: Manifests): Seen<string | undefined> {
  const { settings } = configurationOf(of, among);
  const command = settings.get('archive_command');
  if (command !== undefined) return archiveLoss(command, groundOf(of, among));
  const directory = settings.get('basic_archive.archive_directory');
  // PostgreSQL docs, basic_archive: without it nothing is archived, and the log is kept until something is
  if (settings.get('archive_library') !== 'basic_archive' || directory === undefined) return undefined;
  const loss = groundOf(of, among).lossAt(directory);
  return typeof loss === 'string' ? `basic_archive copies it to ${directory}, ${loss}` : loss;
}

function groundOf(of: DatabaseWorkload, among: Manifests): ArchiveGround {
  const { environment, mounts } = configurationOf(of, among);
  const dataDirectory = dataDirectoryOf(of, configurationOf(of, among));
  const { files } = filesOf(mounts, of.namespace, among);
  return {
    dataDirectory,
    valueOf: (name) => (name === 'PGDATA' ? dataDirectory : environment.get(name)),
    scriptAt: (path) => files.find((file) => file.path === path)?.text,
    lossAt: (path) => lossAt(path, dataDirectory, of, among),
  };
}

function dataDirectoryOf(of: DatabaseWorkload, configuration: Configuration): string {
  const [layout] = layoutsOf(of.server.image);
  const told = toldDirectories(of, configuration, layout);
  if (told !== 'undecided' && told.length > 0) return told[0];
  const { dataPaths } = of.engine;
  return layout?.data ?? dataPaths.find((path) => mountOver(path, configuration.mounts) !== undefined) ?? dataPaths[0];
}

function lossAt(path: string, dataDirectory: string, of: DatabaseWorkload, among: Manifests): Seen<string | undefined> {
  const { mounts } = configurationOf(of, among);
  const [mount, data] = [mountOver(path, mounts), mountOver(dataDirectory, mounts)];
  const isBeside = mount !== undefined && data !== undefined && isSameVolume(mount, data);
  const isInside = isUnder(path, dataDirectory) && (isBeside || !mount);
  const loss = isInside ? 'which is the data directory itself: it is lost with the data'
    : isBeside ? `which lies on the data's own ${volumeName(mount)}: it is lost with the data`
      : volumeLoss(mount);
  if (loss === undefined || mount === undefined) return loss;
  const taker = takerOf(mount, of, among);
  if (taker === undefined || typeof taker === 'string') return taker === undefined ? loss : undefined;
  return taker;
}

function isSameVolume(one: Mount, other: Mount): boolean {
  const claim = one.volume.persistentVolumeClaim?.claimName;
  return one.volume.name === other.volume.name || (claim !== undefined && claim === other.volume.persistentVolumeClaim?.claimName);
}

/** Who else has that volume, and may carry the log away: by name where it is seen to upload, unseen where it may. */
function takerOf({ path, volume }: Mount, of: DatabaseWorkload, among: Manifests): Seen<string> | undefined {
  const { server, namespace, name, manifest } = of;
  const claim = volume.claimTemplate ? `${volume.name}-${name}-0` : volume.persistentVolumeClaim?.claimName;
  const beside = containersOf(server.template).filter(({ container, init }) => container !== server.container && !init
    && listIn(container.volumeMounts).some((mount) => mount?.name === volume.name)).map(({ container }) => ({ container, template: server.template, what: `container "${container.name}"` }));
  const elsewhere = claim === undefined ? [] : CARRIERS.flatMap(([group, kind]) => among.ofKind(group, kind)).flatMap((other) => {
    const isOther = other !== manifest && (other.metadata.namespace ?? 'default') === namespace;
    const template = isOther ? podTemplateOf(other) : undefined;
    const volumes = listIn(template?.spec.volumes).filter((each) => each?.persistentVolumeClaim?.claimName === claim).map((each) => each.name);
    if (template === undefined) return [];
    return containersOf(template).filter(({ container }) => listIn(container.volumeMounts).some((mount) => volumes.includes(mount?.name)))
      .map(({ container }) => ({ container, template, what: `${other.kind} ${other.metadata.name}` }));
  });
  const takers = [...beside, ...elsewhere];
  const uploads = takers.find(({ container, template }) => {
    const told = toldTo(container, template, namespace, among);
    return UPLOAD.test(told) || BUCKET.test(told);
  });
  if (uploads || takers.length === 0) return uploads?.what;
  return new Unseen(`Whether ${takers[0].what} carries the log on from ${path}, where archive_command copies it, is not in the input; `
    + 'archive to a store, or waive the rule with where it is seen.');
}

const CARRIERS: ReadonlyArray<readonly [string, string]> = [['batch', 'CronJob'], ['apps', 'Deployment'], ['apps', 'StatefulSet'], ['', 'Pod']];
