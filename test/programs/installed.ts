import { spawnSync } from 'child_process';
import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { HAS_MONGO, MONGO_ROOT } from './mongo-programs';
import { HAS_MYSQL, MYSQL_ROOT } from './mysql-programs';
import { HAS_POSTGRES_17, POSTGRES_17_ROOT } from './postgres-17-programs';
import { GoProgram } from '../cluster/go-program';
import { say } from '../cluster/progress';

const DEBIAN = '/usr/lib/postgresql';

/** Folder of the newest PostgreSQL's programs; undefined when there is none. Not /usr/bin, where Debian's wrappers look for Debian's own cluster. */
export const POSTGRES_PROGRAMS = (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
  .sort((a, b) => Number(b) - Number(a)).map((major) => join(DEBIAN, major, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));

/** A Python with boto3, past what else may stand before it on the PATH; undefined when there is none. */
export const PYTHON = ['python3', '/usr/bin/python3']
  .map((python) => spawnSync(python, ['-c', 'import boto3, sys; print(sys.executable)'], { encoding: 'utf8' }).stdout?.trim()).find((path) => path);

const POSTGRES = { is: POSTGRES_PROGRAMS !== undefined, missing: `PostgreSQL in ${DEBIAN} (Debian: apt-get install postgresql)` };
const POSTGRES_17 = { is: HAS_POSTGRES_17, missing: `PostgreSQL 17 in ${POSTGRES_17_ROOT} (a root that debootstrap made of Debian trixie, with postgresql)` };
const OBJECT_STORE = {
  is: PYTHON !== undefined && GoProgram.go() !== undefined, missing: 'boto3 (Debian: apt-get install python3-boto3) or Go 1.26.4, with which the object store is built',
};

/** `describe` where there is PostgreSQL. Where there is none it skips, and says so; with CI=true that is a failure. */
export function describeWithPostgres(name: string, tests: () => void): void {
  describeWith([POSTGRES], name, tests);
}

/** Likewise, with a second PostgreSQL of another major version. */
export function describeWithTwoPostgres(name: string, tests: () => void): void {
  describeWith([POSTGRES, POSTGRES_17], name, tests);
}

/** Likewise, with an object store. */
export function describeWithObjectStore(name: string, tests: () => void): void {
  describeWith([POSTGRES, OBJECT_STORE], name, tests);
}

/** Likewise, with an object store alone. */
export function describeWithArchives(name: string, tests: () => void): void {
  describeWith([OBJECT_STORE], name, tests);
}

/** `describe` where there is MySQL, likewise. */
export function describeWithMySql(name: string, tests: () => void): void {
  describeWith([{ is: HAS_MYSQL, missing: `MySQL in ${MYSQL_ROOT} (a root that debootstrap made of Debian unstable, with mysql-server-core and mysql-client-core)` }], name, tests);
}

/** Likewise, where there is a server that speaks MongoDB's protocol, and mongosh. */
export function describeWithMongo(name: string, tests: () => void): void {
  describeWith([{ is: HAS_MONGO, missing: `mongosh of npm and SecantusDB of PyPI in ${MONGO_ROOT}` }], name, tests);
}

/** Likewise, with what dumps it, and an object store. */
export function describeWithMongoTools(name: string, tests: () => void): void {
  describeWith([{ is: HAS_MONGO, missing: `mongosh of npm and SecantusDB of PyPI in ${MONGO_ROOT}` }, OBJECT_STORE], name, tests);
}

function describeWith(needed: ReadonlyArray<typeof POSTGRES>, name: string, tests: () => void): void {
  const missing = needed.find(({ is }) => !is)?.missing;
  if (missing === undefined) return describe(name, tests);
  const line = `no ${missing}, so ${name} was not run`;
  if (process.env.CI === 'true') return void test(name, () => { throw new Error(line); });
  say(`SKIPPED, ALL OF IT: ${line}`);
  describe.skip(name, tests);
}

const NEVER = Object.assign(() => undefined, { each: () => () => undefined }) as unknown as jest.It;

/** Tests of migrations that take minutes, and are no part of a run without `TEST_MIGRATION=all`. */
export const atLength = process.env.TEST_MIGRATION === 'all' ? test : NEVER;
