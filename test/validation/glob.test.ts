import { symlinkSync } from 'fs';
import { join, relative } from 'path';
import { glob } from '../../src/validation/glob';
import { folder } from '../support/folder';

test.each<[string, string[]]>([
  ['*.yaml', ['a.yaml', 'b.yaml']],
  ['?.yml', ['c.yml']],
  ['[!a].yaml', ['b.yaml']],
  ['[a-c].y*ml', ['a.yaml', 'b.yaml', 'c.yml']],
  ['{b,a}.yaml', ['b.yaml', 'a.yaml']],
  ['{a,deep/{d,e}}.yaml', ['a.yaml', 'deep/d.yaml', 'deep/e.yaml']],
  ['*/d.yaml', ['deep/d.yaml']],
  ['**/[de].yaml', ['deep/d.yaml', 'deep/e.yaml', 'deep/er/e.yaml']],
  ['deep/**/e.yaml', ['deep/e.yaml', 'deep/er/e.yaml']],
  ['**', ['', 'deep', 'deep/er']],
  ['.*/*.yaml', ['.hidden/h.yaml']],
  ['**/h.yaml', []],
  ['*.json', []],
  ['nowhere/*.yaml', []],
  ['a+.yaml', []],
])('%s', (pattern, expected) => {
  const files = folder(Object.fromEntries([
    'a.yaml', 'b.yaml', 'c.yml', 'deep/d.yaml', 'deep/e.yaml', 'deep/er/e.yaml', '.hidden/h.yaml', 'node_modules/a/e.yaml',
  ].map((name) => [name, ''])));
  symlinkSync(files, join(files, 'loop'));
  expect(glob(`${files}/${pattern}`).map((path) => relative(files, path))).toEqual(expected);
});
