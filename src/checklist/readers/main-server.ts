import { DatabaseContainer, databaseContainersOf } from './database-container';
import { commandOf, isRecord, listIn } from './pod-template';
import { Manifest } from '../manifests';

/** The container by which a workload is a database; undefined where one only serves an application. */
export function mainServerOf(manifest: Manifest): DatabaseContainer | undefined {
  return databaseContainersOf(manifest).filter(holdsData).find((server) => isMain(manifest, server));
}

/** Routers, arbiters and sentinels come from the same images and hold nothing. */
function holdsData({ container }: DatabaseContainer): boolean {
  const modes = listIn(container.env).filter(isRecord).map(({ name, value }) => `${name}=${value}`);
  return !/(^|[\s/])(mongos|redis-sentinel|valkey-sentinel)(\s|$)|--sentinel\b/.test(commandOf(container))
    && !modes.some((mode) => /^(MONGODB_SHARDING_MODE=mongos|MONGODB_REPLICA_SET_MODE=arbiter|SENTINEL=true|(REDIS|VALKEY)_SENTINEL_\w+=.*)$/.test(mode)
      && !/_SENTINEL_(HOST|PORT|MASTER|ENABLED|SERVICE)/.test(mode));
}

/** A second container without a volume that is kept is an application's scratch space. */
function isMain({ kind }: Manifest, { container, path, template: { spec } }: DatabaseContainer): boolean {
  if (kind === 'StatefulSet') return true;
  if (path[path.length - 2] === 'containers' && path[path.length - 1] === 0) return true;
  const kept = listIn(spec.volumes).filter((volume) => volume?.persistentVolumeClaim !== undefined).map(({ name }) => name);
  return listIn(container.volumeMounts).some((mount) => kept.includes(mount?.name));
}
