import { configurationOf } from './configuration';
import { DatabaseWorkload } from './database-workload';
import { memoryOf } from './memory-amount';
import { Settings } from './settings';
import { ParameterFacts, VolumeFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';
import { mebibytes } from '../checklist/readers/quantity';
import { Seen } from '../checklist/unseen';

/** Whether the parameters are set, and go with the memory and the volumes. */
export function readParameters(of: DatabaseWorkload, volumes: readonly VolumeFacts[], among: Manifests): Seen<ParameterFacts> {
  const configuration = configurationOf(of, among);
  const { limits, requests } = of.server.container.resources ?? {};
  const memory: string | undefined = limits?.memory ?? requests?.memory;
  const facts = PARAMETERS[of.engine.id]({
    settings: configuration.settings,
    text: configuration.text,
    isModern: isModern(of),
    volumes,
    ...(memory !== undefined && { memory: { text: String(memory), mebibytes: mebibytes(memory) } }),
  });
  if (!configuration.unseen || facts.contradictions.length > 0) return configuration.unseen ? { ...facts, missing: [] } : facts;
  return configuration.unseen;
}

interface Told {
  readonly settings: Settings;
  readonly text: string;
  readonly isModern: boolean;
  readonly volumes: readonly VolumeFacts[];
  readonly memory?: { readonly text: string; readonly mebibytes: number };
}

const PARAMETERS: Readonly<Record<DatabaseWorkload['engine']['id'], (told: Told) => ParameterFacts>> = {
  postgresql, mysql, mariadb: mysql, mongodb, redis, elasticsearch, cassandra,
};

// what the guide's box names, and what PostgreSQL sizes for a machine of 1990 when nobody says otherwise
const NEEDED = ['shared_buffers', 'effective_cache_size', 'work_mem', 'maintenance_work_mem', 'max_connections', 'max_wal_size', 'random_page_cost'];

function postgresql({ settings, memory, volumes }: Told): ParameterFacts {
  const [shared, work, cache, wal] = ['shared_buffers', 'work_mem', 'effective_cache_size', 'max_wal_size'].map((name) => memoryOf('postgresql', name, settings.get(name)));
  const connections = Number(settings.get('max_connections') ?? 100);
  const room = volumes.find(({ holdsData }) => !holdsData) ?? volumes[0];
  return {
    missing: NEEDED.filter((name) => !settings.has(name)),
    contradictions: [
      ...['fsync', 'full_page_writes'].filter((name) => /^(off|false|no|0)$/i.test(settings.get(name) ?? '')).map((name) => `${name} is off: a crash can break the database beyond repair`),
      ...tooMuch('shared_buffers', settings, shared, memory, 0.75),
      ...tooMuch('effective_cache_size', settings, cache, memory, 1),
      ...(memory && shared !== undefined && work !== undefined && shared <= memory.mebibytes * 0.75 && shared + work * connections > memory.mebibytes
        ? [`max_connections ${connections} × work_mem ${settings.get('work_mem')} beside shared_buffers ${settings.get('shared_buffers')} need more than ${memory.text} of memory`] : []),
      ...(wal !== undefined && room && room.mebibytes > 0 && wal > room.mebibytes * 0.8
        ? [`max_wal_size ${settings.get('max_wal_size')} does not leave a fifth of the ${room.mebibytes} MiB that hold the write-ahead log`] : []),
    ],
  };
}

function mysql({ settings, memory, isModern: hasRedoLog }: Told): ParameterFacts {
  const pool = memoryOf('mysql', 'innodb_buffer_pool_size', settings.get('innodb_buffer_pool_size'));
  const hasLog = ['innodb_redo_log_capacity', 'innodb_log_file_size'].some((name) => settings.has(name));
  // sizes all of them by the memory (MySQL 8.4 reference, innodb_dedicated_server)
  const isDedicated = /^(on|1|true)$/i.test(settings.get('innodb_dedicated_server') ?? '');
  return {
    missing: isDedicated ? [] : [...['innodb_buffer_pool_size', 'max_connections'].filter((name) => !settings.has(name)), ...(hasLog ? [] : [hasRedoLog ? 'innodb_redo_log_capacity' : 'innodb_log_file_size'])],
    contradictions: [
      ...tooMuch('innodb_buffer_pool_size', settings, pool, memory, 0.9),
      ...(/^[02]$/.test(settings.get('innodb_flush_log_at_trx_commit') ?? '') ? [`innodb_flush_log_at_trx_commit is ${settings.get('innodb_flush_log_at_trx_commit')}: a crash loses commits`] : []),
    ],
  };
}

/** Its cache is sized by the container's memory, where that is limited (MongoDB manual, storage.wiredTiger.engineConfig.cacheSizeGB). */
function mongodb({ settings, memory }: Told): ParameterFacts {
  const name = ['wiredtigercachesizegb', 'storage.wiredtiger.engineconfig.cachesizegb'].find((each) => settings.has(each));
  const cache = name === undefined ? undefined : Number(settings.get(name)) * 1024;
  return { missing: name === undefined && !memory ? ['wiredTigerCacheSizeGB'] : [], contradictions: name === undefined ? [] : tooMuch(name, settings, cache, memory, 0.8) };
}

function redis({ settings, memory }: Told): ParameterFacts {
  return { missing: settings.has('maxmemory') ? [] : ['maxmemory'], contradictions: tooMuch('maxmemory', settings, memoryOf('redis', 'maxmemory', settings.get('maxmemory')), memory, 1) };
}

/** Half of the memory at most is the heap's (Elasticsearch reference, Set the JVM heap size); since 7.11 it is sized by the container's memory. */
function elasticsearch({ text, memory, isModern: sizesItself }: Told): ParameterFacts {
  const heap = /-Xmx(\d+[kmgKMG])|HEAP_SIZE=(\d+[kmgKMG])/.exec(text);
  const size = heap?.[1] ?? heap?.[2];
  const settings = new Map<string, string>(size === undefined ? [] : [['heap', size]]);
  return { missing: size === undefined && !(sizesItself && memory) ? ['the JVM\'s heap (-Xmx)'] : [], contradictions: tooMuch('heap', settings, memoryOf('jvm', 'heap', size), memory, 0.5) };
}

function cassandra({ text, memory }: Told): ParameterFacts {
  const size = /-Xmx(\d+[kmgKMG])/.exec(text)?.[1] ?? /MAX_HEAP_SIZE=(\d+[kmgKMG])/.exec(text)?.[1];
  const settings = new Map<string, string>(size === undefined ? [] : [['heap', size]]);
  return { missing: size === undefined ? ['MAX_HEAP_SIZE'] : [], contradictions: tooMuch('heap', settings, memoryOf('jvm', 'heap', size), memory, 0.8) };
}

function tooMuch(name: string, settings: Settings, size: number | undefined, memory: Told['memory'], share: number): string[] {
  if (size === undefined || !memory || size <= memory.mebibytes * share) return [];
  return [`${name} ${settings.get(name)} is more than ${share === 1 ? '' : `${share * 100} % of `}the ${memory.text} of memory`];
}

/** Elasticsearch from 7.11 on sizes its heap; MySQL from 8.0.30 on has innodb_redo_log_capacity, MariaDB never. */
function isModern({ server: { image } }: DatabaseWorkload): boolean {
  const [major, minor = 0] = (image.version ?? '').split('.').map(Number);
  if (image.product === 'elasticsearch') return major > 7 || (major === 7 && minor >= 11);
  return image.engine === 'mysql' && !(major < 8);
}
