import { isOff, isOn } from './booleans';
import { FIXED_PARAMETERS } from './fixed-parameters';
import { parameterMebibytes, parameterSeconds } from './parameter-units';
import { InstanceSize, tunedParameters } from './tuning';
import { unsafeParameters } from './unsafe-parameters';
import { refuse } from '../values/refusal';

/** Connections that PostgreSQL and the operator keep for themselves: 3 for superusers, the exporter, the instance manager; an estimate. */
export const RESERVED_CONNECTIONS = 10;

const BOOLEANS = ['hot_standby_feedback', 'sync_replication_slots', 'wal_log_hints'];
// the least that PostgreSQL 15 starts with, in MiB (src/backend/utils/misc/guc.c; min_wal_size: two segments of 16 MB, and max_wal_size twice that)
const MEMORY: Record<string, number> = {
  shared_buffers: 1 / 8,
  effective_cache_size: 1 / 128,
  work_mem: 1 / 16,
  maintenance_work_mem: 1,
  wal_buffers: 1 / 32,
  min_wal_size: 32,
  max_wal_size: 64,
  max_slot_wal_keep_size: 0,
  wal_keep_size: 0,
};
const MINUS_ONE = ['wal_buffers', 'max_slot_wal_keep_size'];

/** The derived parameters with somebody's own on top; what cannot be is refused. */
export function postgresParameters(of: InstanceSize & { readonly instances: number }, own: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(own)) requireParameter(name, value);
  const chosen = own.max_connections === undefined ? undefined : connections(own.max_connections);
  const maxWalMebibytes = own.max_wal_size === undefined ? undefined : parameterMebibytes(own.max_wal_size);
  const parameters = { ...tunedParameters({ ...of, maxConnections: chosen, maxWalMebibytes }), ...own };
  for (const { name, value, constraint, why } of unsafeParameters(parameters, of.walMebibytes)) {
    refuse(`parameters.${name}`, constraint, value, `leave it out: ${why}`);
  }
  requireFailoverSlots(parameters);
  requireMemory(parameters, of.memoryMebibytes);
  requireWal(parameters, of);
  return parameters;
}

/** CloudNativePG 1.30, validatePgFailoverSlots: a parameter of the extension loads it, and it needs the feedback. */
function requireFailoverSlots(parameters: Record<string, string>): void {
  const used = Object.keys(parameters).find((name) => name.startsWith('pg_failover_slots.'));
  if (used && !isOn(parameters.hot_standby_feedback ?? 'off')) {
    refuse('parameters.hot_standby_feedback', `be on with ${used}`, parameters.hot_standby_feedback,
      'set it to "on", or remove the parameters of pg_failover_slots');
  }
}

function requireParameter(name: string, value: string): void {
  const prop = `parameters.${name}`;
  if (!/^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)?$/.test(name)) {
    // PostgreSQL would take Port for port, which the operator does not see
    refuse('parameters', 'have names of PostgreSQL parameters in lower case', name, 'correct the name');
  }
  if (FIXED_PARAMETERS.has(name)) refuse(prop, 'not be set: CloudNativePG sets it itself', value, 'remove it');
  if (typeof value !== 'string' || value === '' || value.trim() !== value || /[\n\r\0]/.test(value)) {
    refuse(prop, 'be text on one line without space around it', value, 'write the value as in postgresql.conf, for example "64MB"');
  }
  if (Object.hasOwn(MEMORY, name) && !(value === '-1' && MINUS_ONE.includes(name))) requireMemoryUnit(prop, value, MEMORY[name]);
  if (BOOLEANS.includes(name) && !/^(on|off|true|false|yes|no|1|0)$/.test(value)) refuse(prop, 'be on or off', value, 'write "on" or "off"');
}

function requireMemoryUnit(prop: string, value: string, least: number): void {
  // the operator cannot read a fraction of a byte
  const amount = /\.\d+\s*B$/.test(value) ? undefined : parameterMebibytes(value);
  if (amount === undefined) refuse(prop, 'have a unit (B, kB, MB, GB, TB)', value, 'write for example "64MB"');
  if (amount < least) refuse(prop, `be at least ${least >= 1 ? `${least}MB` : `${least * 1024}kB`}`, value, 'raise it or leave it out');
}

function connections(value: string): number {
  if (!/^\d+$/.test(value) || Number(value) < 20 || Number(value) > 10000) {
    refuse('parameters.max_connections', 'be a whole number from 20 to 10000', value, 'put a pooler in front for more clients');
  }
  return Number(value);
}

function requireMemory(parameters: Record<string, string>, memory: number): void {
  const shared = parameterMebibytes(parameters.shared_buffers)!;
  if (shared > memory * 0.75) {
    refuse('parameters.shared_buffers', `be at most three quarters of compute.memory (${Math.floor(memory * 0.75)} MiB)`, parameters.shared_buffers,
      'a quarter is a reasonable start; leave it out to get that');
  }
  const cache = parameterMebibytes(parameters.effective_cache_size)!;
  if (cache > memory) {
    refuse('parameters.effective_cache_size', `be at most compute.memory (${memory} MiB)`, parameters.effective_cache_size, 'leave it out to get three quarters');
  }
  requireMaintenance(parameters, memory - shared);
  const work = parameterMebibytes(parameters.work_mem)!;
  const count = Number(parameters.max_connections);
  const most = Math.floor((memory - shared) / work);
  if (shared + work * count > memory) {
    refuse('parameters.max_connections', `be at most ${most}: each may use work_mem (${parameters.work_mem}) of the ${Math.floor(memory - shared)} MiB `
      + 'that compute.memory leaves beside shared_buffers', count, 'lower it or work_mem, give more memory, or put a pooler in front');
  }
}

/** Each autovacuum worker may take as much as a CREATE INDEX does, unless it has a limit of its own. */
function requireMaintenance(parameters: Record<string, string>, left: number): void {
  const workers = Number(parameters.autovacuum_max_workers ?? 3);
  const prop = parameters.autovacuum_work_mem === undefined || parameters.autovacuum_work_mem === '-1' ? 'maintenance_work_mem' : 'autovacuum_work_mem';
  const each = parameterMebibytes(parameters[prop]);
  if (each === undefined) refuse(`parameters.${prop}`, 'have a unit (kB, MB, GB)', parameters[prop], 'write for example "256MB"');
  if (each * workers > left) {
    refuse(`parameters.${prop}`, `be at most ${Math.floor(left / workers)}MB: ${workers} autovacuum workers share what shared_buffers leave`, parameters[prop],
      'leave it out to get a twentieth of the memory');
  }
}

function requireWal(parameters: Record<string, string>, of: { walMebibytes: number; instances: number }): void {
  const volume = of.walMebibytes;
  const [min, max] = [parameterMebibytes(parameters.min_wal_size)!, parameterMebibytes(parameters.max_wal_size)!];
  if (min >= max) {
    refuse('parameters.min_wal_size', `be below max_wal_size (${parameters.max_wal_size})`, parameters.min_wal_size, 'lower it or raise max_wal_size');
  }
  if (max > volume * 0.8) {
    refuse('parameters.max_wal_size', `be at most 80 % of walStorage (${Math.floor(volume * 0.8)} MiB)`, parameters.max_wal_size, 'lower it or raise walStorage');
  }
  const kept = parameterMebibytes(parameters.wal_keep_size ?? '0B')!;
  if (kept > volume * 0.8) {
    refuse('parameters.wal_keep_size', `be at most 80 % of walStorage (${Math.floor(volume * 0.8)} MiB)`, parameters.wal_keep_size, 'lower it or raise walStorage');
  }
  const level = parameters.wal_level;
  if (level !== undefined && level !== 'replica' && level !== 'logical') {
    refuse('parameters.wal_level', 'be replica or logical: replicas and the archive need it', level, 'leave it out for logical');
  }
  if (of.instances > 1 && isOff(parameters.wal_log_hints ?? 'on')) {
    refuse('parameters.wal_log_hints', 'be on with more than one instance: a failed primary is rewound with it', parameters.wal_log_hints, 'remove it');
  }
  if (parameterSeconds(parameters.archive_timeout) === undefined && parameters.archive_timeout !== '0') {
    refuse('parameters.archive_timeout', 'have a unit (s, min, h)', parameters.archive_timeout, 'write for example "5min"');
  }
}
