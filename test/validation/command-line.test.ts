import { spawnSync } from 'child_process';
import { join } from 'path';
import { main } from '../../src/validation/command-line';
import { folder } from '../support/folder';
import { TOY_READER } from '../support/toy-reader';

const GOOD = toy('good');
const FAILING = toy('failing', { instances: 1 });
const UNKNOWN = toy('unknown', { workload: {} });
const BROKEN = 'a: b\n  c: d\n';

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
  [2, 'a file cannot be read', { 'a.yaml': GOOD, 'b.yaml': BROKEN }],
  [2, 'a file cannot be read and a rule fails', { 'a.yaml': FAILING, 'b.yaml': BROKEN }],
])('exits with %i when %s', (code, _, files) => {
  expect(run('check', folder(files)).code).toBe(code);
});

test.each([
  ['a file is missing', ['check', '/nowhere/at-all.yaml']],
  ['no file is named', ['check']],
  ['the format is none', ['check', '--format', 'xml', '.']],
  ['the option is none', ['check', '--fast', '.']],
  ['the command is none', ['chekc', '.']],
  ['no command is given', []],
])('exits with 2 when %s', (_, args) => {
  expect(run(...args).code).toBe(2);
});

test('help is asked for and given', () => {
  const { code, out } = run('check', '--help');
  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: cdk8s-databases check \[options\] <paths\.\.\.>/);
});

test('that there is no database is said', () => {
  expect(run('check', folder({})).out).toBe('No database found.\n');
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

test('the program of the package does the same', () => {
  const files = folder({ 'empty.yaml': '', 'broken.yaml': BROKEN });
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    '--require', join(__dirname, '../support/run-from-source.cjs'),
    join(__dirname, '../../bin/cdk8s-databases'), 'check', files,
  ], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: `Not read:\n  ${files}/broken.yaml:1: Nested mappings are not allowed in compact mappings\n\nNo database found.\n`,
    stderr: '',
  });
});
