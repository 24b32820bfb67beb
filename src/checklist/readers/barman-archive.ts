import { Archive, placeIn } from './archive';
import { isRecord, listIn } from './pod-template';
import { FieldPath } from '../field';
import { groupOf, Manifest, Manifests } from '../manifests';

const PLUGIN = 'barman-cloud.cloudnative-pg.io';

export function isCnpg(manifest: Manifest, kind: string): boolean {
  return manifest.kind === kind && groupOf(manifest) === 'postgresql.cnpg.io';
}

/** Where a Cluster of CloudNativePG keeps its backups and its WAL. */
export function barmanArchives(cluster: Manifest, among: Manifests): Archive[] {
  const inTree = cluster.spec?.backup?.barmanObjectStore;
  const ofPlugins = listIn(cluster.spec?.plugins)
    .map((plugin, i) => pluginArchive(plugin, ['spec', 'plugins', i, 'parameters'], cluster, among));
  return [inTreeArchive(inTree, ['spec', 'backup', 'barmanObjectStore'], cluster, cluster.metadata.name), ...ofPlugins].filter((of) => of !== undefined);
}

/** What a Cluster restores from when it is made. */
export interface BarmanSource extends Archive {
  /** Name of the external cluster. */
  readonly external: string;
  readonly by: 'plugin' | 'in-tree';
}

export function barmanSource(cluster: Manifest, among: Manifests): BarmanSource | undefined {
  const external = cluster.spec?.bootstrap?.recovery?.source;
  const externals = listIn(cluster.spec?.externalClusters);
  const i = externals.findIndex((of) => isRecord(of) && of.name === external);
  if (typeof external !== 'string' || i < 0) return undefined;
  const path = ['spec', 'externalClusters', i];
  const ofPlugin = pluginArchive(externals[i].plugin, [...path, 'plugin', 'parameters'], cluster, among);
  if (ofPlugin) return { ...ofPlugin, external, by: 'plugin' };
  const inTree = inTreeArchive(externals[i].barmanObjectStore, [...path, 'barmanObjectStore'], cluster, external);
  return inTree && { ...inTree, external, by: 'in-tree' };
}

/** Without a name it is the Cluster's own, also of what it restores from (NewFromCluster, Barman Cloud plugin 0.14). */
function pluginArchive(plugin: any, path: FieldPath, { metadata: { name, namespace = 'default' } }: Manifest, among: Manifests): Archive | undefined {
  if (!isRecord(plugin) || plugin.name !== PLUGIN || plugin.enabled === false) return undefined;
  const { barmanObjectName, serverName } = isRecord(plugin.parameters) ? plugin.parameters : {};
  if (typeof barmanObjectName !== 'string') return undefined;
  const store = among.find('barmancloud.cnpg.io', 'ObjectStore', namespace, barmanObjectName);
  const place = store ? placeOf(store.spec?.configuration, namespace) : `ObjectStore ${namespace}/${barmanObjectName}`;
  return place === undefined ? undefined : { place, ...named(serverName, name), path };
}

/** Without a name it is the Cluster's, or the external cluster's (GetServerName, CloudNativePG 1.30). */
function inTreeArchive(store: any, path: FieldPath, { metadata: { namespace = 'default' } }: Manifest, name: string): Archive | undefined {
  const place = placeOf(store, namespace);
  return place === undefined ? undefined : { place, ...named(store.serverName, name), path };
}

function named(serverName: unknown, fallback: string): Pick<Archive, 'server' | 'named'> {
  return typeof serverName === 'string' && serverName !== '' ? { server: serverName, named: true } : { server: fallback, named: false };
}

function placeOf(store: any, namespace: string): string | undefined {
  return isRecord(store) ? placeIn(namespace, store.endpointURL, store.destinationPath) : undefined;
}
