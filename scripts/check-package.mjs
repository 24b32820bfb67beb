// What a user gets: packs the package, looks at what is in it, installs it in empty apps elsewhere and synthesizes there.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { APP, COMMON_JS_HEAD, NEGLECTED_DATABASE, PLAIN_YAML_APP, TYPE_SCRIPT_HEAD } from './package-apps.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'cdk8s-databases-package-'));
const { version, peerDependencies, devDependencies: { typescript } } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const peers = Object.entries(peerDependencies).map(([name, range]) => `${name}@${range}`);

function run(cwd, command, ...args) {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} in ${cwd} must succeed, got ${error.status}:\n${error.stdout}${error.stderr}`);
  }
}

function must(what, holds, got) {
  if (!holds) throw new Error(`${what}, got ${got}`);
  process.stdout.write(`ok: ${what}\n`);
}

function pack(folder) {
  const [packed] = JSON.parse(run(folder, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', place));
  return { tarball: join(place, packed.filename.replace('@', '').replace('/', '-')), ...packed };
}

function emptyApp(name, ...packages) {
  const app = join(place, name);
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name, version: '1.0.0', private: true }));
  run(app, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...packages);
  return app;
}

function mustSynthesize(app, who) {
  const [file] = readdirSync(join(app, 'dist')).filter((name) => name.endsWith('.k8s.yaml'));
  const yaml = readFileSync(join(app, 'dist', file), 'utf8');
  must(`${who} synthesizes a PostgresCluster`, yaml.includes('apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\n'), yaml.slice(0, 500));
}

function cdk8sSynth(app, main, plugin, ...args) {
  writeFileSync(join(app, 'cdk8s.yaml'), stringify({ app: `node ${main}`, validations: [{ package: plugin, version, class: 'ChecklistValidation' }] }));
  return spawnSync(process.execPath, [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', ...args], {
    cwd: app, encoding: 'utf8', env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
  });
}

function compile(app, sources) {
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { target: 'es2022', module: 'nodenext', strict: true, types: [], rootDir: '.' }, include: sources,
  }));
  run(app, 'npx', 'tsc', '-p', '.');
}

const packed = pack(root);
const own = packed.files.map(({ path }) => path).filter((path) => !path.startsWith('node_modules/'));
const expected = /^(lib\/.*\.(js|d\.ts)|schemas\/.*\.json|programs\/[\w-]+\.(mjs|js|sh|py|sql)|bin\/cdk8s-databases|\.jsii|package\.json|API\.md|README\.md|CHANGELOG\.md|LICENSE)$/;
const odd = own.filter((path) => !expected.test(path));
must('the tarball holds the compiled library, the programs that run in pods and its papers only', odd.length === 0, odd.join(', '));
process.stdout.write(`    ${own.length} files of its own, ${packed.files.length - own.length} of bundled libraries, ${Math.round(packed.size / 1024)} KiB packed\n`);

const published = spawnSync('npm', ['publish', '--dry-run', '--ignore-scripts', ...(version === '0.0.0' ? ['--tag', 'next'] : [])], { cwd: root, encoding: 'utf8' });
const warnings = published.stderr.split('\n').filter((line) => /^npm (warn|error)/i.test(line))
  .filter((line) => !/Unknown (user|env|project|cli) config|requires you to be logged in/.test(line));
must('npm publish --dry-run is clean', published.status === 0 && warnings.length === 0, `${published.status}: ${warnings.join('; ')}`);

const commonJs = emptyApp('common-js', packed.tarball, ...peers);
writeFileSync(join(commonJs, 'main.js'), `${COMMON_JS_HEAD}${APP}`);
run(commonJs, process.execPath, 'main.js');
mustSynthesize(commonJs, 'a CommonJS app');
const checked = spawnSync('npx', ['cdk8s-databases', 'check', '--format', 'json', 'dist'], { cwd: commonJs, encoding: 'utf8' });
const names = JSON.parse(checked.stdout).databases.map(({ name }) => name);
must('npx cdk8s-databases check finds the database and nothing wrong', checked.status === 0 && names.join() === 'orders',
  `exit ${checked.status}, databases ${names.join(', ')}: ${checked.stderr}`);

const good = cdk8sSynth(commonJs, 'main.js', './node_modules/cdk8s-databases');
must('cdk8s synth with the validation plugin passes what lacks nothing', good.status === 0 && /Status\s+│ success/.test(good.stdout),
  `exit ${good.status}: ${good.stdout}${good.stderr}`);

writeFileSync(join(commonJs, 'orders.yaml'), NEGLECTED_DATABASE);
writeFileSync(join(commonJs, 'plain-yaml.js'), PLAIN_YAML_APP);
// as cdk8s-cli would have installed it
mkdirSync(join(place, 'plugins/cdk8s-databases'), { recursive: true });
symlinkSync(commonJs, join(place, 'plugins/cdk8s-databases', version));
const bad = cdk8sSynth(commonJs, 'plain-yaml.js', 'cdk8s-databases', '--plugins-dir', join(place, 'plugins'));
must('cdk8s synth with the validation plugin fails for a neglected database of plain YAML, at its construct',
  bad.status === 2 && bad.stdout.includes('three-instances') && bad.stdout.includes('Construct Path: plain/Orders/'),
  `exit ${bad.status}: ${bad.stdout}${bad.stderr}`);

const [{ run: actionScript }] = parse(readFileSync(join(root, 'action.yml'), 'utf8')).runs.steps;
const acted = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', actionScript], {
  cwd: commonJs,
  encoding: 'utf8',
  env: {
    ...process.env,
    GITHUB_ACTION_PATH: root,
    GITHUB_STEP_SUMMARY: join(commonJs, 'summary.md'),
    CHECK_PATHS: 'orders.yaml\n',
    CHECK_OPTIONS: '--only three-instances',
    CHECK_SARIF: 'checklist.sarif',
    CDK8S_DATABASES_VERSION: `file:${packed.tarball}`,
  },
});
const sarif = JSON.parse(readFileSync(join(commonJs, 'checklist.sarif'), 'utf8') || '{"runs":[{"results":[]}]}');
const summary = readFileSync(join(commonJs, 'summary.md'), 'utf8');
must('the GitHub action fails with the finding, writes it as SARIF and into the summary',
  acted.status === 1 && sarif.runs[0].results.some(({ ruleId }) => ruleId === 'three-instances') && summary.includes('three-instances'),
  `exit ${acted.status}: ${acted.stdout}${acted.stderr}${summary}`);

const typeScript = emptyApp('type-script', packed.tarball, ...peers, `typescript@${typescript}`);
writeFileSync(join(typeScript, 'main.ts'), `${TYPE_SCRIPT_HEAD}${APP}`);
compile(typeScript, ['main.ts']);
run(typeScript, process.execPath, 'main.js');
mustSynthesize(typeScript, 'a TypeScript app, compiled strictly with the libraries\' declarations');

const platformPackage = join(place, 'platform-package');
cpSync(join(root, 'examples/platform-package'), platformPackage, {
  recursive: true, filter: (source) => !/\/(node_modules|dist|lib)$/.test(source),
});
run(platformPackage, 'npm', 'install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline', packed.tarball, ...peers);
run(platformPackage, 'npm', 'run', 'build');
const acme = pack(platformPackage);
const team = emptyApp('team', acme.tarball, packed.tarball, ...peers, `typescript@${typescript}`);
for (const file of ['chart.ts', 'main.ts']) {
  const source = readFileSync(join(root, 'examples/platform-package', file), 'utf8');
  writeFileSync(join(team, file), source.replace("from './src'", "from '@acme/databases'"));
}
compile(team, ['*.ts']);
run(team, process.execPath, 'main.js');
must('a team\'s app synthesizes with the platform team\'s package',
  readdirSync(join(team, 'dist')).join() === 'acme-database-platform.k8s.yaml,platform-package.k8s.yaml', readdirSync(join(team, 'dist')).join());

rmSync(place, { recursive: true });
