import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** An example with a package.json is a package of its own, to which this one is a dependency: linked as by `npm link`. */
export function linkPackage(example) {
  if (!existsSync(join(example, 'package.json'))) return;
  const link = join(example, 'node_modules/cdk8s-databases');
  rmSync(link, { force: true });
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(root, link, 'dir');
}
