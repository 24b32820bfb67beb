/**
 * Writes the Go module that a test builds a program from: versions and checksums pinned, nothing of the program itself.
 *
 *   npx projen wrap:program <folder> <module>@<version> <package of main>... [--replace=<module>=<module>@<version>]...
 *   npx projen wrap:program kubernetes-1.36 k8s.io/kubernetes@v1.36.3 k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--replace='));
const [folder, moduleAtVersion, ...packages] = process.argv.slice(2).filter((argument) => !options.includes(argument));
if (!packages.length) {
  console.error('usage: npx projen wrap:program <folder> <module>@<version> <package of main>... [--replace=<module>=<module>@<version>]...');
  process.exit(2);
}
const directory = join('test', 'cluster', 'programs', folder);
const [module, version] = moduleAtVersion.split('@');

rmSync(directory, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });
go('mod', 'init', `cdk8s-databases.example/${folder}`);
go('mod', 'edit', '-go=1.26.4');
if (module === 'k8s.io/kubernetes') pinStagingModules();
replaceAsTheModuleDoes();
// what the proxy does not have in the version that is asked for
if (options.length > 0) go('mod', 'edit', ...options.map((option) => `-${option.slice(2)}`));
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

/** Go reads the replacements of the main module alone; those by a folder lead nowhere outside of it. */
function replaceAsTheModuleDoes() {
  const { GoMod } = JSON.parse(go('mod', 'download', '-json', moduleAtVersion));
  const { Replace } = JSON.parse(go('mod', 'edit', '-json', GoMod));
  const published = (Replace ?? []).filter((replace) => replace.New.Version);
  if (published.length > 0) go('mod', 'edit', ...published.map((replace) => `-replace=${replace.Old.Path}=${replace.New.Path}@${replace.New.Version}`));
}

function go(...args) {
  return execFileSync('go', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, GOFLAGS: '' } });
}
