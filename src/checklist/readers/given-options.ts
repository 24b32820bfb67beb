import { serversOf } from './config-mounts';
import { commandsOf } from './container-texts';
import { databaseContainersOf } from './database-container';
import { DatabaseImage, databaseImageOf } from './database-image';
import { isRecord, listIn } from './pod-template';
import { RemovedOption, removedOptionsOf } from './removed-options';
import { valueAt } from './server-images';
import { FieldPath } from '../field';
import { groupOf, Manifest, Manifests } from '../manifests';

/** An option that some version takes no more, as it is given to a server. */
export interface GivenOption {
  readonly option: RemovedOption;
  readonly image: DatabaseImage;
  readonly path: FieldPath;
}

/** Options of arguments, of a ConfigMap that a server mounts, and of operators' fields. */
export function givenOptionsOf(manifest: Manifest, among: Manifests): GivenOption[] {
  return [...inArguments(manifest), ...inConfigMap(manifest, among), ...inFields(manifest)];
}

function inArguments(manifest: Manifest): GivenOption[] {
  return databaseContainersOf(manifest).flatMap((server) => [
    ...commandsOf(server).filter(({ path }) => /^(command|args)$/.test(String(path[path.length - 1])))
      .flatMap(({ text, path }) => named(server.image, (name) => new RegExp(`(^|\\s)(--|-c\\s*|-E\\s*)${name}(?=[=\\s]|$)`, 'i').test(text), path)),
    // Elasticsearch's image takes settings as variables
    ...listIn(server.container.env).flatMap((variable, i) => (server.image.engine === 'elasticsearch' && isRecord(variable)
      ? named(server.image, (name) => new RegExp(`^${name}$`).test(String(variable.name)), [...server.path, 'env', i, 'name'])
      : [])),
  ]);
}

function inConfigMap(manifest: Manifest, among: Manifests): GivenOption[] {
  if (manifest.kind !== 'ConfigMap' || !isRecord(manifest.data)) return [];
  const images = new Map(serversOf(manifest, among).map(({ server }) => [`${server.image.product} ${server.image.version}`, server.image]));
  // MongoDB's options have other names in its file
  return [...images.values()].filter(({ engine }) => engine !== 'mongodb').flatMap((image) => Object.entries(manifest.data as object).flatMap(([key, text]) => (
    typeof text === 'string' && /\.(cnf|conf|ya?ml|ini)$/.test(key) ? named(image, (name) => inFile(name, text), ['data', key]) : [])));
}

function inFields(manifest: Manifest): GivenOption[] {
  switch (`${groupOf(manifest)}/${manifest.kind}`) {
    case 'postgresql.cnpg.io/Cluster': return inParameters(manifest, ['spec', 'postgresql', 'parameters'], valueAt(manifest, ['spec', 'imageName']));
    case 'acid.zalan.do/postgresql':
      return inParameters(manifest, ['spec', 'postgresql', 'parameters'], `postgres:${valueAt(manifest, ['spec', 'postgresql', 'version'])}`);
    case 'postgres-operator.crunchydata.com/PostgresCluster':
      return inParameters(manifest, ['spec', 'patroni', 'dynamicConfiguration', 'postgresql', 'parameters'], `postgres:${valueAt(manifest, ['spec', 'postgresVersion'])}`);
    case 'pxc.percona.com/PerconaXtraDBCluster': return inText(manifest, ['spec', 'pxc', 'configuration'], valueAt(manifest, ['spec', 'pxc', 'image']));
    case 'ps.percona.com/PerconaServerMySQL': return inText(manifest, ['spec', 'mysql', 'configuration'], valueAt(manifest, ['spec', 'mysql', 'image']));
    default: return [];
  }
}

function inParameters(manifest: Manifest, path: FieldPath, name: unknown): GivenOption[] {
  const image = databaseImageOf(name);
  const parameters = valueAt(manifest, path);
  if (!image || !isRecord(parameters)) return [];
  return removedOptionsOf(image.product)
    .filter((option) => Object.hasOwn(parameters, option.name))
    .map((option) => ({ option, image, path: [...path, option.name] }));
}

function inText(manifest: Manifest, path: FieldPath, name: unknown): GivenOption[] {
  const image = databaseImageOf(name);
  const text = valueAt(manifest, path);
  return image && typeof text === 'string' ? named(image, (option) => inFile(option, text), path) : [];
}

function named(image: DatabaseImage, has: (pattern: string) => boolean, path: FieldPath): GivenOption[] {
  return removedOptionsOf(image.product)
    .filter(({ name }) => has(name.replace(/\./g, '\\.').replace(/_/g, '[_-]')))
    .map((option) => ({ option, image, path }));
}

/** A line that begins with it; `loose_` and `loose-` are meant for the case that there is none. */
function inFile(pattern: string, text: string): boolean {
  return new RegExp(`^[ \\t]*${pattern}[ \\t]*([=:]|$|[ \\t]\\S)`, 'im').test(text);
}
