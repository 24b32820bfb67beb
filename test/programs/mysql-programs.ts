import { existsSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';

/** A root of Debian unstable that debootstrap made, because stable has MariaDB only; `.ci/run` makes it. */
const ROOT = process.env.TEST_MYSQL_ROOT ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-databases', 'mysql');
const LOADER = join(ROOT, 'lib64', 'ld-linux-x86-64.so.2');

/** Whether there is a MySQL server to run. */
export const HAS_MYSQL = existsSync(join(ROOT, 'usr', 'sbin', 'mysqld'));
/** Where that is looked for. */
export const MYSQL_ROOT = ROOT;

/** The command of one of its programs, with its own libraries: it needs no chroot, and no root. */
export function mysqlProgram(path: string, ...args: string[]): [command: string, args: string[]] {
  return [LOADER, ['--library-path', join(ROOT, 'usr', 'lib', 'x86_64-linux-gnu'), join(ROOT, path), ...args]];
}
