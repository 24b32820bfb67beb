import { mkdirSync, symlinkSync } from 'fs';
import { join, relative } from 'path';
import { glob } from '../../src/validation/glob';
import { folder } from '../support/folder';

test.each<[string, string[]]>([
  ['*.yaml', ['a.yaml', 'b.yaml']],
  ['?.yml', ['c.yml']],
  ['[!a].yaml', ['b.yaml']],
  ['[a-c].y*ml', ['a.yaml', 'b.yaml', 'c.yml']],
  ['{b,a}.yaml', ['a.yaml', 'b.yaml']],
  ['{a,deep/{d,e}}.yaml', ['a.yaml', 'deep/d.yaml', 'deep/e.yaml']],
  ['*/d.yaml', ['deep/d.yaml']],
  ['**/[de].yaml', ['deep/d.yaml', 'deep/e.yaml', 'deep/er/e.yaml', 'envs/prod/d.yaml', 'envs/prod/e.yaml']],
  ['envs/*/d.yaml', ['envs/prod/d.yaml']],
  ['loop/*.yml', ['loop/c.yml']],
  ['deep/**/e.yaml', ['deep/e.yaml', 'deep/er/e.yaml']],
  ['**', ['', 'deep', 'deep/er', 'envs', 'envs/prod', 'loop']],
  ['deep/**', ['deep', 'deep/er']],
  ['*', ['a.yaml', 'b.yaml', 'c.yml', 'deep', 'envs', 'loop']],
  ['node_modules/*/e.yaml', ['node_modules/a/e.yaml']],
  ['*/a/e.yaml', []],
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
  mkdirSync(join(files, 'envs'));
  symlinkSync('../deep', join(files, 'envs/prod'));
  expect(glob(`${files}/${pattern}`).map((path) => relative(files, path))).toEqual(expected);
});
