import { spawnSync } from 'child_process';
import { symlinkSync, truncateSync, writeFileSync } from 'fs';
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
  const files = folder({ 'b.yml': map('b'), 'a/z.YAML': map('z'), 'a/deep/c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}' });
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
    'stack.yaml': 'Resources:\n  Bucket: !Ref Name\n  Policy: !Sub ["${A}", {A: !GetAtt a.b}]\n',
    'empty.yaml': '',
    'comment.yaml': '# nothing\n',
    'separators.yaml': '---\n---\n# Source: chart/templates/none.yaml\n---\n',
  });
  expect(namesIn(files)).toEqual([]);
});

test('a named file is read whatever its name', () => {
  expect(namesIn(join(folder({ 'dump.txt': map('a') }), 'dump.txt'))).toEqual(['a']);
});

test('a pattern that no shell has expanded names files', () => {
  const files = folder({ 'a/x.yaml': map('a'), 'b/c/x.yaml': map('b'), 'b/c/y.yaml': map('y') });
  expect(namesIn(join(files, '**/x.yaml'))).toEqual(['a', 'b']);
});

test('a pattern that nothing matches is told', () => {
  const files = folder({});
  expect(readFiles([join(files, '*.yaml')]).unread).toEqual([{ file: join(files, '*.yaml'), reason: 'no file matches', broken: true }]);
});

test('a file holds many documents, and a List many objects', () => {
  const list = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n- {apiVersion: v1, kind: ConfigMapList, items: [{metadata: {name: d}}]}\n';
  expect(namesIn(folder({ 'a.yaml': [map('a'), '', map('b'), list].join('---\n') }))).toEqual(['a', 'b', 'c', 'd']);
});

test('items of the API server\'s own lists are of the list\'s kind', () => {
  const files = folder({ 'a.yaml': 'apiVersion: apps/v1\nkind: StatefulSetList\nitems:\n- metadata: {name: a}\n' });
  expect(readFiles([files]).manifests.map(({ manifest: { apiVersion, kind } }) => ({ apiVersion, kind }))).toEqual([{ apiVersion: 'apps/v1', kind: 'StatefulSet' }]);
});

const OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };

test.each([
  ['what Helm writes', `---\n# Source: db/templates/a.yaml\n${map('a')}---\n# Source: db/templates/none.yaml\n`],
  ['separators with comments and blanks', `--- # first\n${map('a')}---  \t\n`],
  ['directives', `%YAML 1.1\n# why\n---\n${map('a')}...\n`],
  ['a document that begins on the separator\'s line', '--- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n'],
  ['Windows line ends', map('a').replaceAll('\n', '\r\n')],
  ['a byte order mark', `\ufeff${map('a')}`],
  ['tabs around values', 'apiVersion: v1\t\nkind:\tConfigMap # c\nmetadata: {\tname:\ta\t}\n'],
  ['no last line end', map('a').trimEnd()],
  ['JSON', JSON.stringify(OBJECT)],
  ['JSON with tabs', JSON.stringify(OBJECT, undefined, '\t')],
  ['JSON as a List', JSON.stringify({ apiVersion: 'v1', items: [OBJECT], kind: 'List' }, undefined, 4)],
  ['YAML in braces', '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'],
])('%s is read', (_, text) => {
  expect(namesIn(folder({ 'a.yaml': text }))).toEqual(['a']);
});

test.each([
  ['as jq writes them', [OBJECT, OBJECT].map((of) => JSON.stringify(of, undefined, 2)).join('\n')],
  ['one in a line', [OBJECT, OBJECT].map((of) => JSON.stringify(of)).join('\n')],
])('JSON objects one after the other, %s, are read', (_, text) => {
  expect(namesIn(folder({ 'a.json': `${text}\n` }))).toEqual(['a', 'a']);
});

test('a separator inside of a block of text is text', () => {
  const files = folder({ 'a.yaml': `${map('a')}data:\n  x: |\n    ---\n    y\n` });
  expect(readFiles([files]).manifests[0].manifest.data).toEqual({ x: '---\ny\n' });
});

test('anchors, merge keys and Windows line ends are understood', () => {
  const files = folder({ 'a.yaml': 'apiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: a}\r\nbase: &base {x: 1}\r\ndata: {<<: *base, z: 2}\r\n' });
  expect(readFiles([files]).manifests[0].manifest.data).toEqual({ x: 1, z: 2 });
});

test('a file that is named twice, or lies in a named directory, is read once', () => {
  const files = folder({ 'a.yaml': map('a') });
  symlinkSync(files, join(files, 'loop'));
  symlinkSync('round', join(files, 'round'));
  symlinkSync(join(files, 'a.yaml'), join(files, 'b.yaml'));
  expect(namesIn(files, join(files, 'a.yaml'), files)).toEqual(['a']);
});

test('a pipe that lies in a directory is not waited for', () => {
  const files = folder({ 'a.yaml': map('a') });
  expect(spawnSync('mkfifo', [join(files, 'pipe.yaml')]).status).toBe(0);
  expect(namesIn(files)).toEqual(['a']);
});

test('each object knows its file', () => {
  const files = folder({ 'a.yaml': map('a') });
  expect(readFiles([files]).manifests.map(({ place }) => place.file)).toEqual([join(files, 'a.yaml')]);
});

test.each([
  ['broken YAML', 'x: 1\na: b\n  c: d\n', 3],
  ['broken YAML in a later document', `${map('a')}---\nx: [1\n---\n`, 7],
  ['a tab as indentation', 'a:\n\tb: 1\n', 2],
  ['broken JSON', '{\n"a": \n', expect.any(Number)],
  ['a key that is a list', '? [a]\n: 1\n', 1],
  ['a key that is a mapping', '? {a: 1}\n: 1\n', 1],
])('%s is told with its line, and the other files are still read', (_, text, line) => {
  const files = folder({ 'a.yaml': text, 'b.yaml': map('b') });
  const { unread, manifests } = readFiles([files]);
  expect(unread).toEqual([{ file: join(files, 'a.yaml'), line, reason: expect.stringMatching(/^[^\n]+$/), broken: true }]);
  // and the documents beside it
  expect(manifests.map(({ manifest }) => manifest.metadata.name)).toEqual(text.startsWith(map('a')) ? ['a', 'b'] : ['b']);
});

test('of a key that is there twice the last one is read, as kubectl does, and that is told', () => {
  const files = folder({ 'a.yaml': `${map('a')}data:\n  x: "1"\n  x: "2"\n` });
  const { manifests, unread } = readFiles([files]);
  expect(manifests[0].manifest.data).toEqual({ x: '2' });
  expect(unread).toEqual([{ file: join(files, 'a.yaml'), line: 7, reason: 'a key is there twice; only the last one is read, as kubectl does', broken: false }]);
});

test.each([
  ['an if of Helm', `{{- if .Values.enabled }}\n${map('a')}{{- end }}\n`],
  ['a value of Helm', `${map('a')}data: {{ .Values.data }}\n`],
  ['a value of Helm in quotes', `${map('a')}data:\n  x: "{{ .Values.x | default 1 }}"\n`],
  ['a name of Helm inside of another', `${map('a')}data:\n  x: x-{{ .Release.Name }}\n`],
  ['an include of Helm', `${map('a')}data:\n  x: {{ include "db.labels" . | nindent 4 }}\n`],
  ['a block of Jinja', `${map('a')}data:\n{% for x in y %}\n  a: b\n{% endfor %}\n`],
])('%s makes a template, which is broken only when somebody asks for it', (_, text) => {
  const files = folder({ 'a.yaml': text });
  const template = { file: join(files, 'a.yaml'), line: expect.any(Number), reason: expect.stringMatching(/^a template that is not yet rendered; /) };
  expect(readFiles([files]).unread).toEqual([{ ...template, broken: false }]);
  expect(readFiles([join(files, 'a.yaml')]).unread).toEqual([{ ...template, broken: true }]);
});

test.each([
  ['of alerts', 'summary: "{{ $labels.pod }} has {{ $value }}"'],
  ['of External Secrets', 'url: "postgres://{{ .user }}:{{ .password }}@db"'],
  ['of a chart that Argo CD renders', 'values: |\n    image: {{ .Values.image }}'],
])('templates %s are meant as they stand', (_, data) => {
  expect(namesIn(folder({ 'a.yaml': `${map('a')}data:\n  ${data}\n` }))).toEqual(['a']);
});

test('settings of a compiler are broken only when somebody asks for them', () => {
  const text = '// of the compiler\n{\n  /* "x" */ "include": ["src//**/*.ts",], // all\n}\n';
  const files = folder({ 'tsconfig.json': text });
  const unread = { file: join(files, 'tsconfig.json'), line: expect.any(Number), reason: 'JSON with comments, which kubectl does not read' };
  expect(readFiles([files]).unread).toEqual([{ ...unread, broken: false }]);
  expect(readFiles([join(files, 'tsconfig.json')]).unread).toEqual([{ ...unread, broken: true }]);
});

test('broken YAML is no template because an alert in it is one', () => {
  const files = folder({ 'a.yaml': `${map('a')}data:\n  summary: "{{ $labels.pod }}"\n bad: 1\n` });
  expect(readFiles([files]).unread).toMatchObject([{ broken: true, reason: expect.not.stringMatching(/template/) }]);
});

test('binaries are broken only when somebody asks for them', () => {
  const files = folder({ 'b.yaml': map('b') });
  const binary = join(files, 'a.yaml');
  writeFileSync(binary, Buffer.from([0x1f, 0x8b, 8, 0, 0, 1]));
  expect(readFiles([files])).toMatchObject({ manifests: [{ manifest: { metadata: { name: 'b' } } }], unread: [{ file: binary, reason: 'binary, no text', broken: false }] });
  expect(readFiles([binary]).unread).toMatchObject([{ broken: true }]);
});

test('files that are too large are broken only when somebody asks for them', () => {
  const files = folder({ 'a.yaml': map('a') });
  const large = join(files, 'a.yaml');
  truncateSync(large, 65 * 1024 * 1024);
  expect(readFiles([files]).unread).toEqual([{ file: large, reason: 'larger than 64 MiB; split it', broken: false }]);
  expect(readFiles([large]).unread).toMatchObject([{ broken: true }]);
});

test.each([
  ['UTF-16', Buffer.from(`\ufeff${map('a')}`, 'utf16le'), 'UTF-16, and kubectl finds the documents of UTF-8 only; save it as UTF-8'],
  ['Latin-1', Buffer.from('# größer\n', 'latin1'), 'not UTF-8; save it as UTF-8'],
])('%s is told, because kubectl does not read it', (_, bytes, reason) => {
  const files = folder({});
  writeFileSync(join(files, 'a.yaml'), bytes);
  expect(readFiles([files]).unread).toEqual([{ file: join(files, 'a.yaml'), reason, broken: true }]);
});

test.each(['password: hunter2\n  : x\n', 'a: 1\na: 2\npassword: "hunter2\n', 'password: *hunter2\n', 'password: !a!hunter2 x\n', 'password: "hunter2\n', 'password: !<hunter2'])('the reason quotes nothing of %j, which may hold a password', (text) => {
  const { unread } = readFiles([folder({ 'a.yaml': text })]);
  expect(unread.filter(({ broken }) => broken)).toHaveLength(1);
  expect(JSON.stringify(unread)).not.toContain('hunter2');
});

test('a file that is not there is told', () => {
  expect(readFiles(['/nowhere/at-all.yaml']).unread).toEqual([
    { file: '/nowhere/at-all.yaml', reason: 'no such file or directory', broken: true },
  ]);
});

test('a link to nowhere is told', () => {
  const files = folder({});
  symlinkSync('/nowhere/at-all.yaml', join(files, 'a.yaml'));
  expect(readFiles([files]).unread).toEqual([{ file: join(files, 'a.yaml'), reason: 'no such file or directory', broken: true }]);
});

test('an object whose name is a number is told', () => {
  const files = folder({ 'a.yaml': `${map('a')}---\n${map('2024')}` });
  expect(readFiles([files]).unread).toEqual([
    { file: join(files, 'a.yaml'), line: 5, reason: 'a ConfigMap whose metadata.name is no string; put it in quotes', broken: false },
  ]);
});

test('aliases that would fill the memory are refused', () => {
  const lines = Array.from({ length: 20 }, (_, n) => `x${n + 1}: &x${n + 1} [${Array(9).fill(`*x${n}`).join()}]`);
  const files = folder({ 'a.yaml': ['x0: &x0 [1]', ...lines].join('\n') });
  expect(readFiles([files]).unread).toEqual([
    { file: join(files, 'a.yaml'), line: 1, reason: 'aliases that multiply until they would fill the memory', broken: true },
  ]);
});

test.each([
  ['brackets', '['.repeat(100_000)],
  ['brackets that close', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['an anchor inside of itself', 'a: &a [*a]\n'],
])('endless %s are refused', (_, text) => {
  expect(readFiles([folder({ 'a.yaml': text })]).unread).toMatchObject([{ broken: true }]);
});

test('progress is told of each file', () => {
  const told: number[][] = [];
  readFiles([folder({ 'a.yaml': map('a'), 'b.yaml': map('b') })], (...of) => told.push(of));
  expect(told).toEqual([[0, 2], [1, 2]]);
});

test('a template of an alert in a broken ConfigMap makes no template of the file, and hides nothing of it', () => {
  const files = folder({ 'a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  slack.tmpl: |\n    {{ define "x" }}hello{{ end }}\n  other: "unclosed\n---\n${map('b')}` });
  const { unread, manifests } = readFiles([files]);
  expect(unread).toEqual([expect.objectContaining({ broken: true })]);
  expect(manifests.map(({ manifest }) => manifest.metadata.name)).toEqual(['b']);
});

test('an object that the API server names is read', () => {
  const { manifests } = readFiles([folder({ 'a.yaml': 'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: dump-}\n' })]);
  expect(manifests.map(({ manifest }) => manifest.metadata.name)).toEqual(['dump-*']);
});
