// What the library costs over the very same manifests as raw ApiObjects: `node scripts/bench.mjs [N…]`, by default 1 10 100 1000.
// Pairs alternate in one process, and each ratio is the median over the pairs.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cpus } from 'node:os';

/** Small apps are over in milliseconds: more pairs. */
const PAIRS = { 1: 101, 10: 51 };
const FEWEST_PAIRS = 11;
const IMPORTS = 21;
const worker = fileURLToPath(new URL('bench-pairs.mjs', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const row = (cells) => `| ${cells.join(' | ')} |\n`;

function pairs(n) {
  // a garbage collection between two runs keeps one from paying for the other
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', '--max-old-space-size=6144', worker, n, PAIRS[n] ?? FEWEST_PAIRS], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'],
  }));
}

function importMillis(module) {
  const code = `const start = performance.now(); require('${module}'); console.log(performance.now() - start)`;
  return Number(execFileSync(process.execPath, ['-e', code], { cwd: root, encoding: 'utf8' }));
}

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 10, 100, 1000];
process.stdout.write(`Node ${process.version}, ${cpus().length} cores; milliseconds of the processor\n\n`);
process.stdout.write(row(['databases', 'pairs', 'objects', 'library ms', 'raw ms', 'ratio', 'ratio, lowest to highest', 'library ms per database']));
process.stdout.write(row(Array(8).fill('---:')));
for (const n of sizes) {
  const { objects, runs } = pairs(n);
  const ratios = runs.map(({ library, raw }) => library / raw);
  const library = median(runs.map(({ library: millis }) => millis));
  process.stdout.write(row([
    n, runs.length, objects, library.toFixed(1), median(runs.map(({ raw }) => raw)).toFixed(1), median(ratios).toFixed(3),
    `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`, (library / n).toFixed(2),
  ]));
}

const imports = Array.from({ length: IMPORTS }, () => ({ library: importMillis('cdk8s-databases'), without: importMillis('cdk8s-plus-28') }));
process.stdout.write(`\nImport, ${IMPORTS} pairs of fresh processes: cdk8s-databases ${median(imports.map(({ library }) => library)).toFixed(1)} ms, `
  + `cdk8s-plus-28 alone ${median(imports.map(({ without }) => without)).toFixed(1)} ms, `
  + `median difference ${median(imports.map(({ library, without }) => library - without)).toFixed(1)} ms\n`);
