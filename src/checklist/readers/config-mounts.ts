import { DatabaseContainer, databaseContainersOf } from './database-container';
import { isRecord, listIn } from './pod-template';
import { Manifest, Manifests } from '../manifests';

/** A server that a ConfigMap is mounted into, and how. */
export interface ConfigMount {
  readonly server: DatabaseContainer;
  readonly mountPath: string;
  /** File names by the ConfigMap's keys; undefined when each key is a file of its own name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly subPath?: string;
}

const known = new WeakMap<Manifests, Map<string, ConfigMount[]>>();

/** The database servers that a ConfigMap is mounted into. */
export function serversOf(configMap: Manifest, among: Manifests): readonly ConfigMount[] {
  let mounts = known.get(among);
  if (!mounts) known.set(among, mounts = readMounts(among));
  return mounts.get(keyOf(configMap, configMap.metadata.name)) ?? [];
}

function readMounts(among: Manifests): Map<string, ConfigMount[]> {
  const mounts = new Map<string, ConfigMount[]>();
  for (const manifest of among.all) {
    for (const server of databaseContainersOf(manifest)) {
      for (const { configMap, mount } of configMountsOf(server)) {
        const key = keyOf(manifest, configMap);
        mounts.set(key, [...mounts.get(key) ?? [], mount]);
      }
    }
  }
  return mounts;
}

/** The ConfigMaps that a server's container mounts. */
export function configMountsOf(server: DatabaseContainer): Array<{ configMap: string; mount: ConfigMount; index: number }> {
  const volumes = new Map<unknown, any>(listIn(server.template.spec.volumes).filter(isRecord).map((volume) => [volume.name, volume.configMap]));
  return listIn(server.container.volumeMounts).flatMap((mount, index) => {
    const source = isRecord(mount) ? volumes.get(mount.name) : undefined;
    if (!isRecord(source) || typeof source.name !== 'string' || typeof mount.mountPath !== 'string') return [];
    const items = listIn(source.items).filter(isRecord);
    const files = items.length > 0 ? Object.fromEntries(items.map(({ key, path }) => [key, path])) : undefined;
    return [{ configMap: source.name, index, mount: { server, mountPath: mount.mountPath, files, subPath: mount.subPath } }];
  });
}

function keyOf({ metadata: { namespace = 'default' } }: Manifest, name: string): string {
  return `${namespace}/${name}`;
}
