import { Seen, Unseen } from '../unseen';

const TIME: Record<string, number> = { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400 };
/** INT_MAX / 2, the most that archive_timeout may be (src/backend/utils/misc/guc_tables.c, PostgreSQL 17). */
const MOST_SECONDS = 1073741823;

/** A time parameter of PostgreSQL in seconds; undefined when it has no unit or is none. */
export function parameterSeconds(value: string): number | undefined {
  return scaled(value, TIME);
}

/** A number with a unit of one of PostgreSQL's two systems, upper and lower case told apart. */
export function scaled(value: string, units: Record<string, number>): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(value);
  const factor = match && units[match[2]];
  return factor ? Number(match[1]) * factor : undefined;
}

/** How long a piece of the log that is not full may wait for the archive, by `archive_timeout` as PostgreSQL reads it; 0 for ever. */
export function archiveInterval(given: unknown, otherwise: string): Seen<number> {
  const value = given === undefined || given === null ? otherwise : String(given);
  return archiveTimeout(value)
    ?? new Unseen(`How often the log goes to the archive is open: archive_timeout is ${JSON.stringify(value)}, which PostgreSQL does not read; correct it.`);
}

/** A bare number is seconds. A fraction goes to the nearest one and half a second to none, so that 500ms switch it off (parse_int in guc.c, 17). */
function archiveTimeout(value: string): number | undefined {
  const bare = /^\s*(\d+(?:\.\d*)?)\s*$/.exec(value);
  const exact = bare ? Number(bare[1]) : parameterSeconds(value);
  if (exact === undefined) return undefined;
  const seconds = exact % 1 === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact);
  return seconds <= MOST_SECONDS ? seconds : undefined;
}
