/**
 * Has the Go programs of the suites take each module in the newest version that one of them asks for, so that a new machine compiles once what they have in common.
 *
 *   npx projen align:programs
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The others are of older lines of Kubernetes' modules, or of none. */
const PROGRAMS = [
  'kubernetes-1.36', 'etcd', 'versitygw', 'cloudnative-pg', 'plugin-barman-cloud', 'prometheus-operator', 'percona-xtradb-cluster', 'percona-server-mongodb',
].map((program) => resolve('test', 'cluster', 'programs', program));

// what a newer version asks for may be newer, too
for (let changed = true; changed;) {
  changed = false;
  const together = versionsTogether();
  for (const program of PROGRAMS) {
    const behind = [...modulesOf(program)].filter(([path, version]) => together.has(path) && together.get(path) !== version);
    if (behind.length === 0) continue;
    changed = true;
    console.log(`${program}: ${behind.map(([path]) => `${path}@${together.get(path)}`).join(' ')}`);
    go(program, 'mod', 'edit', ...behind.map(([path]) => `-require=${path}@${together.get(path)}`));
    go(program, 'mod', 'tidy');
  }
}

/** What Go chooses for a module that asks for all of them. */
function versionsTogether() {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  try {
    go(folder, 'mod', 'init', 'cdk8s-databases.example/together');
    for (const program of PROGRAMS) {
      const { Module: { Path }, Replace } = JSON.parse(go(program, 'mod', 'edit', '-json'));
      const replaced = (Replace ?? []).map(({ Old, New }) => `-replace=${Old.Path}=${New.Path}@${New.Version}`);
      go(folder, 'mod', 'edit', `-require=${Path}@v0.0.0`, `-replace=${Path}@v0.0.0=${program}`, ...replaced);
    }
    return modules(go(folder, 'list', '-mod=mod', '-m', '-f', '{{.Path}} {{.Version}}', 'all'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is compiled of it. */
function modulesOf(program) {
  return modules(go(program, 'list', '-deps', '-f', '{{with .Module}}{{.Path}} {{.Version}}{{end}}', 'tool'));
}

function modules(lines) {
  return new Map(lines.split('\n').map((line) => line.split(' ')).filter(([, version]) => version));
}

function go(cwd, ...args) {
  return execFileSync('go', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, GOFLAGS: '' }, maxBuffer: 64 << 20 });
}
