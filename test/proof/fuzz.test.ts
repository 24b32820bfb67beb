import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { apply, spoil } from './spoil';
import { VALID, validManifests } from './valid-manifests';
import { check } from '../../src/validation/check';
import { main } from '../../src/validation/command-line';
import { FORMATS } from '../../src/validation/formats';
import { READERS } from '../../src/validation/readers';
import { EXAMPLES_DAY, writtenExample } from '../support/examples';

const NAMES = Object.keys(FORMATS);
/** None of these files is larger than some 100 KB. */
const LONGEST_MILLISECONDS = 5000;
const RUNS = Number(process.env.FUZZ_RUNS ?? 2);
/** The same inputs in each run of the tests; others on request. */
const seed = Number(process.env.FUZZ_SEED ?? 20261121);

let into: string;
let example: any[];

beforeAll(() => {
  into = mkdtempSync(join(tmpdir(), 'cdk8s-databases-fuzz-'));
  // the dashboard is most of the bytes and one string
  example = writtenExample('production').filter(({ metadata }) => metadata.name !== 'postgres-dashboard');
});
afterAll(() => rmSync(into, { recursive: true, force: true }));

function written(text: string | Uint8Array): string {
  const file = join(into, 'a.yaml');
  writeFileSync(file, text);
  return file;
}

/** The command line on one named file; what it writes must not say that it broke down. */
function run(text: string | Uint8Array, format: string): { code: number; out: string } {
  let out = '';
  const started = Date.now();
  const stream = { write: (more: string) => out += more, columns: 120 };
  const code = main(['check', '--format', format, written(text)], { stdout: stream, stderr: stream });
  expect(Date.now() - started).toBeLessThan(LONGEST_MILLISECONDS);
  expect(out).not.toMatch(/^error: /m);
  return { code, out };
}

function exitCode(text: string | Uint8Array, format: string): number {
  return run(text, format).code;
}

/** Each result stands somewhere. */
function expectPlaces(text: string): void {
  const { databases, objects, positions } = check([written(text)], READERS, EXAMPLES_DAY);
  for (const { manifest, results } of [...databases.map((of) => ({ manifest: of.manifest, results: of.report.results })), ...objects]) {
    for (const { at } of results) expect(positions.of(at ?? { of: manifest, path: [] }).line).toBeGreaterThan(0);
  }
}

const words = fc.constantFrom('apiVersion: v1\n', 'apiVersion: apps/v1\n', 'kind: List\n', 'kind: StatefulSet\n', 'kind: Cluster\n', 'metadata: ', 'name: a\n',
  'items: ', 'spec:\n', '- ', ': ', '? ', '  ', '\t', '\n', '\r\n', '"', '\'', '{', '}', '[', ']', ',', '&a ', '*a ', '<<: *a\n', '|\n', '>-\n',
  '---\n', '...\n', '%YAML 1.1\n', '!!binary ', '!!set ', '!x ', '# c\n', '~', 'null', '0x1F', '1e3', '2020-01-01', 'é', '\u2028', '\ufeff', '\u0000',
  '{{ .Values.a }}', '{{- if b }}\n', 'x', 'on');

test.each([
  ['words of YAML', fc.array(words, { maxLength: 40 }).map((of) => of.join(''))],
  ['any text', fc.string({ unit: 'binary', maxLength: 200 })],
])('of %s it never breaks down, and what the YAML library refuses is never passed over', (_, texts) => {
  fc.assert(fc.property(texts, fc.constantFrom(...NAMES), (text, format) => {
    const code = exitCode(text, format);
    expect([0, 1, 2]).toContain(code);
    if (isRefused(text)) expect(code).toBe(2);
  }), { seed, numRuns: 5 * RUNS });
});

/** What kubectl reads although YAML 1.2 does not: keys that are there twice or are no strings, a tab before a lone scalar, tags that say nothing to it. */
const READ_BY_KUBECTL = ['DUPLICATE_KEY', 'NON_STRING_KEY', 'TAB_AS_INDENT', 'TAG_RESOLVE_FAILED'];

function isRefused(text: string): boolean {
  // whether a byte order mark in the middle is a character is told in two ways
  return !text.includes('\ufeff') && parseAllDocuments(text, { merge: true })
    .some(({ errors }) => errors.length > 0 && errors.every(({ code }) => !READ_BY_KUBECTL.includes(code)));
}

test('what cannot be read is not quoted: it may hold a password', () => {
  const secrets = fc.constantFrom('password: hunter2\n', 'hunter2: a\n', '"hunter2"', '\'hunter2', 'hunter2', '*hunter2 ', '&hunter2 ', '!hunter2 ', '%hunter2\n', '{{ hunter2 }}');
  fc.assert(fc.property(fc.array(fc.oneof(words, secrets), { maxLength: 25 }), fc.constantFrom(...NAMES), (of, format) => {
    const { code, out } = run(of.join(''), format);
    if (code === 2) expect(out).not.toContain('hunter2');
  }), { seed, numRuns: 5 * RUNS });
});

test('of any bytes it never breaks down', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...NAMES), (bytes, format) => {
    expect([0, 1, 2]).toContain(exitCode(bytes, format));
  }), { seed, numRuns: 2 * RUNS });
});

test.each([
  ['a quote', '"never closed'], ['a list', '[1, 2'], ['a map', '{a: 1'], ['two values in a line', 'a: b: c: d'], ['an alias of nothing', 'a: *nowhere'],
  ['a list beside keys', '- a\nb: c'], ['an anchor alone', 'a: &'], ['a wrong escape', 'a: "\\q"'],
])('a manifest that ends in %s is exit code 2 in every format', (_, tail) => {
  for (const format of NAMES) expect(exitCode(`${VALID}---\n${tail}\n`, format)).toBe(2);
});

test.each<[string, string | Uint8Array]>([
  ['an alias bomb', bomb(12)],
  ['100,000 brackets', '['.repeat(100_000)],
  ['100,000 indented keys in braces', '{a: '.repeat(100_000)],
  ['UTF-16', Buffer.from(`\ufeff${VALID}`, 'utf16le')],
  ['no YAML but bytes', Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0xff, 0xfe, 0x80])],
])('a named file of %s is exit code 2, soon', (_, text) => {
  expect(exitCode(text, 'json')).toBe(2);
});

/** Each line names the one before it ten times. */
function bomb(lines: number): string {
  const list = (of: string) => `[${new Array(10).fill(of).join(', ')}]`;
  return ['apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: a}', `a0: &a0 ${list('x')}`,
    ...Array.from({ length: lines }, (__, i) => `a${i + 1}: &a${i + 1} ${list(`*a${i}`)}`)].join('\n');
}

test.each([
  ['databases of every reader', () => validManifests()],
  ['the production example', () => structuredClone(example)],
])('however %s are spoilt, the command reports, and each result stands somewhere', (_, original) => {
  fc.assert(fc.property(fc.array(spoil, { minLength: 1, maxLength: 5 }), fc.constantFrom(...NAMES), (spoils, format) => {
    const manifests = original();
    for (const each of spoils) apply(manifests, each);
    const text = manifests.map((manifest) => stringify(manifest, { aliasDuplicateObjects: false })).join('---\n');
    expectPlaces(text);
    // 2: an object beside the database that the API server would refuse, which is said of it
    expect([0, 1, 2]).toContain(exitCode(text, format));
  }), { seed, numRuns: 3 * RUNS });
}, 600_000);
