import { DatabaseWorkload } from './database-workload';
import { Environment, environmentOf } from './environment';
import { layoutsOf } from './image-layout';
import { filesOf, Mount, MountedFile, mountOver, mountsOf, secretOf, UnseenMap } from './mounted-files';
import { once } from './once';
import { argumentSettings, fileSettings, settingName, Settings } from './settings';
import { Manifests } from '../checklist/manifests';
import { commandOf, containersOf, listIn } from '../checklist/readers/pod-template';
import { Unseen } from '../checklist/unseen';

/** What the server is told by its arguments, its environment and its files. */
export interface Configuration {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly mounts: readonly Mount[];
  /** Files that the server or the script that starts it reads. */
  readonly files: readonly MountedFile[];
  /** Everything that is told to any container of the pod, for a look at what is in it. */
  readonly text: string;
  /** Why more may be told than the input shows; undefined when it shows all. */
  readonly unseen?: Unseen;
}

export function configurationOf(of: DatabaseWorkload, among: Manifests): Configuration {
  return configurations(among, of);
}

const configurations = once((among, of: DatabaseWorkload) => readConfiguration(of, among));

function readConfiguration(of: DatabaseWorkload, among: Manifests): Configuration {
  const { server: { container, template }, namespace, podSpec, engine } = of;
  const environment = environmentOf(container, namespace, among);
  const mounts = mountsOf(container, podSpec, of.claimTemplates);
  const { files: mounted, unseen } = filesOf(mounts, namespace, among);
  const command = commandOf(container);
  const extra = environment.variables.filter(({ name }) => /_EXTRA_FLAGS$|^(REDIS_ARGS|POSTGRES_INITDB_ARGS)$/.test(name))
    .map(({ value }) => value ?? '').join(' ');
  const asked = `${argumentsOf(container)} ${extra}`;

  const isScript = ({ path }: MountedFile) => command.includes(path) && /\.(sh|bash)$/.test(path);
  const isRead = (path: string) => engine.configuration.test(path) || asked.includes(path) || isInDataDirectory(path, of, environment)
    || environment.variables.some(({ value }) => value === path);
  const scripts = mounted.filter(isScript);
  const read = [...mounted.filter((file) => !isScript(file) && isRead(file.path)), ...copied(of, mounts, isRead, among)];
  const starting = [asked, ...scripts.map(({ text }) => text)].join('\n');

  const settings = new Map<string, string>();
  for (const { path, text } of read) for (const [name, value] of fileSettings(path, text)) settings.set(name, value);
  for (const { name, value } of environment.variables) if (value !== undefined) for (const alias of aliases(name)) settings.set(alias, value);
  for (const [name, value] of argumentSettings(starting)) settings.set(name, value);

  const others = containersOf(template).map((each) => `${commandOf(each.container)} ${JSON.stringify(each.container.env ?? '')}`);
  return {
    settings,
    environment,
    mounts,
    files: [...read, ...scripts],
    text: [starting, ...others, ...new Set([...mounted, ...read].map(({ text }) => text)), ...environment.variables.map(({ name, value }) => `${name}=${value}`)].join('\n'),
    unseen: unseenOf(of, environment.unseen, unseen.filter(({ path }) => [path, `${path}/any.cnf`].some(isRead))) ?? hiddenIn(asked, read, mounts, namespace),
  };
}

/** Arguments as a shell would take them: a setting whose value has spaces is one word, and so is an empty one. */
function argumentsOf(container: any): string {
  const words = [...listIn(container.command), ...listIn(container.args)].map(String);
  return words.map((word) => (word === '' || (/^[\w.-]+=/.test(word) && !word.includes('"') && /\s/.test(word.slice(word.indexOf('=')))) ? `"${word}"` : word)).join(' ');
}

/** Bitnami's and Elastic's images take settings as variables. */
function aliases(name: string): string[] {
  const short = /^(?:POSTGRESQL|MYSQL|MARIADB|MONGODB|REDIS|VALKEY|ELASTICSEARCH|CASSANDRA)_(\w+)$/.exec(name);
  if (short) return [settingName(short[1])];
  return /^[a-z_]+(\.[a-z_]+)+$/.test(name) ? [settingName(name)] : [];
}

/** PostgreSQL reads postgresql.conf and pg_hba.conf where its data are, and only there, unless told otherwise. */
function isInDataDirectory(path: string, { engine, server: { image } }: DatabaseWorkload, environment: Environment): boolean {
  if (engine.id !== 'postgresql') return false;
  const directory = environment.get('PGDATA') ?? layoutsOf(image)[0]?.data ?? engine.dataPaths[0];
  return [`${directory}/postgresql.conf`, `${directory}/postgresql.auto.conf`, `${directory}/pg_hba.conf`].includes(path);
}

/** Files that an init container copies to where the server reads them, on a volume that both have. */
function copied(of: DatabaseWorkload, mounts: readonly Mount[], isRead: (path: string) => boolean, among: Manifests): MountedFile[] {
  return containersOf(of.server.template).filter(({ init }) => init).flatMap(({ container }) => {
    const own = mountsOf(container, of.podSpec, of.claimTemplates);
    const { files } = filesOf(own, of.namespace, among);
    const copies = [...commandOf(container).matchAll(/\bcp\s+(?:-\S+\s+)*(\S+)\s+(\S+)/g)];
    return copies.flatMap(([, from, to]) => files.filter(({ path }) => path.startsWith(from.replace(/\*.*$/, ''))).flatMap(({ path, text }) => {
      const isDirectory = to.endsWith('/') || own.some((mount) => mount.path === to);
      const target = isDirectory ? `${to.replace(/\/$/, '')}/${path.replace(/^.*\//, '')}` : to;
      const there = mountOver(target, own);
      const here = mounts.find((mount) => mount.volume.name === there?.volume.name);
      const seen = there && here && `${here.path}${target.slice(there.path.length)}`;
      return seen !== undefined && isRead(seen) ? [{ path: seen, text }] : [];
    }));
  });
}

/** A file that the arguments name and that no ConfigMap holds: it comes from a Secret, or is written when the pod starts. */
function hiddenIn(asked: string, read: readonly MountedFile[], mounts: readonly Mount[], namespace: string): Unseen | undefined {
  const nameOf = (path: string) => path.replace(/^.*\//, '');
  const seen = new Set(read.map(({ path }) => nameOf(path)));
  for (const path of asked.split(/[\s"'=;&|()<>]+/)) {
    if (!/^\/.*\.(conf|cnf|ya?ml)$/.test(path) || /hba|ident/.test(nameOf(path)) || seen.has(nameOf(path))) continue;
    const volume = mountOver(path, mounts)?.volume;
    if (!volume || volume.configMap) continue;
    const secret = secretOf(volume);
    if (secret !== undefined) return new Unseen(`Configuration ${path} comes from Secret ${namespace}/${secret}, which no manifest shows; put all but passwords into a ConfigMap.`);
    return new Unseen(`Configuration ${path} is written when the pod starts, and what is in it is not in the input; mount it from a ConfigMap.`);
  }
  return undefined;
}

/** Whose images hold no configuration but the engine's defaults. */
const PUBLISHERS = /^(library|bitnami|bitnamilegacy|bitnamisecure|bitnamicharts|percona|postgis|timescale|pgvector|citusdata|elasticsearch|opensearchproject|valkey|mongodb|mysql|redis|containers|google-samples|sclorg|rhel\d+|rhscl|zalando|community|enterprise|chainguard|cloudpirates)$/;

function unseenOf({ server: { image }, namespace }: DatabaseWorkload, variables: readonly string[], files: readonly UnseenMap[]): Unseen | undefined {
  const [file] = files;
  if (file) return new Unseen(`ConfigMap ${namespace}/${file.map}, which is mounted at ${file.path}, is not in the input; add it.`);
  if (variables.length > 0) return new Unseen(`ConfigMap ${namespace}/${variables[0]}, which the environment is taken from, is not in the input; add it.`);
  const path = image.repository.split('/');
  const isMirror = path.length === 1 && !/(^|\.)k8s\.(gcr\.)?io$|^gcr\.io$/.test(image.registry);
  if (isMirror || PUBLISHERS.test(path[path.length - 2])) return undefined;
  return new Unseen(`Image ${image.registry}/${image.repository} is somebody's own, and the configuration in it is not in the input; put it into a ConfigMap or into arguments.`);
}
