import { spawnSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import * as library from '../../src';
import { main } from '../../src/validation/command-line';
import { folder } from '../support/folder';

const ROOT = join(__dirname, '../..');
const DOCS = read('docs/ci.md');
const ACTION = parse(read('action.yml'));
const HOOKS = parse(read('.pre-commit-hooks.yaml'));

/** The first line of each example names the file that it is of. */
const EXAMPLES = [...DOCS.matchAll(/```yaml\n# (\S+)\n(.*?)```/gs)].map(([, file, text]) => ({ file, text, yaml: parse(text) }));

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function examplesOf(file: string): any[] {
  return EXAMPLES.filter((example) => example.file === file).map(({ yaml }) => yaml);
}

function run(...args: string[]): { code: number; out: string } {
  let out = '';
  const code = main(args, { stdout: { write: (text) => out += text, columns: 120 }, stderr: { write: () => undefined } });
  return { code, out };
}

test('every example in docs/ci.md names its file and is YAML', () => {
  expect(EXAMPLES.map(({ file }) => file)).toEqual([
    '.github/workflows/databases.yaml', '.pre-commit-config.yaml', '.pre-commit-config.yaml', '.gitlab-ci.yml', 'cdk8s.yaml', 'cdk8s.yaml',
  ]);
  expect(DOCS.match(/```yaml/g)).toHaveLength(EXAMPLES.length);
});

test('every option that the examples and the definitions use is one of the command line', () => {
  const help = run('check', '--help').out;
  const used = new Set([...EXAMPLES.map(({ text }) => text), read('action.yml')]
    .flatMap((text) => text.split('\n'))
    .filter((line) => /check|options:|args:/.test(line))
    .flatMap((line) => line.match(/(?<=[\s[`])--[a-z][a-z-]+/g) ?? []));
  expect([...used].filter((option) => !help.includes(`${option} `) && option !== '--help')).toEqual([]);
  expect(used.size).toBeGreaterThan(2);
});

test('the workflow gives the action what it takes, and all that it needs', () => {
  const [{ jobs }] = examplesOf('.github/workflows/databases.yaml');
  const { with: given } = jobs.checklist.steps.find(({ uses }: any) => uses.startsWith('cdk8s-databases/'));
  expect(Object.keys(ACTION.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  const needed = Object.keys(ACTION.inputs).filter((input) => ACTION.inputs[input].required);
  expect(Object.keys(given)).toEqual(expect.arrayContaining(needed));
});

test('the action reads every input', () => {
  const inputs = Object.values<string>(ACTION.runs.steps[0].env).map((value) => /^\$\{\{ inputs\.(\S+) \}\}$/.exec(value)?.[1]);
  expect(inputs.sort()).toEqual(Object.keys(ACTION.inputs).sort());
});

test('the first pre-commit example names a hook that there is, and the second one does the same without this repository', () => {
  const [{ repos: [published] }, { repos: [local] }] = examplesOf('.pre-commit-config.yaml');
  const [hook] = HOOKS;
  expect(published.hooks[0].id).toBe(hook.id);
  expect(local.hooks[0]).toMatchObject({ id: hook.id, types_or: hook.types_or, pass_filenames: hook.pass_filenames, args: published.hooks[0].args });
  expect(hook.entry).toBe(`scripts/run-published.sh ${local.hooks[0].entry.replace('cdk8s-databases ', '')}`);
});

test('the plugin of the cdk8s examples is exported and takes their properties', () => {
  for (const { validations: [{ class: name, properties }] } of examplesOf('cdk8s.yaml')) {
    expect(() => new (library as any)[name](properties)).not.toThrow();
  }
});

test('the examples pin one release', () => {
  const versions = [...EXAMPLES.map(({ text }) => text).join('\n').matchAll(/(?:cdk8s-databases@v?|rev: v|version: )(\d+\.\d+\.\d+)/g)].map(([, version]) => version);
  expect(versions).toHaveLength(6);
  expect(new Set(versions).size).toBe(1);
});

test('the GitLab job writes each report in the format of its kind, and goes on to the last line, which decides', () => {
  const [{ databases: { script, artifacts } }] = examplesOf('.gitlab-ci.yml');
  const written = Object.fromEntries(script.flatMap((step: string) => {
    const [, format, file] = /^cdk8s-databases check --format (\S+) \$CHECKED > (\S+) \|\| true$/.exec(step) ?? [];
    return format === undefined ? [] : [[file, format]];
  }));
  expect(Object.entries<string>(artifacts.reports).map(([kind, file]) => [kind, written[file]])).toEqual([['junit', 'junit'], ['codequality', 'codequality']]);
  expect(artifacts.paths.map((file: string) => written[file])).toEqual(['sarif']);
  expect(script.at(-1)).toBe('cdk8s-databases check $CHECKED');
});

test('what is no release runs nothing', () => {
  const checkout = folder({ 'package.json': '{"version":"0.0.0"}', 'scripts/run-published.sh': read('scripts/run-published.sh') });
  const { status, stderr } = spawnSync('bash', [join(checkout, 'scripts/run-published.sh'), 'check', '.'], {
    encoding: 'utf8', env: { ...process.env, CDK8S_DATABASES_VERSION: '' },
  });
  expect(status).toBe(2);
  expect(stderr).toBe('the version must be one on npm, got "0.0.0" of a checkout between releases; use a tag, or name a version\n');
});
