import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { homedir, tmpdir } from 'os';
import { join } from 'path';

/** A root of Debian trixie that debootstrap made, for a major version beside that of the machine; `.ci/run` makes it. */
const ROOT = process.env.TEST_POSTGRES_17_ROOT ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-databases', 'postgresql-17');
const PLACE = join('usr', 'lib', 'postgresql', '17');
const BIN = join(ROOT, PLACE, 'bin');

/** Where PostgreSQL 17 is looked for. */
export const POSTGRES_17_ROOT = ROOT;
/** Whether there is one to run. */
export const HAS_POSTGRES_17 = existsSync(join(BIN, 'postgres'));
/** Folder of its programs, which start with their own libraries and need no chroot; undefined where there is none. */
export const POSTGRES_17_PROGRAMS = HAS_POSTGRES_17 ? join(wrapped(), PLACE, 'bin') : undefined;

/**
 * A tree with the same paths, whose programs are scripts: a program of PostgreSQL looks for the others, its libraries and its templates beside its own path
 * (src/port/path.c), and the machine's loader has no libraries for them.
 */
function wrapped(): string {
  const tree = join(tmpdir(), `cdk8s-databases-postgresql-17-${process.getuid?.() ?? 'user'}`);
  if (existsSync(tree)) return tree;
  // made whole, then named: several test files may do it at once
  const made = mkdtempSync(`${tree}-`);
  chmodSync(made, 0o755);
  mkdirSync(join(made, PLACE, 'bin'), { recursive: true });
  mkdirSync(join(made, 'usr', 'share'));
  symlinkSync(join(ROOT, PLACE, 'lib'), join(made, PLACE, 'lib'));
  symlinkSync(join(ROOT, 'usr', 'share', 'postgresql'), join(made, 'usr', 'share', 'postgresql'));
  const loader = `${join(ROOT, 'lib64', 'ld-linux-x86-64.so.2')} --library-path ${join(ROOT, 'usr', 'lib', 'x86_64-linux-gnu')}`;
  for (const program of readdirSync(BIN)) {
    const script = join(made, PLACE, 'bin', program);
    writeFileSync(script, `#!/bin/sh\nexec ${loader} --argv0 ${join(tree, PLACE, 'bin', program)} ${join(BIN, program)} "$@"\n`);
    chmodSync(script, 0o755);
  }
  try {
    renameSync(made, tree);
  } catch {
    // another one was faster
    rmSync(made, { recursive: true, force: true });
  }
  return tree;
}
