import { join } from 'path';
import { FieldPath } from '../../src/checklist/field';
import { positionsIn } from '../../src/validation/positions';
import { readFiles } from '../../src/validation/read-files';
import { folder } from '../support/folder';

/** `<line>:<column>` of fields of the objects in a file. */
function positionsOf(text: string, ...asked: Array<[string, FieldPath]>): string[] {
  const files = folder({ 'a.yaml': text });
  const { manifests, unread } = readFiles([files]);
  expect(unread.filter(({ broken }) => broken)).toEqual([]);
  const positions = positionsIn(new Map(manifests.map(({ manifest, place }) => [manifest, place])));
  return asked.map(([name, path]) => {
    const { file, line, column } = positions.of({ of: manifests.find(({ manifest }) => manifest.metadata.name === name)!.manifest, path });
    expect(file).toBe(join(files, 'a.yaml'));
    return `${line}:${column}`;
  });
}

const FIRST = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: "1"\n';

test('a field is where its key is, in the lines of the file', () => {
  const second = '# Source: b.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: b\nspec:\n  containers:\n  - name: c\n    image: d\n  -   name: e\n';
  expect(positionsOf(`${FIRST}---\n${second}`,
    ['a', ['data', 'x']],
    ['a', ['metadata', 'name']],
    ['b', []],
    ['b', ['spec', 'containers', 0, 'image']],
    ['b', ['spec', 'containers', 1]],
  )).toEqual(['5:3', '3:12', '8:1', '15:5', '16:7']);
});

test('of what is not there it is the deepest part that is', () => {
  expect(positionsOf(FIRST, ['a', ['data', 'y']], ['a', ['data', 'x', 'y', 0]], ['a', ['spec', 'x']])).toEqual(['4:1', '5:3', '1:1']);
});

test('what an anchor brings is where the anchor is', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nbase: &base\n  x: 1\n  y: 1\ndata:\n  <<: *base\n  y: 2\nmore: *base\n';
  expect(positionsOf(text, ['a', ['data', 'x']], ['a', ['data', 'y']], ['a', ['more', 'x']])).toEqual(['5:3', '9:3', '5:3']);
});

test('of a key that is there twice it is the last one, which counts', () => {
  expect(positionsOf(`${FIRST}  x: "2"\n`, ['a', ['data', 'x']])).toEqual(['6:3']);
});

test('Windows line ends, tabs and a byte order mark shift nothing', () => {
  expect(positionsOf(`\ufeff${FIRST}\t\n`.replaceAll('\n', '\r\n'), ['a', ['data', 'x']], ['a', []])).toEqual(['5:3', '1:1']);
});

const ITEMS = ['a', 'b'].map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { items: '- x', x: 1 } }));

test.each([2, 4, '\t'])('JSON that is indented with %j has positions', (indent) => {
  const column = typeof indent === 'number' ? 2 * indent + 1 : 3;
  expect(positionsOf(JSON.stringify(ITEMS[0], undefined, indent), ['a', ['data', 'x']])).toEqual([`9:${column}`]);
});

test('JSON in one line has positions', () => {
  expect(positionsOf(JSON.stringify(ITEMS[0]), ['a', ['kind']])).toEqual(['1:20']);
});

test('JSON objects one after the other have positions', () => {
  expect(positionsOf(ITEMS.map((of) => JSON.stringify(of, undefined, 1)).join('\n'), ['b', ['kind']])).toEqual(['14:2']);
});

test.each([
  ['JSON', JSON.stringify({ apiVersion: 'v1', items: ITEMS, kind: 'List' }, undefined, 4), ['15:9', '23:17', '15:9']],
  ['JSON, the items last', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: ITEMS }, undefined, 4), ['16:9', '24:17', '16:9']],
  ['JSON in one line', JSON.stringify({ kind: 'List', apiVersion: 'v1', items: ITEMS }), ['1:135', '1:219', '1:135']],
  ['YAML as kubectl writes it', `apiVersion: v1\nitems:\n${ITEMS.map(item('')).join('')}kind: List\nmetadata:\n  resourceVersion: ""\n`, ['12:3', '20:5', '12:3']],
  ['YAML with indented items', `apiVersion: v1\nkind: List\nitems:\n# two\n${ITEMS.map(item('  ')).join('\n  # next\n')}`, ['16:5', '24:7', '16:5']],
])('items of a List in %s have positions', (_, text, expected) => {
  expect(positionsOf(text, ['b', []], ['b', ['data', 'x']], ['b', ['spec']])).toEqual(expected);
});

function item(indent: string): (of: typeof ITEMS[number]) => string {
  return ({ metadata: { name } }) => ['- apiVersion: v1', '  kind: ConfigMap', '  metadata:', `    name: ${name}`, '  data:', '    items: |-', '      - x', '', '    x: 1', '']
    .map((line) => (line === '' ? '' : indent + line)).join('\n');
}

test('items that are written in two ways have positions, too', () => {
  const text = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n-\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: c}\n';
  expect(positionsOf(text, ['a', ['kind']], ['b', ['kind']], ['c', ['kind']])).toEqual(['5:3', '9:3', '12:3']);
});

test('items of Lists in a List have positions', () => {
  const text = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: a}\n';
  expect(positionsOf(text, ['a', ['kind']])).toEqual(['8:5']);
});
