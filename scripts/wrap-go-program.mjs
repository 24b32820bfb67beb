/**
 * Writes the Go module that a test builds a program from: versions and checksums pinned, nothing of the program itself.
 *
 *   npx projen wrap:program <folder> <module>@<version> <package of main>...
 *   npx projen wrap:program kubernetes-1.36 k8s.io/kubernetes@v1.36.3 k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [folder, moduleAtVersion, ...packages] = process.argv.slice(2);
if (!packages.length) {
  console.error('usage: npx projen wrap:program <folder> <module>@<version> <package of main>...');
  process.exit(2);
}
const directory = join('test', 'cluster', 'programs', folder);
const [module, version] = moduleAtVersion.split('@');

rmSync(directory, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });
go('mod', 'init', `cdk8s-databases.example/${folder}`);
go('mod', 'edit', '-go=1.26.4');
if (module === 'k8s.io/kubernetes') pinStagingModules();
go('get', '-tool', ...packages.map((name) => `${name}@${version}`));
go('mod', 'edit', '-go=1.26.4');
go('mod', 'tidy');

/** Kubernetes asks for its own parts as v0.0.0 and replaces them by folders, which a module that depends on it has not. */
function pinStagingModules() {
  const { GoMod } = JSON.parse(go('mod', 'download', '-json', moduleAtVersion));
  const { Require } = JSON.parse(go('mod', 'edit', '-json', GoMod));
  const staging = Require.filter((required) => required.Version === 'v0.0.0').map((required) => required.Path);
  const stagingVersion = version.replace(/^v1\./, 'v0.');
  go('mod', 'edit', ...staging.map((path) => `-replace=${path}=${path}@${stagingVersion}`));
}

function go(...args) {
  return execFileSync('go', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, GOFLAGS: '' } });
}
