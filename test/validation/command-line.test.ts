import { spawnSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { RULES } from '../../src/checklist/rules';
import { Severity } from '../../src/checklist/severity';
import { main } from '../../src/validation/command-line';
import { FORMATS } from '../../src/validation/formats';
import { folder } from '../support/folder';
import { TOY_READER } from '../support/toy-reader';

const GOOD = toy('good');
const FAILING = toy('failing', { instances: 1 });
const UNKNOWN = toy('unknown', { workload: {} });
const BROKEN = 'a: b\n  c: d\n';
const TEMPLATE = '{{- if .Values.enabled }}\na: b\n{{- end }}\n';

function toy(name: string, spec: object = {}, waivers?: object[]): string {
  const annotations = waivers && { 'cdk8s-databases.io/waivers': JSON.stringify(waivers) };
  return JSON.stringify({ apiVersion: 'toys.example/v1', kind: 'ToyDatabase', metadata: { name, namespace: 'shop', annotations }, spec });
}

function run(...args: string[]): { code: number; out: string; err: string } {
  const written = { out: '', err: '' };
  const code = main(args, {
    stdout: { write: (text) => written.out += text, columns: 120 },
    stderr: { write: (text) => written.err += text },
  }, [TOY_READER]);
  return { code, ...written };
}

test.each<[number, string, Record<string, string>]>([
  [0, 'nothing is found', { 'a.yaml': GOOD }],
  [0, 'something is unknown', { 'a.yaml': UNKNOWN }],
  [0, 'the finding is waived', { 'a.yaml': toy('a', { instances: 1 }, [{ rule: 'three-instances', reason: 'two sites' }]) }],
  [0, 'there is no database', { 'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n' }],
  [1, 'a rule fails', { 'a.yaml': FAILING }],
  [1, 'a waiver waives nothing', { 'a.yaml': toy('a', {}, [{ rule: 'three-instances', reason: 'two sites' }]) }],
  [1, 'a database cannot be read', { 'a.yaml': toy('a', { broken: 'spec.storage is missing' }) }],
  [0, 'a directory holds a template', { 'a.yaml': GOOD, 'templates/b.yaml': TEMPLATE }],
  [2, 'a file cannot be read', { 'a.yaml': GOOD, 'b.yaml': BROKEN }],
  [2, 'a file cannot be read and a rule fails', { 'a.yaml': FAILING, 'b.yaml': BROKEN }],
])('exits with %i when %s', (code, _, files) => {
  expect(run('check', folder(files)).code).toBe(code);
});

test('exits with 2 when a template is named', () => {
  expect(run('check', join(folder({ 'b.yaml': TEMPLATE }), 'b.yaml')).code).toBe(2);
});

test.each([
  ['a file is missing', ['check', '/nowhere/at-all.yaml'], ''],
  ['no file is named', ['check'], 'error: missing required argument \'paths\'\n'],
  ['the format is none', ['check', '--format', 'xml', '.'],
    'error: option \'--format <format>\' argument \'xml\' is invalid. Allowed choices are text, json, sarif, junit, codequality, markdown, html.\n'],
  ['the option is none', ['check', '--fast', '.'], 'error: unknown option \'--fast\'\n'],
  ['the command is none', ['chekc', '.'], 'error: unknown command \'chekc\' (Did you mean check?)\n'],
  ['no command is given', [], 'error: a command must be given, got none; "cdk8s-databases --help" lists them\n'],
  ['a rule to skip is none', ['check', '--skip', 'tls-required,three', '.'],
    'error: rule must be one that "cdk8s-databases rules" lists, got "three"; near it: three-instances\n'],
  ['a rule to explain is none', ['explain', 'x'], 'error: rule must be one that "cdk8s-databases rules" lists, got "x"\n'],
  ['the severity is none', ['check', '--severity', 'bad', '.'],
    'error: option \'--severity <severity>\' argument \'bad\' is invalid. Allowed choices are data-loss, outage, exposure, hygiene.\n'],
  ['the report cannot be written', ['check', '--output', '/nowhere/report', '/dev/null'], 'error: ENOENT: no such file or directory, open \'/nowhere/report\'\n'],
])('exits with 2 and one line when %s', (_, args, err) => {
  expect(run(...args)).toMatchObject({ code: 2, err });
});

test('help is asked for and given, on one screen of 24 lines and 80 columns', () => {
  let out = '';
  expect(main(['check', '--help'], { stdout: { write: (text) => out += text, columns: 80 }, stderr: { write: () => undefined } }, [])).toBe(0);
  expect(out).toMatch(/^Usage: cdk8s-databases check \[options\] <paths\.\.\.>/);
  expect(out.split('\n').length).toBeLessThanOrEqual(24);
  expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test.each([
  ['--format', Object.keys(FORMATS), 'text'], ['--severity', Object.values(Severity), 'hygiene'], ['--fail-on', ['fail', 'unknown'], 'fail'],
])('help names all choices of %s, the default first', (option, choices, first) => {
  const [line] = run('check', '--help').out.split('\n').filter((each) => each.includes(`${option} <`));
  const named = line.replace(/^.*>\s+(.*: )?/, '').split(', ');
  expect(named[0]).toBe(first);
  expect(named.sort()).toEqual([...choices].sort());
});

test('that there is no database is said', () => {
  expect(run('check', folder({})).out).toBe('No database found.\n');
});

test('without a database the exit code is 2 when one is required', () => {
  const files = folder({});
  expect(run('check', '--require-database', files)).toMatchObject({ code: 2, out: 'No database found.\n', err: `error: no database in ${files}\n` });
  expect(run('check', '--require-database', folder({ 'a.yaml': GOOD })).code).toBe(0);
});

test('what is unknown is a finding when somebody wants it to be', () => {
  expect(run('check', '--fail-on', 'unknown', folder({ 'a.yaml': UNKNOWN })).code).toBe(1);
  expect(run('check', '--fail-on', 'unknown', folder({ 'a.yaml': GOOD })).code).toBe(0);
});

test.each([
  [1, ['--only', 'tls-required, three-instances']],
  [0, ['--only', 'tls-required']],
  [0, ['--skip', 'tls-required', '--skip', 'three-instances']],
  [1, ['--severity', 'outage']],
  [0, ['--severity', 'data-loss']],
])('exits with %i for a single instance with %j', (code, options) => {
  expect(run('check', ...options, folder({ 'a.yaml': FAILING })).code).toBe(code);
});

test('rules are waived by a file', () => {
  const files = folder({ 'a.yaml': FAILING, '.waivers.yaml': '- {rule: three-instances, reason: two sites, name: failing}\n', '.wrong.yaml': '- {}\n' });
  expect(run('check', '--waivers', join(files, '.waivers.yaml'), files).code).toBe(0);
  expect(run('check', '--waivers', join(files, '.wrong.yaml'), files).code).toBe(2);
});

test('a waiver that is wrong counts whatever is selected', () => {
  const files = folder({ 'a.yaml': GOOD, '.waivers.yaml': '- {rule: three-instances, reason: two sites, name: good}\n' });
  expect(run('check', '--only', 'tls-required', '--waivers', join(files, '.waivers.yaml'), files).code).toBe(1);
});

test('the report is written to a file', () => {
  const files = folder({ 'a.yaml': GOOD });
  const output = join(files, 'report.txt');
  expect(run('check', '--format', 'json', '--output', output, files)).toEqual({ code: 0, out: '', err: '' });
  expect(JSON.parse(readFileSync(output, 'utf8')).databases).toHaveLength(1);
});

test('every rule is listed and explained', () => {
  const { code, out } = run('rules');
  expect(code).toBe(0);
  const [{ id, severity, title, why, fix, source }] = RULES;
  expect(out.split('\n')[0].replace(/ +/g, ' ')).toBe(`${id} ${severity} ${title}`);
  for (const line of out.trimEnd().split('\n')) expect(run('explain', line.split(' ')[0]).code).toBe(0);
  expect(run('explain', id).out).toBe([`${id} (Storage, ${severity}): ${title}`, `Why: ${why}`, `How to meet it: ${fix}`, `Source: ${source}`].join('\n\n') + '\n');
});

test.each([
  ['on a terminal with many files', { isTTY: true }, 250, '\r0 of 250 files\r100 of 250 files\r200 of 250 files\r\u001b[K'],
  ['nowhere else', {}, 250, ''],
  ['with few files', { isTTY: true }, 20, ''],
])('progress is shown %s', (_, terminal, number, expected) => {
  const files = folder(Object.fromEntries(Array.from({ length: number }, (__, i) => [`${i}.yaml`, ''])));
  let err = '';
  main(['check', files], { stdout: { write: () => undefined }, stderr: { ...terminal, write: (text) => err += text } }, []);
  expect(err).toBe(expected);
});

test('a clock that is none is an error', () => {
  const before = process.env.SOURCE_DATE_EPOCH;
  process.env.SOURCE_DATE_EPOCH = 'yesterday';
  try {
    expect(run('check', folder({ 'a.yaml': GOOD }))).toEqual({
      code: 2,
      out: '',
      err: 'error: SOURCE_DATE_EPOCH must be whole seconds since 1970, got "yesterday"; correct the environment variable or unset it\n',
    });
  } finally {
    if (before === undefined) delete process.env.SOURCE_DATE_EPOCH; else process.env.SOURCE_DATE_EPOCH = before;
  }
});

test('prerequisites are listed when asked for', () => {
  const files = folder({ 'a.yaml': GOOD });
  expect(run('check', files).out).not.toContain('The cluster must already have');
  expect(run('check', '--prerequisites', files).out).toMatch(/The cluster must already have:\n {2}Operators:\n {4}- the operator of toys.example: ToyDatabase/);
  expect(JSON.parse(run('check', '--prerequisites', '--format', 'json', files).out).prerequisites).toMatchObject({ namespaces: ['shop'] });
});

function program(args: readonly string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    '--require', join(__dirname, '../support/run-from-source.cjs'),
    join(__dirname, '../../bin/cdk8s-databases'), ...args,
  ], { encoding: 'utf8', input });
  return { status, stdout, stderr };
}

test('the program of the package does the same', () => {
  const files = folder({ 'empty.yaml': '', 'broken.yaml': BROKEN });
  expect(program(['check', files])).toEqual({
    status: 2,
    stdout: `Not read:\n  ${files}/broken.yaml:2: bad indentation of a mapping entry\n\nNo database found.\n`,
    stderr: '',
  });
});

test('what is piped in is read, too', () => {
  const { status, stdout } = program(['check', '-', '--format', 'json'], 'apiVersion: v1\nkind: Redis\n---\na: [\n');
  expect(status).toBe(2);
  expect(JSON.parse(stdout).unread).toMatchObject([{ file: 'stdin', broken: true }]);
});
