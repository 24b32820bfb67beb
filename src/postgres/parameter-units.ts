import { scaled } from '../checklist/readers/postgres-time';

export { parameterSeconds } from '../checklist/readers/postgres-time';

const MEMORY: Record<string, number> = { B: 1 / 1048576, kB: 1 / 1024, MB: 1, GB: 1024, TB: 1048576 };

/** A memory parameter of PostgreSQL in MiB; undefined when it has no unit or is none. PostgreSQL's MB is 1,048,576 bytes. */
export function parameterMebibytes(value: string): number | undefined {
  return scaled(value, MEMORY);
}
