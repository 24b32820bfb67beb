import { readFileSync } from 'fs';
import { dirname, join } from 'path';
import type { Environment } from '@marcbachmann/cel-js' with { 'resolution-mode': 'import' };
import { transformSync } from '@swc/core';

interface CelEngine {
  readonly Environment: typeof Environment;
}

const modules = new Map<string, { exports: any }>();

// cel-js ships ES modules only, and jest can load those by require from Node 24.9 on; until then swc makes CommonJS of it here.
function load(file: string): any {
  const known = modules.get(file);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(file, module); // before it runs: its modules import each other in circles
  const { code } = transformSync(readFileSync(file, 'utf8'), { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022' } });
  new Function('require', 'module', 'exports', code)((path: string) => load(join(dirname(file), path)), module, module.exports);
  return module.exports;
}

export function celEngine(): CelEngine {
  return load(require.resolve('@marcbachmann/cel-js'));
}
