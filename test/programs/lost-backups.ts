import { createHash } from 'crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { PYTHON } from './installed';
import { ObjectStoreServer } from './object-store-server';
import { Ended, RunningProgram } from './running-program';
import { folder } from '../support/folder';

/** Objects of a store by their keys. */
export type Objects = Readonly<Record<string, string | Buffer>>;

export const UUID = 'b5a1f4c2-0a4e-11f1-9c1f-0242ac120002';
const FIRST_CHUNK = '.00000000000000000000';

export async function put(store: ObjectStoreServer, objects: Objects): Promise<void> {
  const root = folder({});
  for (const [key, content] of Object.entries(objects)) {
    mkdirSync(dirname(join(root, key)), { recursive: true });
    writeFileSync(join(root, key), content);
  }
  await store.putFolder(root);
}

/** A file in chunks of xbstream's form: one with what it holds, and one that ends it. */
export function xbstream(path: string, text: string, kind = 'P'): Buffer {
  const head = (type: string) => {
    const name = Buffer.from(path);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(name.length);
    return Buffer.concat([Buffer.from(`XBSTCK01\0${type}`), size, name]);
  };
  const payload = Buffer.from(text);
  const numbers = Buffer.alloc(20);
  numbers.writeBigUInt64LE(BigInt(payload.length));
  return Buffer.concat([head(kind), numbers, payload, head('E')]);
}

export interface LaidBackup {
  readonly end: string;
  readonly gtids?: string;
  readonly server?: string;
  readonly without?: RegExp;
  readonly cluster?: string;
}

/** A full backup below a folder, as xbcloud leaves it; `without` leaves objects out. */
export function pxcBackup(name: string, { end, gtids = `${UUID}:1-100`, server = '8.4.5-5', cluster = UUID, without }: LaidBackup): Objects {
  const info = `uuid = 0\ntool_name = xtrabackup\nserver_version = ${server}\nstart_time = 2026-03-24 03:00:01\nend_time = ${end}\n`
    + `binlog_pos = filename 'binlog.000007', position '197', GTID of the last change '${gtids}'\npartial = N\ncompressed = N\n`;
  const files: Objects = {
    [`xtrabackup_info${FIRST_CHUNK}`]: xbstream('xtrabackup_info', info),
    [`ibdata1${FIRST_CHUNK}`]: xbstream('ibdata1', 'x'),
    'ibdata1.00000000000000000001': xbstream('ibdata1', 'y'),
  };
  const md5 = Object.entries(files).map(([file, content]) => `${createHash('md5').update(content).digest('hex')}  ${file}\n`).join('');
  const all: Objects = {
    ...Object.fromEntries(Object.entries(files).map(([file, content]) => [`${name}/${file}`, content])),
    [`${name}.sst_info/sst_info${FIRST_CHUNK}`]: xbstream('sst_info', `[sst]\ngalera-gtid=${cluster}:100\nmysql-version=8.4.5\n`),
    [`${name}.md5`]: md5,
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => !without?.test(key)));
}

/** A piece of the binary log with one event at each of these seconds; `cut` takes bytes from its end. */
export function pxcLog(number: number, gtids: string, times: readonly string[], cut = 0): Objects {
  const events = times.map((time) => {
    const event = Buffer.alloc(19 + 8);
    event.writeUInt32LE(seconds(time));
    event.writeUInt32LE(event.length, 9);
    return event;
  });
  const name = `binlog_${seconds(times[0])}_${String(number).padStart(6, '0')}_${createHash('md5').update(gtids).digest('hex')}`;
  const content = Buffer.concat([Buffer.from([0xfe, 0x62, 0x69, 0x6e]), ...events]);
  return { [name]: content.subarray(0, content.length - cut), [`${name}-gtid-set`]: gtids };
}

/** A backup that was last written to nine seconds after it began, as Percona Backup for MongoDB leaves it. */
export function pbmBackup(name: string, meta: object = {}, without?: RegExp, database = 'one'): Objects {
  const rs = `${name}/rs0`;
  const objects = {
    [`${name}.pbm.json`]: JSON.stringify({
      type: 'logical',
      name,
      status: 'done',
      compression: 's2',
      mongodb_version: '8.0.8-3',
      first_write_ts: { T: seconds(name), I: 1 },
      last_write_ts: { T: seconds(name) + 9, I: 2 },
      replsets: [{ name: 'rs0', backup_name: `${rs}/metadata.json`, oplog_name: `${rs}/oplog`, status: 'done' }],
      ...meta,
    }),
    [`${rs}/metadata.json`]: JSON.stringify({
      namespaces: [{ db: 'app', collection: 'products', size: { $numberLong: '12' } }, { db: 'app', collection: 'empty', size: { $numberLong: '0' } }, { db: 'app', collection: 'system.buckets.seen', size: 5 },
        { db: 'admin', collection: 'system.version', size: 0, metadata: JSON.stringify({ indexes: [], uuid: database }) }],
    }),
    [`${rs}/app.products.s2`]: 'x',
    [`${rs}/app.seen.s2`]: 'x',
    [`${rs}/oplog/${stamp(seconds(name))}-1.${stamp(seconds(name) + 4)}-5.s2`]: 'x',
    [`${rs}/oplog/${stamp(seconds(name) + 4)}-5.${stamp(seconds(name) + 9)}-2.s2`]: 'x',
  };
  return Object.fromEntries(Object.entries(objects).filter(([key]) => !without?.test(key)));
}

/** A piece of the oplog. */
export function pbmPiece(from: string, to: string): Objects {
  const [first, last] = [from, to].map((time) => stamp(seconds(time)));
  return { [`pbmPitr/rs0/${first.slice(0, 8)}/${first}-2.${last}-2.oplog.s2`]: 'x' };
}

/** All below a folder. */
export function below(path: string, ...objects: Objects[]): Objects {
  return Object.fromEntries(objects.flatMap((of) => Object.entries(of)).map(([key, content]) => [`${path}/${key}`, content]));
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

function stamp(moment: number): string {
  return new Date(moment * 1000).toISOString().slice(0, 19).replace(/\D/g, '');
}

/** What a program found, and how it ended. */
export interface Found extends Ended {
  readonly backups?: any[];
}

export async function listed(program: string, store: Pick<ObjectStoreServer, 'credentials' | 'endpoint'>, path: string, env: Record<string, string>): Promise<Found> {
  const file = join(folder({}), 'backups.json');
  const ended = await new RunningProgram(PYTHON!, program, [], {
    ...store.credentials, PYTHONDONTWRITEBYTECODE: '1', DESTINATION: `s3://backups/${path}`, ENDPOINT: store.endpoint, BACKUPS_FILE: file, RECOVERY_POINT: 'latest', ...env,
  }).end();
  return { ...ended, backups: ended.code === 0 ? JSON.parse(readFileSync(file, 'utf8')) : undefined };
}
