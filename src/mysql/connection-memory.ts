import { parameterMebibytes } from './parameter-units';

/** One connection with its sort, join, read and binary log buffers at their defaults: an estimate with margin. */
const CONNECTION_MEBIBYTES = 3;
/** Those buffers in KiB (MySQL 8.4 manual, 7.1.8 and 19.1.6.4). */
const DEFAULTS: Readonly<Record<string, number>> = {
  sort_buffer_size: 256,
  join_buffer_size: 256,
  read_buffer_size: 128,
  read_rnd_buffer_size: 256,
  binlog_cache_size: 32,
  bulk_insert_buffer_size: 8192,
};

/** Buffers of which each connection may have one. */
export const CONNECTION_BUFFERS: readonly string[] = Object.keys(DEFAULTS);

/** What one connection may take in MiB: where a buffer is larger than by default, so much more. */
export function connectionMebibytes(parameters: Readonly<Record<string, string>>): number {
  const more = CONNECTION_BUFFERS.map((name) => Math.max(0, (parameterMebibytes(parameters[name]) ?? 0) - DEFAULTS[name] / 1024));
  return Math.ceil((CONNECTION_MEBIBYTES + more.reduce((sum, of) => sum + of, 0)) * 100) / 100;
}
