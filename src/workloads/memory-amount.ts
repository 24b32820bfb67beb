type Dialect = 'postgresql' | 'mysql' | 'redis' | 'jvm';

const MEBI = 1024 ** 2;

/** In bytes. PostgreSQL's kB is 1024 (docs, 19.1.1); Redis' k is 1000 and its kb 1024 (redis.conf). */
const UNITS: Readonly<Record<Dialect, Readonly<Record<string, number>>>> = {
  postgresql: { B: 1, kB: 1024, MB: MEBI, GB: 1024 * MEBI, TB: MEBI * MEBI },
  mysql: { '': 1, 'K': 1024, 'M': MEBI, 'G': 1024 * MEBI, 'T': MEBI * MEBI },
  redis: { '': 1, 'B': 1, 'K': 1e3, 'KB': 1024, 'M': 1e6, 'MB': MEBI, 'G': 1e9, 'GB': 1024 * MEBI },
  jvm: { '': 1, 'K': 1024, 'M': MEBI, 'G': 1024 * MEBI },
};

/** What PostgreSQL's numbers without a unit count, where that is no byte (pg_settings.unit). */
const BARE: Readonly<Record<string, number>> = {
  shared_buffers: 8192, effective_cache_size: 8192, work_mem: 1024, maintenance_work_mem: 1024, max_wal_size: MEBI,
};

/** A memory setting in MiB; undefined when it cannot be read. */
export function memoryOf(dialect: Dialect, name: string, value: string | undefined): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(value?.trim() ?? '');
  if (!parts) return undefined;
  const unit = dialect === 'postgresql' ? parts[2] : parts[2].toUpperCase();
  const factor = dialect === 'postgresql' && unit === '' ? BARE[name] : UNITS[dialect][unit];
  return factor === undefined ? undefined : (Number(parts[1]) * factor) / MEBI;
}
