import { backupJobsOf } from './backups';
import { configurationOf } from './configuration';
import { DataVolumes } from './data-volumes';
import { DatabaseWorkload } from './database-workload';
import { isOn } from './settings';
import { Manifests } from '../checklist/manifests';
import { Seen, Unseen } from '../checklist/unseen';

/**
 * Why a Redis or Valkey is a cache, of which nothing has to be kept. One without a word about persistence and without a volume is mostly a cache and sometimes
 * a queue that somebody believes in: neither is said, so neither is guessed, and the owner is asked for the word.
 */
export function cacheOf(of: DatabaseWorkload, { endsWithPod, volumes }: DataVolumes, among: Manifests): Seen<string> | undefined {
  // what somebody backs up is not meant to be lost
  if (of.engine.id !== 'redis' || backupJobsOf(of, among).length > 0) return undefined;
  const { settings, unseen } = configurationOf(of, among);
  const { isOff, isAsked } = persistenceOf(of, (name) => settings.get(name));
  if (isAsked) return undefined;
  // what is not seen may switch it on, unless that is decided here
  if (isOff && (!unseen || settings.has('appendonly'))) {
    const written = volumes.length > 0 ? `, and nothing is written to volume "${volumes[0].name}"` : '';
    return `it is a cache: its persistence is switched off (save "", no appendonly)${written}`;
  }
  if (!endsWithPod) return undefined;
  if (unseen) return new Unseen(`Whether it is a cache stands in a configuration that is not seen: ${unseen.what}`);
  const policy = settings.get('maxmemory_policy') ?? '';
  // evicts keys that never expire, too (Redis docs, Key eviction)
  if (/^allkeys-/.test(policy)) return `it is a cache: no volume keeps its data, and its maxmemory-policy ${policy} throws any key away`;
  return new Unseen('Whether it is a cache is not said: no volume keeps its data, and nothing switches its persistence on or off; '
    + 'set save "" and appendonly no if nothing is to be kept, or mount a claim.');
}

interface Persistence {
  readonly isOff: boolean;
  /** Whether it is told to write its data down. */
  readonly isAsked: boolean;
}

/**
 * Redis takes snapshots unless told otherwise and has no append-only file unless told so (redis.conf, save and appendonly); Bitnami's image has one unless
 * told otherwise (REDIS_AOF_ENABLED).
 */
function persistenceOf({ server: { image: { repository } } }: DatabaseWorkload, setting: (name: string) => string | undefined): Persistence {
  const isBitnami = /(^|\/)bitnami\w*\//.test(repository);
  const log = setting('appendonly') ?? (isBitnami ? setting('aof_enabled') : undefined);
  const snapshots = setting('save') ?? (isBitnami && isOn(setting('rdb_policy_disabled')) ? '' : undefined);
  const hasLog = log === undefined ? isBitnami : isOn(log);
  return { isOff: !hasLog && snapshots?.trim() === '', isAsked: isOn(log) || /\d/.test(snapshots ?? '') };
}
