// Synthesizes examples into dist/examples/<name>/: `node scripts/synth-examples.mjs [name…]`, all when none is named.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkPackage } from './link-package.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'examples');
const all = readdirSync(examples).filter((name) => existsSync(join(examples, name, 'main.ts')));
const named = process.argv.slice(2);

for (const name of named.length > 0 ? named : all) {
  const folder = join(examples, name);
  if (!all.includes(name)) throw new Error(`example must be one of ${all.join(', ')}, got ${name}; name a folder of examples/`);
  linkPackage(folder);
  const outdir = join(root, 'dist/examples', name);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const { status } = spawnSync(process.execPath, ['-r', 'ts-node/register', 'main.ts'], {
    cwd: folder, stdio: 'inherit', env: { ...process.env, CDK8S_OUTDIR: outdir },
  });
  if (status !== 0) process.exit(1);
  process.stdout.write(`examples/${name} -> dist/examples/${name}/ (${readdirSync(outdir).join(', ')})\n`);
}
