import { cdk8s, javascript } from 'projen';

const CDK8S = '2.70.0';
const CONSTRUCTS = '10.5.0';
const CDK8S_PLUS_28 = '2.5.6';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-databases',
  description: 'Production-ready databases on Kubernetes as cdk8s constructs, with an enforced production checklist',
  author: 'The cdk8s-databases authors',
  authorAddress: 'maintainers@cdk8s-databases.example',
  authorOrganization: true,
  repositoryUrl: 'git+https://github.com/cdk8s-databases/cdk8s-databases.git',
  keywords: ['cdk8s', 'kubernetes', 'database', 'postgresql', 'cloudnative-pg', 'production', 'checklist'],
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk8s-databases authors',
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',

  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  cdk8sVersion: CDK8S,
  constructsVersion: CONSTRUCTS,
  peerDeps: [`cdk8s-plus-28@^${CDK8S_PLUS_28}`],
  // Runtime libraries that are no jsii modules: bundled, so that every language gets them.
  // yaml: YAML with positions; js-yaml: YAML as kubectl reads it, and fast; commander: command line;
  // glob: patterns in quotes, through symbolic links as a shell goes;
  // croner: cron expressions and their next runs; @prometheus-io/lezer-promql: Prometheus' own grammar.
  bundledDeps: [
    'yaml@^2.9.1', 'js-yaml@^4.3.2', 'commander@^14.0.0', 'glob@^13.0.7', 'croner@^10.0.1',
    '@prometheus-io/lezer-promql@^0.315.0', '@lezer/lr', '@lezer/highlight', '@lezer/common',
  ],
  devDeps: [
    'constructs@^10.5.0',
    '@swc/core@1.16.18', '@swc/jest@0.2.39',
    'fast-check', 'ajv', '@marcbachmann/cel-js@8.0.0', '@kubernetes/client-node@1.4.0', 'selfsigned@5.5.0', 'undici@7.30.2',
    'cli-table3@0.6.5', '@xmldom/xmldom@0.9.12',
    'dependency-cruiser', 'cdk8s-cli@2.207.60', 'jsii-pacmak', 'jsii-rosetta@~6.0.0',
  ],
  bin: { 'cdk8s-databases': 'bin/cdk8s-databases' },

  publishToPypi: { distName: 'cdk8s-databases', module: 'cdk8s_databases' },
  publishToMaven: {
    javaPackage: 'io.github.cdk8sdatabases', mavenGroupId: 'io.github.cdk8s-databases', mavenArtifactId: 'cdk8s-databases',
  },
  publishToGo: { moduleName: 'github.com/cdk8s-databases/cdk8s-databases-go', packageName: 'cdk8sdatabases' },

  github: false,
  depsUpgrade: false,
  release: false,
  integrationTestAutoDiscover: false,
  docgen: true,
  sampleCode: false,
  jestOptions: {
    configFilePath: 'jest.config.json',
    junitReporting: false,
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/examples'],
      collectCoverage: false,
      coverageProvider: 'babel',
      // the first four need a Kubernetes API server, the programs PostgreSQL, *.promtool.test.ts Prometheus' promtool
      testPathIgnorePatterns: [
        '/node_modules/', '/lib/', '/dist/', '/test/apiserver/', '/test/operators/', '/test/e2e/', '/test/velero/', '/test/programs/', '/test/migration-run/', '\\.promtool\\.test\\.ts$',
      ],
      // examples import the package by its name, as a user's app does
      moduleNameMapper: { '^cdk8s-databases$': '<rootDir>/src' },
      transform: { '^.+\\.ts$': new javascript.Transform('@swc/jest') },
      moduleFileExtensions: ['ts', 'js', 'json', 'node'],
    },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples', '.projenrc.ts'],
    projectService: false,
    tsconfigPath: './test/tsconfig.json',
    commandOptions: { fix: false, extraArgs: ['--max-warnings=0'] },
  },
  // one program for all that is not compiled by jsii: it is type-checked in one go
  tsconfigDev: {
    include: ['../examples/**/*.ts', '../scripts/**/*.ts', '../.projenrc.ts'],
    exclude: ['../examples/**/node_modules', '../examples/**/dist'],
    compilerOptions: { paths: { 'cdk8s-databases': ['../src'] }, module: 'node20' },
  },
  gitignore: ['/dist/', '/.jsii', '/.jsii.tabl.json', '/tsconfig.tsbuildinfo', '*.tgz', '/examples/*/dist/', '/examples/*/lib/', '__pycache__/'],
});

// source maps are three quarters of what an import has to read
project.tsconfig!.file.addOverride('compilerOptions.inlineSourceMap', false);
project.tsconfig!.file.addOverride('compilerOptions.inlineSources', false);

// projen does not commit it; editors want it
project.gitignore.include('/tsconfig.json');
// later versions lack an optional platform package, and `npm ci` fails
project.package.addPackageResolutions('unrs-resolver@1.12.2');
// the examples import the package by its own name; jsii reads the last two
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './.jsii': './.jsii',
  './package.json': './package.json',
});

for (const path of [
  '/examples/', '/docs/', '/test/', '/.ci/', '/scripts/', '/jest.config.json', '/.dependency-cruiser.cjs', '/CONTRIBUTING.md', '/tsconfig.json',
  '/.jsii.tabl.json', '/action.yml', '/.pre-commit-hooks.yaml', '__pycache__/',
]) project.npmignore?.exclude(path);

// swc compiles the tests; projen's ts-jest would come first
delete project.jest!.config.transform['^.+\\.[t]sx?$'];
project.deps.removeDependency('ts-jest');

// network addresses are strings of bits
project.eslint!.addRules({ 'no-bitwise': 'off' });
// the two rules that need types are about promises, and nothing here is asynchronous: lint takes a third less without them
project.eslint!.addRules({ '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off' });
project.tryFindObjectFile('.eslintrc.json')!.addDeletionOverride('parserOptions.project');

// Node 20 is the floor, and tested as such
for (const tool of ['JSII', 'JSII_ROSETTA', 'JSII_PACMAK', 'JSII_DOCGEN']) {
  project.tasks.addEnvironment(`${tool}_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION`, '20');
}

function task(name: string, description: string, ...steps: string[]) {
  return project.addTask(name, { description, steps: steps.map((exec, i) => ({ exec, receiveArgs: i === steps.length - 1 })) });
}

const types = task('lint:types', 'Type-check tests, examples and project files, which jest and ts-node only translate',
  'tsc --noEmit -p test/tsconfig.json');
task('lint:imports', 'Who may import whom', 'depcruise --config .dependency-cruiser.cjs src examples');
task('lint:api', 'The public API in the words of every language: needs compile', 'node scripts/api-lint.mjs');

// projen would lint, too: a step of its own in .ci/run
project.testTask.reset('jest --ci --maxWorkers=2', { receiveArgs: true });
project.testTask.spawn(types);
task('test:promtool', 'Alert rules against Prometheus\' own promtool',
  'jest --ci --testPathIgnorePatterns /node_modules/ --testPathPatterns "\\.promtool\\.test\\.ts$"');

for (const [suite, description] of Object.entries({
  apiserver: 'Every manifest against a real API server and the operators\' webhooks: needs Go',
  operators: 'What the operators make of the manifests against what the library claims: needs Go',
  e2e: 'Living databases on the cluster that KUBECONFIG names: see test/e2e/environment.ts',
  velero: 'What Velero\'s controllers say of its Schedule, Backup and Restore: needs Go, and minutes to build Velero once',
})) task(`test:${suite}`, description, `jest --ci --config test/${suite}/jest.config.cjs`);
task('test:scripts', 'The programs that run in pods, against a real PostgreSQL server: needs Debian\'s postgresql',
  'jest --ci --config test/programs/jest.config.cjs');
task('test:migration', 'Whole migrations between real servers that are written all the time, and faults in the middle: needs Go, and PostgreSQL 17 beside Debian\'s',
  'jest --ci --config test/migration-run/jest.config.cjs');
task('lint:scripts', 'The shell scripts that run in pods: needs shellcheck', 'shellcheck programs/*.sh');
task('wrap:program', 'Write the Go module that a test builds a program from', 'node scripts/wrap-go-program.mjs');
task('align:programs', 'Have those Go modules take the same versions of what they have in common', 'node scripts/align-go-programs.mjs');

task('demo', 'Synthesize the production example and check it',
  'node scripts/synth-examples.mjs production',
  'node bin/cdk8s-databases check --prerequisites dist/examples/production',
).prependSpawn(project.compileTask);
task('examples', 'Synthesize every example into dist/examples/', 'node scripts/synth-examples.mjs').prependSpawn(project.compileTask);
task('bench', 'What the library costs over the same manifests as raw ApiObjects: needs compile', 'node scripts/bench.mjs');
task('schemas', 'Fetch the operators\' schemas for the tests: needs Go', 'node scripts/fetch-schemas.mjs');

const checklistDocs = task('docs:checklist', 'Write docs/checklist.md from the rules', 'ts-node -T scripts/checklist-docs.ts');
const docs = project.addTask('docs', { description: 'Write API.md and docs/checklist.md: needs compile' });
// jsii-docgen follows the link by which an example finds this package, round and round
docs.exec('rm -rf examples/*/node_modules');
docs.spawn(project.tasks.tryFind('docgen')!);
docs.spawn(checklistDocs);

task('check:snippets', 'Compile every TypeScript snippet of README, docs and doc comments: needs compile',
  'jsii-rosetta extract --strict --output dist/snippets.json',
  'node scripts/check-snippets.mjs');
task('check:bindings', 'Sources of the Python, Java and Go bindings: needs compile',
  'jsii-pacmak --code-only --outdir dist/bindings --target python java go');
task('check:package', 'Pack, install elsewhere, import, synthesize: needs compile', 'node scripts/check-package.mjs');

// the registries of the other languages are not needed for a build
project.tasks.tryFind('package-all')!.reset();
project.tasks.tryFind('package-all')!.spawn(project.tasks.tryFind('package:js')!);

project.synth();
