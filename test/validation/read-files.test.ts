import { symlinkSync } from 'fs';
import { join } from 'path';
import { readFiles } from '../../src/validation/read-files';
import { folder } from '../support/folder';

function map(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
}

function namesIn(...paths: string[]): string[] {
  const { manifests, unread } = readFiles(paths);
  expect(unread).toEqual([]);
  return manifests.map(({ manifest }) => manifest.metadata.name);
}

test('directories are read to the ground, in the order of their names', () => {
  const files = folder({ 'b.yml': map('b'), 'a/z.yaml': map('z'), 'a/deep/c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}' });
  expect(namesIn(files)).toEqual(['c', 'z', 'b']);
});

test('what is no manifest is passed over', () => {
  const files = folder({
    'notes.txt': map('text'),
    '.hidden/a.yaml': map('hidden'),
    'node_modules/a.yaml': map('module'),
    'values.yaml': 'image: {tag: 1}\n',
    'list.yaml': '- 1\n',
    'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n',
    'package.json': '{"name":"x"}',
    'empty.yaml': '',
    'comment.yaml': '# nothing\n',
  });
  expect(namesIn(files)).toEqual([]);
});

test('a named file is read whatever its name', () => {
  expect(namesIn(join(folder({ 'dump.txt': map('a') }), 'dump.txt'))).toEqual(['a']);
});

test('a file holds many documents, and a List many objects', () => {
  const list = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n- {apiVersion: v1, kind: ConfigMapList, items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: d}}]}\n';
  expect(namesIn(folder({ 'a.yaml': [map('a'), '', map('b'), list].join('---\n') }))).toEqual(['a', 'b', 'c', 'd']);
});

test('anchors, merge keys and Windows line ends are understood', () => {
  const files = folder({ 'a.yaml': 'apiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: a}\r\nbase: &base {x: 1}\r\ndata: {<<: *base, y: 2}\r\n' });
  expect(readFiles([files]).manifests[0].manifest.data).toEqual({ x: 1, y: 2 });
});

test('a file that is named twice, or lies in a named directory, is read once', () => {
  const files = folder({ 'a.yaml': map('a') });
  symlinkSync(files, join(files, 'loop'));
  symlinkSync(join(files, 'a.yaml'), join(files, 'b.yaml'));
  expect(namesIn(files, join(files, 'a.yaml'), files)).toEqual(['a']);
});

test('each object knows its file', () => {
  const files = folder({ 'a.yaml': map('a') });
  expect(readFiles([files]).manifests.map(({ file }) => file)).toEqual([join(files, 'a.yaml')]);
});

test.each([
  ['broken YAML', 'x: 1\na: b\n  c: d\n', 2, 'Nested mappings are not allowed in compact mappings'],
  ['a key that is there twice', 'a: 1\nb: 2\na: 3\n', 3, 'Map keys must be unique'],
  ['a template before rendering', 'a: 1\nkind: {{ .Values.kind }}\n', 2, undefined],
  ['broken JSON', '{\n"a": \n', undefined, undefined],
])('%s is told with its line, and the other files are still read', (_, text, line, reason) => {
  const files = folder({ 'a.yaml': text, 'b.yaml': map('b') });
  const { unread, manifests } = readFiles([files]);
  expect(unread).toEqual([{ file: join(files, 'a.yaml'), line: line ?? expect.any(Number), reason: reason ?? expect.stringMatching(/^[^\n]+$/) }]);
  expect(manifests).toHaveLength(1);
});

test('the reason quotes nothing of the file, which may hold a password', () => {
  const files = folder({ 'a.yaml': 'password: hunter2\n  : x\n' });
  expect(JSON.stringify(readFiles([files]).unread)).not.toContain('hunter2');
});

test('a file that is not there is told', () => {
  expect(readFiles(['/nowhere/at-all.yaml']).unread).toEqual([
    { file: '/nowhere/at-all.yaml', reason: "ENOENT: no such file or directory, stat '/nowhere/at-all.yaml'" },
  ]);
});

test('a link to nowhere is told', () => {
  const files = folder({});
  symlinkSync('/nowhere/at-all.yaml', join(files, 'a.yaml'));
  expect(readFiles([files]).unread).toEqual([{ file: join(files, 'a.yaml'), reason: expect.stringMatching(/^ENOENT/) }]);
});

test('aliases that would fill the memory are refused', () => {
  const lines = Array.from({ length: 20 }, (_, n) => `x${n + 1}: &x${n + 1} [${Array(9).fill(`*x${n}`).join()}]`);
  const files = folder({ 'a.yaml': ['x0: &x0 [1]', ...lines].join('\n') });
  expect(readFiles([files]).unread).toEqual([{ file: join(files, 'a.yaml'), reason: 'Excessive alias count indicates a resource exhaustion attack' }]);
});

