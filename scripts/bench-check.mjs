// How long `cdk8s-databases check` takes over many files: `node scripts/bench-check.mjs [files] [megabytes]`, from source.
// The input is the written production example (`npm run examples`), again and again in namespaces of its own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const [files = 1000, megabytes = 50] = process.argv.slice(2).map(Number);
const LIMITS = { seconds: 10, megabytes: 500 };
const FORMATS = ['text', 'json'];

const into = mkdtempSync(join(tmpdir(), 'bench-check-'));
try {
  const size = write(seed());
  console.log(`${files} files, ${(size / 1e6).toFixed(1)} MB`);
  const slow = FORMATS.map((format) => ({ format, ...measured(['check', '--format', format, into]) })).filter((run) => {
    console.log(`${run.format.padEnd(5)} ${run.seconds.toFixed(1)} s (${run.cpuSeconds.toFixed(1)} s of CPU), ${run.megabytes.toFixed(0)} MB of memory, exit code ${run.status}, ${(run.written / 1e6).toFixed(1)} MB written`);
    return run.status === 2 || run.seconds > LIMITS.seconds || run.megabytes > LIMITS.megabytes;
  });
  if (slow.length > 0) throw new Error(`must take at most ${LIMITS.seconds} s and ${LIMITS.megabytes} MB, and read all: ${slow.map(({ format }) => format).join(', ')}`);
} finally {
  rmSync(into, { recursive: true });
}

function seed() {
  const folder = join(ROOT, 'dist/examples/production');
  return readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n---\n');
}

/** Documents are dealt out to files of the same size. */
function write(text) {
  const documents = text.split(/^---$/m).filter((document) => document.trim() !== '');
  const perFile = (megabytes * 1e6) / files;
  let next = 0;
  for (let file = 0; file < files; file++) {
    let content = '';
    while (content.length < perFile) {
      const copy = Math.floor(next / documents.length);
      content += `---\n${documents[next % documents.length].trim().replace(/^( *namespace: ).*$/gm, `$1team-${copy}`)}\n`;
      next++;
    }
    writeFileSync(join(into, `${file}.yaml`), content);
  }
  return readdirSync(into).reduce((sum, name) => sum + statSync(join(into, name)).size, 0);
}

function measured(args) {
  const program = 'process.on("exit", () => process.stderr.write(JSON.stringify(process.resourceUsage()))); require(process.argv[1]);';
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    '--require', join(ROOT, 'test/support/run-from-source.cjs'), '-e', program, join(ROOT, 'bin/cdk8s-databases'), ...args,
  ], { maxBuffer: 1e9 });
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(`${stderr}`);
  return {
    status,
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: (maxRSS * 1024) / 1e6,
    written: stdout.length,
  };
}
