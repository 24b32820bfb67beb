const MEMORY: Record<string, number> = { B: 1 / 1048576, kB: 1 / 1024, MB: 1, GB: 1024, TB: 1048576 };
const TIME: Record<string, number> = { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400 };

/** A memory parameter of PostgreSQL in MiB; undefined when it has no unit or is none. PostgreSQL's MB is 1,048,576 bytes. */
export function parameterMebibytes(value: string): number | undefined {
  return scaled(value, MEMORY);
}

/** A time parameter of PostgreSQL in seconds; undefined when it has no unit or is none. */
export function parameterSeconds(value: string): number | undefined {
  return scaled(value, TIME);
}

function scaled(value: string, units: Record<string, number>): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(value);
  const factor = match && units[match[2]];
  return factor ? Number(match[1]) * factor : undefined;
}
