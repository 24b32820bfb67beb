import { bufferPoolMebibytes } from './autotune';
import { CONNECTION_BUFFERS, connectionMebibytes } from './connection-memory';
import { FIXED_PARAMETERS } from './fixed-parameters';
import { OPEN_PARAMETERS } from './open-parameters';
import { parameterMebibytes } from './parameter-units';
import { InstanceSize, LEAST_BINLOG_SECONDS, mostBinlogSeconds, SERVER_MEBIBYTES, tunedParameters } from './tuning';
import { isJudged, unsafeParameters } from './unsafe-parameters';
import { refuse } from '../values/refusal';

/** The derived parameters with somebody's own on top; what cannot be is refused. */
export function mySqlParameters(of: InstanceSize, own: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(own)) requireParameter(name, value);
  const chosen = own.max_connections === undefined ? undefined : connections(own.max_connections);
  CONNECTION_BUFFERS.forEach((name) => requireAmount(name, own[name]));
  const pool = own.innodb_buffer_pool_size === undefined ? undefined : bufferPool(own.innodb_buffer_pool_size, of.memoryMebibytes);
  const chosenOnes = { maxConnections: chosen, bufferPoolMebibytes: pool, connectionMebibytes: connectionMebibytes(own) };
  const parameters = { ...tunedParameters({ ...of, ...chosenOnes }), ...own };
  for (const { name, value, constraint, why } of unsafeParameters(parameters)) {
    refuse(`parameters.${name}`, constraint, value, `leave it out: ${why}`);
  }
  requireMemory(parameters, of.memoryMebibytes, pool ?? bufferPoolMebibytes(of.memoryMebibytes));
  requireRedoLog(parameters, of.dataMebibytes);
  requireBinlogs(parameters, of);
  return parameters;
}

function requireParameter(name: string, value: string): void {
  const prop = `parameters.${name}`;
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    // MySQL would take max-connections for max_connections, of which the operator looks for one spelling
    refuse('parameters', 'have names of MySQL parameters in lower case, with "_" and without "-"', name, 'correct the name');
  }
  // MySQL 8.4 manual, 6.2.2.4: loose_sync_binlog is sync_binlog
  if (/^(loose|maximum|enable|skip|disable)_/.test(name) && name !== 'skip_name_resolve') refuse(prop, 'have no prefix before the name', value, 'write the name of the parameter alone');
  if (name === 'wsrep_provider_options') refuse(prop, 'not be set: it holds the cache of write sets', value, 'use the prop writeSetCache');
  if (FIXED_PARAMETERS.has(name)) refuse(prop, 'not be set: the operator or the image sets it itself', value, 'remove it');
  if (!OPEN_PARAMETERS.has(name) && !isJudged(name)) {
    refuse(prop, 'be one of those that docs/mysql-parameters.md lists: others are not judged', value,
      'correct the name, or add it to spec.pxc.configuration by ApiObject.of(database).addJsonPatch');
  }
  if (typeof value !== 'string' || value === '' || value.trim() !== value || /[\n\r\0]/.test(value)) {
    refuse(prop, 'be text on one line without space around it', value, 'write the value as in my.cnf, for example "64M"');
  }
  // the operator runs the whole text through a template (executeConfigurationTemplate, 1.20)
  if (/\{[{%#]/.test(value)) refuse(prop, 'have no "{{", "{%" and "{#", which the operator takes for a template', value, 'write the value itself');
}

function connections(value: string): number {
  if (!/^\d+$/.test(value) || Number(value) < 20 || Number(value) > 100000) {
    refuse('parameters.max_connections', 'be a whole number from 20 to 100000', value, 'leave it out to get what the memory can pay');
  }
  return Number(value);
}

function bufferPool(value: string, memory: number): number {
  const size = parameterMebibytes(value);
  if (size === undefined || size < 128) refuse('parameters.innodb_buffer_pool_size', 'be an amount of at least 128M', value, 'write for example "4G"');
  if (size > memory * 0.8) {
    refuse('parameters.innodb_buffer_pool_size', `be at most four fifths of compute.memory (${Math.floor(memory * 0.8)} MiB)`, value,
      'leave it out: the operator derives it from the memory');
  }
  return size;
}

function requireMemory(parameters: Record<string, string>, memory: number, pool: number): void {
  const temporary = parameterMebibytes(parameters.temptable_max_ram);
  if (temporary === undefined) refuse('parameters.temptable_max_ram', 'be an amount of bytes', parameters.temptable_max_ram, 'write for example "256M"');
  for (const name of ['tmp_table_size', 'max_heap_table_size']) requireAmount(name, parameters[name], temporary, 'temptable_max_ram');
  const log = Math.max(0, requireAmount('innodb_log_buffer_size', parameters.innodb_log_buffer_size) - 64);
  const left = Math.floor(memory - pool - SERVER_MEBIBYTES - temporary - log);
  const each = connectionMebibytes(parameters);
  const most = Math.max(0, Math.floor(left / each));
  const count = Number(parameters.max_connections);
  if (count > most) {
    refuse('parameters.max_connections', `be at most ${most}: each may use ${each} MiB of the ${left} MiB that compute.memory leaves beside the buffer pool `
      + `(${Math.ceil(pool)} MiB), temptable_max_ram and the server itself`, count, 'lower it, or give more memory');
  }
}

/** The amount in MiB; 0 where it is not set. */
function requireAmount(name: string, value: string | undefined, most = Infinity, whose = ''): number {
  if (value === undefined) return 0;
  const size = parameterMebibytes(value);
  if (size === undefined) refuse(`parameters.${name}`, 'be an amount of bytes', value, 'write for example "2M"');
  if (size > most) refuse(`parameters.${name}`, `be at most ${whose} (${most} MiB)`, value, 'lower it: each table in memory may take so much');
  return size;
}

/** What the collector has not uploaded is lost when it goes, and what does not go fills the volume. */
function requireBinlogs(parameters: Record<string, string>, of: InstanceSize): void {
  const value = parameters.binlog_expire_logs_seconds;
  const most = mostBinlogSeconds(of, parameterMebibytes(parameters.innodb_redo_log_capacity)!);
  if (!/^\d+$/.test(value) || Number(value) < LEAST_BINLOG_SECONDS || Number(value) > most) {
    refuse('parameters.binlog_expire_logs_seconds', `be a whole number from ${LEAST_BINLOG_SECONDS} to ${most}: the store may be away so long, and the volume holds no more`, value,
      'leave it out to get three days, or what the volume holds');
  }
}

function requireRedoLog(parameters: Record<string, string>, data: number): void {
  const size = parameterMebibytes(parameters.innodb_redo_log_capacity);
  // MySQL 8.4 manual, 17.14: at least 8 MiB
  if (size === undefined || size < 8 || size > data * 0.2) {
    refuse('parameters.innodb_redo_log_capacity', `be an amount from 8M to a fifth of storage (${Math.floor(data * 0.2)}M)`, parameters.innodb_redo_log_capacity,
      'leave it out to get an eighth of the memory');
  }
}
