import { Manifests } from '../checklist/manifests';
import { isRecord, listIn } from '../checklist/readers/pod-template';

/** A file that a container finds, and that stands in a ConfigMap. */
export interface MountedFile {
  readonly path: string;
  readonly text: string;
}

/** A ConfigMap that the input lacks, and where it is mounted. */
export interface UnseenMap {
  readonly map: string;
  readonly path: string;
}

export interface MountedFiles {
  readonly files: readonly MountedFile[];
  readonly unseen: readonly UnseenMap[];
}

/** A place in a container, and the volume behind it. */
export interface Mount {
  readonly path: string;
  readonly volume: any;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

/** What a container sees of the pod's volumes; of claim templates a volume with that name. */
export function mountsOf(container: any, podSpec: any, templates: readonly any[] = []): Mount[] {
  const volumes: any[] = [
    ...listIn(podSpec.volumes).filter(isRecord),
    // a StatefulSet's templates replace volumes of the same name
    ...templates.map((template) => ({ name: template?.metadata?.name, claimTemplate: template })),
  ];
  return listIn(container.volumeMounts).filter(isRecord).flatMap(({ name, mountPath, subPath, readOnly }) => {
    const volume = volumes.filter((each) => each.name === name).pop();
    if (!volume || typeof mountPath !== 'string') return [];
    const isReadOnly = [readOnly, volume.persistentVolumeClaim?.readOnly, volume.nfs?.readOnly].includes(true);
    return [{ path: mountPath.replace(/(?<=[^\/])\/+$/, ''), volume, ...(typeof subPath === 'string' && { subPath }), ...(isReadOnly && { readOnly: true }) }];
  });
}

/** Files of ConfigMaps behind these mounts, and the names of ConfigMaps that the input lacks. */
export function filesOf(mounts: readonly Mount[], namespace: string, among: Manifests): MountedFiles {
  const files: MountedFile[] = [];
  const unseen: UnseenMap[] = [];
  for (const { path, volume, subPath } of mounts) {
    for (const source of sourcesOf(volume)) {
      const map = among.find('', 'ConfigMap', namespace, source.name);
      if (!map) {
        if (source.optional !== true) unseen.push({ map: source.name, path });
        continue;
      }
      for (const [key, text] of Object.entries(isRecord(map.data) ? map.data : {})) {
        const item = source.items?.find((of: any) => of?.key === key);
        if (source.items && !item) continue;
        const at = String(item?.path ?? key);
        if (subPath === undefined) files.push({ path: `${path}/${at}`, text: String(text) });
        else if (subPath === at) files.push({ path, text: String(text) });
      }
    }
  }
  return { files, unseen };
}

function sourcesOf(volume: any): Array<{ name: string; items?: any[]; optional: boolean }> {
  const maps = [volume.configMap, ...listIn(volume.projected?.sources).map((source) => source?.configMap)].filter(isRecord);
  return maps.map(({ name, items, optional }) => ({ name: String(name), ...(Array.isArray(items) && { items }), optional: optional === true }));
}

/** Name of the Secret behind a file of the container; undefined when none is. */
export function secretBehind(file: string, mounts: readonly Mount[]): string | undefined {
  const behind = mountOver(file, mounts);
  return behind && secretOf(behind.volume);
}

export function secretOf(volume: any): string | undefined {
  const projected = listIn(volume.projected?.sources).map((source) => source?.secret?.name);
  return [volume.secret?.secretName, ...projected].find((name) => typeof name === 'string');
}

/** The mount that a path lies on: the deepest. */
export function mountOver(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts.filter((mount) => isUnder(path, mount.path)).sort((a, b) => b.path.length - a.path.length)[0];
}

export function isUnder(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}
