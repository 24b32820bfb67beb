import { isOff, isOn } from './booleans';
import { parameterMebibytes, parameterSeconds } from './parameter-units';

interface Unsafe {
  /** What it must be. */
  readonly constraint: string;
  readonly why: string;
  is(value: string): boolean;
}

function notOff(why: string): Unsafe {
  return { constraint: 'be on', why, is: isOff };
}

function notOn(why: string): Unsafe {
  return { constraint: 'be off', why, is: isOn };
}

function atLeast(least: number, why: string): Unsafe {
  return { constraint: `be at least ${least}`, why, is: (value) => !/^\d+$/.test(value) || Number(value) < least };
}

function notAbove(most: number, why: string): Unsafe {
  return { constraint: `be at most ${most}`, why, is: (value) => !/^\d+$/.test(value) || Number(value) > most };
}

/** Values that PostgreSQL and the operator take, and that lose data or stop the server (PostgreSQL 17 manual, 19.3, 19.5, 19.6, 19.10, 19.11, 19.17). */
const UNSAFE: Readonly<Record<string, Unsafe>> = {
  'fsync': notOff('a crash of the node corrupts the database'),
  'full_page_writes': notOff('a crash of the node corrupts the database'),
  'synchronous_commit': {
    constraint: 'be on, remote_write or remote_apply', why: 'acknowledged writes are lost in a crash or failover', is: (value) => isOff(value) || /^local$/i.test(value),
  },
  'zero_damaged_pages': notOn('it destroys what is on damaged pages'),
  'ignore_checksum_failure': notOn('it spreads damage to replicas and backups'),
  'ignore_invalid_pages': notOn('it hides damage'),
  'ignore_system_indexes': notOn('every query reads whole system tables'),
  'autovacuum': notOff('transaction ids run out, and then all writes are refused'),
  'track_counts': notOff('autovacuum does not run without it'),
  'autovacuum_naptime': {
    constraint: 'be at most 1h',
    why: 'tables are not vacuumed in between, and transaction ids run out',
    // a bare number is seconds
    is: (value) => !(Number(parameterSeconds(/^\d+$/.test(value) ? `${value}s` : value)) <= 3600),
  },
  'autovacuum_max_workers': atLeast(1, 'tables are not vacuumed, and transaction ids run out'),
  'autovacuum_freeze_max_age': notAbove(1_000_000_000, 'writes are refused at about 2,000,000,000 transactions'),
  'autovacuum_multixact_freeze_max_age': notAbove(1_000_000_000, 'writes are refused at about 2,000,000,000 of them'),
  'default_transaction_read_only': notOn('every client would have to ask for leave to write'),
  'ssl_min_protocol_version': {
    constraint: 'be TLSv1.2 or TLSv1.3', why: 'older ones are broken', is: (value) => !/^TLSv1\.[23]$/i.test(value),
  },
  'password_encryption': { constraint: 'be scram-sha-256', why: 'others can be cracked, and MD5 goes away', is: (value) => !/^scram-sha-256$/i.test(value) },
  'max_wal_senders': atLeast(10, 'replicas and base backups each need some'),
  'max_replication_slots': atLeast(10, 'replicas each need one'),
  'max_worker_processes': atLeast(8, 'replication and parallel queries need them'),
  'superuser_reserved_connections': {
    constraint: 'be from 1 to 10', why: 'they are taken from max_connections, and the operator needs one', is: (value) => !/^([1-9]|10)$/.test(value),
  },
  'huge_pages': { constraint: 'be try or off', why: 'the instances request no huge pages, and the server would not start', is: isOn },
  'checkpoint_timeout': {
    constraint: 'be from 30s to 1h',
    why: 'recovery replays everything since the last checkpoint',
    is: (value) => { const seconds = parameterSeconds(value); return seconds === undefined || seconds < 30 || seconds > 3600; },
  },
  'pg_stat_statements.track': { constraint: 'be top or all', why: 'nothing would record the statements', is: (value) => /^none$/i.test(value) },
};

export interface UnsafeParameter {
  readonly name: string;
  readonly value: string;
  readonly constraint: string;
  readonly why: string;
}

/** Of these parameters, those that lose data or stop the server. */
export function unsafeParameters(parameters: Readonly<Record<string, string>>, walMebibytes: number | undefined): UnsafeParameter[] {
  const unsafe = Object.entries(parameters).flatMap(([name, value]): UnsafeParameter[] => {
    const rule = Object.hasOwn(UNSAFE, name) ? UNSAFE[name] : undefined;
    return rule?.is(value) ? [{ name, value, constraint: rule.constraint, why: rule.why }] : [];
  });
  return [...unsafe, ...slotsFillTheVolume(parameters.max_slot_wal_keep_size, walMebibytes)];
}

function slotsFillTheVolume(value: string | undefined, walMebibytes: number | undefined): UnsafeParameter[] {
  if (value === undefined || walMebibytes === undefined) return [];
  const most = Math.floor(walMebibytes * 0.8);
  const amount = parameterMebibytes(value);
  if (amount !== undefined && amount <= most) return [];
  return [{
    name: 'max_slot_wal_keep_size', value, constraint: `be at most 80 % of the WAL volume (${most}MB)`, why: 'a replica that stays away would fill the volume and stop the primary',
  }];
}
