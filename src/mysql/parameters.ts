import { bufferPoolMebibytes } from './autotune';
import { FIXED_PARAMETERS } from './fixed-parameters';
import { parameterMebibytes } from './parameter-units';
import { CONNECTION_MEBIBYTES, InstanceSize, SERVER_MEBIBYTES, tunedParameters } from './tuning';
import { unsafeParameters } from './unsafe-parameters';
import { refuse } from '../values/refusal';

/** The derived parameters with somebody's own on top; what cannot be is refused. */
export function mySqlParameters(of: InstanceSize, own: Readonly<Record<string, string>>): Record<string, string> {
  for (const [name, value] of Object.entries(own)) requireParameter(name, value);
  const chosen = own.max_connections === undefined ? undefined : connections(own.max_connections);
  const pool = own.innodb_buffer_pool_size === undefined ? undefined : bufferPool(own.innodb_buffer_pool_size, of.memoryMebibytes);
  const parameters = { ...tunedParameters({ ...of, maxConnections: chosen, bufferPoolMebibytes: pool }), ...own };
  for (const { name, value, constraint, why } of unsafeParameters(parameters)) {
    refuse(`parameters.${name}`, constraint, value, `leave it out: ${why}`);
  }
  requireMemory(parameters, of.memoryMebibytes, pool ?? bufferPoolMebibytes(of.memoryMebibytes));
  requireRedoLog(parameters, of.dataMebibytes);
  return parameters;
}

function requireParameter(name: string, value: string): void {
  const prop = `parameters.${name}`;
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    // MySQL would take max-connections for max_connections, of which the operator looks for one spelling
    refuse('parameters', 'have names of MySQL parameters in lower case, with "_" and without "-"', name, 'correct the name');
  }
  // MySQL 8.4 manual, 6.2.2.4: loose_sync_binlog is sync_binlog
  if (/^(loose|maximum|enable)_/.test(name)) refuse(prop, 'have no prefix before the name', value, 'write the name of the parameter alone');
  if (name === 'wsrep_provider_options') refuse(prop, 'not be set: it holds the cache of write sets', value, 'use the prop writeSetCache');
  if (FIXED_PARAMETERS.has(name)) refuse(prop, 'not be set: the operator or the image sets it itself', value, 'remove it');
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
  const left = Math.floor(memory - pool - SERVER_MEBIBYTES - temporary);
  const most = Math.max(0, Math.floor(left / CONNECTION_MEBIBYTES));
  const count = Number(parameters.max_connections);
  if (count > most) {
    refuse('parameters.max_connections', `be at most ${most}: each may use ${CONNECTION_MEBIBYTES} MiB of the ${left} MiB that compute.memory leaves beside the buffer pool `
      + `(${Math.ceil(pool)} MiB), temptable_max_ram and the server itself`, count, 'lower it, or give more memory');
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
