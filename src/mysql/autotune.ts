const BYTES = 1024 * 1024;
const CHUNK = 128 * BYTES;
const GIB = 1024 * BYTES;

/** What the operator sets by the memory limit of the server's container, unless `[mysqld]` has it. */
export interface Autotuned {
  readonly bufferPoolBytes: number;
  /** Undefined where MySQL's own of 128 MiB stays. */
  readonly chunkBytes?: number;
  readonly maxConnections: number;
}

/** As getAutoTuneParams reckons (pkg/pxc/app/config/autotune.go, 1.20.0), in whole bytes. It looks at the limit, and at nothing where there is none. */
export function autotuned(limitMebibytes: number): Autotuned {
  const limit = limitMebibytes * BYTES;
  const percent = Math.floor(limit / 100);
  const maxConnections = Math.floor(limit / 12582880);
  let pool = percent * 75;
  if (limit - pool < 1e9) pool = percent * 50;
  if (pool % CHUNK !== 0) pool += CHUNK - (pool % CHUNK);
  if (pool <= GIB) return { bufferPoolBytes: pool, maxConnections };
  const eighth = Math.floor(pool / 8);
  const chunkBytes = eighth + BYTES - (eighth % BYTES);
  return { bufferPoolBytes: chunkBytes * 8, chunkBytes, maxConnections };
}

/** The buffer pool in MiB, rounded up. */
export function bufferPoolMebibytes(limitMebibytes: number): number {
  return Math.ceil(autotuned(limitMebibytes).bufferPoolBytes / BYTES);
}
