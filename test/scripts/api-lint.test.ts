import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

const docs = { summary: 'Said.' };
const CLASS = { fqn: 'lib.Thing', assembly: 'lib', kind: 'class', name: 'Thing', docs };

function lint(type: object): { lines: string[]; status: number | null } {
  const folder = mkdtempSync(join(tmpdir(), 'api-lint-'));
  try {
    const file = join(folder, '.jsii');
    writeFileSync(file, JSON.stringify({ types: { 'lib.Thing': { ...CLASS, ...type } } }));
    const { status, stderr } = spawnSync(process.execPath, [join(__dirname, '../../scripts/api-lint.mjs'), file], { encoding: 'utf8' });
    return { lines: stderr.split('\n').filter((line) => line !== ''), status };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('an API that every language can have passes', () => {
  const property = { name: 'size', immutable: true, docs, type: { primitive: 'number' } };
  expect(lint({ properties: [property] })).toEqual({ lines: [], status: 0 });
});

test('everything that jsii lets through is found in one run', () => {
  const { lines, status } = lint({
    kind: 'interface',
    datatype: true,
    docs: undefined,
    properties: [
      { name: 'either', immutable: true, docs, type: { union: { types: [{ primitive: 'string' }, { primitive: 'number' }] } } },
      { name: 'anything', immutable: true, docs, type: { collection: { kind: 'array', elementtype: { primitive: 'any' } } } },
      { name: 'size', immutable: true, optional: true, docs, type: { primitive: 'number' } },
      { name: 'poolManager', docs, type: { primitive: 'string' } },
    ],
    methods: [{ name: 'grow', docs, parameters: [{ name: 'by', type: { primitive: 'number' } }] }],
    members: [{ name: 'RED' }],
  });
  expect(lines).toEqual([
    'Thing must be documented, got no doc comment; say what it is, its unit and its default',
    'Thing.RED must be documented, got no doc comment; say what it is, its unit and its default',
    'Thing.anything must have a type, got any; a union of literals becomes one, too',
    'Thing.either must be of one type, got a union; make a class with factories or an enum',
    'Thing.grow(by) must be documented, got no doc comment; say what it is, its unit and its default',
    'Thing.poolManager must be named after what it is, got "Manager"; name the noun',
    'Thing.poolManager must be readonly, got a mutable property; write readonly',
    'Thing.size must have @default, got none; say what happens without it',
  ]);
  expect(status).toBe(1);
});
