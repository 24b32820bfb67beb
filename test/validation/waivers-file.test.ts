import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { check } from '../../src/validation/check';
import { folder } from '../support/folder';
import { TOY_READER } from '../support/toy-reader';

const NOW = new Date('2026-03-31T00:00:00Z');

function toy(name: string, namespace: string, spec: object = { instances: 1 }): string {
  return JSON.stringify({ apiVersion: 'toys.example/v1', kind: 'ToyDatabase', metadata: { name, namespace }, spec });
}

const TOYS = [toy('a', 'shop'), toy('a', 'blog'), toy('b', 'shop')].join('\n');

/** What is waived, what is wrong with the file, and what of it could not be read. */
function waived(waivers: string, manifests: string = TOYS) {
  const files = folder({ 'toys.json': manifests, '.waivers.yaml': waivers });
  const { databases, objects, unread } = check([files], [TOY_READER], NOW, { waivers: join(files, '.waivers.yaml') });
  return {
    waived: databases.flatMap(({ report }) => report.results.filter(({ outcome }) => outcome === 'waived')
      .map(({ rule, reason, expires }) => [`${report.namespace}/${report.name}`, rule.id, reason, ...(expires ? [expires] : [])])),
    problems: objects.flatMap(({ problems }) => problems.map(({ found }) => found)),
    unread: unread.map(({ line, reason, broken }) => ({ line, reason, broken })),
  };
}

const WAIVER = 'rule: three-instances, reason: two sites, name: a';

test.each([
  ['in one namespace', `[{${WAIVER}, namespace: blog}]`, ['blog/a']],
  ['in any namespace', `[{${WAIVER}}]`, ['blog/a', 'shop/a']],
  ['of a kind', `[{${WAIVER}, kind: ToyDatabase, namespace: shop}]`, ['shop/a']],
])('a rule is waived for objects of that name %s', (_, waivers, names) => {
  expect(waived(waivers)).toEqual({ waived: names.map((name) => [name, 'three-instances', 'two sites']), problems: [], unread: [] });
});

test('a waiver holds until its day', () => {
  expect(waived(`- {${WAIVER}, namespace: shop, expires: 2026-03-31}\n`).waived).toEqual([['shop/a', 'three-instances', 'two sites', '2026-03-31']]);
});

test('what is costly is waived with one reason', () => {
  expect(waived('[{rule: not-for-production, reason: a preview, name: b}]').waived).toEqual([['shop/b', 'three-instances', 'a preview']]);
});

test.each([
  ['an unknown rule', '[{rule: three-instance, reason: x, name: b}]',
    'b: waiver "three-instance" must name a rule or "not-for-production", got "three-instance"; docs/checklist.md lists the rules'],
  ['an empty reason', '[{rule: three-instances, reason: " ", name: b}]',
    'b: waiver "three-instances" must have a reason, got " "; say why this database does not follow the rule'],
  ['a rule that is met', '[{rule: tls-required, reason: x, name: b, kind: ToyDatabase, namespace: shop}]',
    'ToyDatabase shop/b: waiver "tls-required" must waive something, got a rule that is met or waived already; remove it'],
  ['an expired waiver', '[{rule: three-instances, reason: x, name: b, expires: 2026-03-30}]',
    'b: waiver "three-instances" must not have expired, got "2026-03-30" on 2026-03-31; meet the rule, or waive it anew'],
  ['a date that is none', '[{rule: three-instances, reason: x, name: b, expires: soon}]',
    'b: waiver "three-instances" must expire on a day as YYYY-MM-DD, got "soon"; write for example "2027-03-31"'],
  ['an object that is not there', '[{rule: three-instances, reason: x, name: c, namespace: shop}]',
    'waiver "three-instances" must be for an object of the input, got shop/c; correct the name, or remove it'],
])('%s is a problem', (_, waivers, problem) => {
  expect(waived(waivers)).toMatchObject({ waived: [], problems: [problem], unread: [] });
});

test('a rule that is waived twice is a problem', () => {
  const twice = '[{rule: three-instances, reason: x, name: b}, {rule: three-instances, reason: z, name: b}]';
  expect(waived(twice).problems).toEqual(['b: waiver "three-instances" must be there once, got several; keep one']);
});

test('what the manifest waives itself must not be waived again', () => {
  const metadata = { name: 'a', annotations: { 'cdk8s-databases.io/waivers': JSON.stringify([{ rule: 'three-instances', reason: 'x' }]) } };
  const manifest = JSON.stringify({ apiVersion: 'toys.example/v1', kind: 'ToyDatabase', metadata, spec: { instances: 1 } });
  expect(waived(`[{${WAIVER}}]`, manifest).problems).toEqual(['a: waiver "three-instances" must waive something, got a rule that is met or waived already; remove it']);
});

test('a problem is told of the waivers file', () => {
  const files = folder({ 'toys.json': TOYS, '.waivers.yaml': '[{rule: x, reason: x, name: b}]' });
  const path = join(files, '.waivers.yaml');
  const { objects, positions } = check([files], [TOY_READER], NOW, { waivers: path });
  expect(objects.map(({ manifest }) => [manifest.kind, manifest.metadata.name])).toEqual([['Waivers', '.waivers.yaml']]);
  expect(positions.of({ of: objects[0].manifest, path: [] })).toEqual({ file: path, line: 1, column: 1 });
});

test('a problem stands where its entry does, in the waivers file', () => {
  const waivers = ['- rule: x', '  reason: x', '  name: b', '# the same in short', '- {rule: three-instances, reason: x, name: nowhere}',
    '- rule: three-instances', '  name: b', '  reason: x', '  expires: 2026-03-30', '- {rule: x, reason: x, name: b}', ''].join('\n');
  const files = folder({ 'toys.json': TOYS, '.waivers.yaml': waivers });
  const path = join(files, '.waivers.yaml');
  const { objects: [{ problems }], positions } = check([files], [TOY_READER], NOW, { waivers: path });
  const places = problems.map(({ found, at }) => [/must [a-z ]+/.exec(found)?.[0].trim(), positions.of(at!)]);
  expect(places).toEqual([
    ['must name a rule or', { file: path, line: 1, column: 3 }],
    ['must not have expired', { file: path, line: 6, column: 3 }],
    ['must be there once', { file: path, line: 10, column: 3 }],
    ['must be for an object of the input', { file: path, line: 5, column: 3 }],
  ]);
});

const WRONG: Array<[string, string, number | undefined, string | RegExp]> = [
  ['no list', 'rule: x\n', 1, 'waivers must be a list, got a mapping; begin each with "- rule: "'],
  ['empty', '', 1, 'waivers must be a list, got nothing; begin each with "- rule: "'],
  ['a list of words', '- a\n', 1, '[0] must be a mapping, got a string; give it rule, reason and name'],
  ['without a reason', '- rule: x\n  name: y\n', 1, '[0].reason must be a string, got nothing; add it'],
  ['with a number for a name', `- {${WAIVER}}\n- rule: x\n  reason: z\n  name: 1\n`, 4, '[1].name must be a string, got a number; write it in quotes'],
  ['with a field of another name', '- rule: x\n  reason: z\n  name: z\n  until: 2027-01-01\n', 4,
    '[0] must have no other fields than rule, reason, name, expires, namespace and kind, got "until"; correct it'],
  ['of two documents', `- {${WAIVER}}\n---\n- {${WAIVER}}\n`, undefined, 'waivers must be one list, got 2 documents; remove the "---"'],
  ['broken', '- rule: [\n', 2, /./],
];

test.each(WRONG)('a waivers file that is %s is not read', (_, waivers, line, reason) => {
  expect(waived(waivers).unread).toEqual([{ line, reason: typeof reason === 'string' ? reason : expect.stringMatching(reason), broken: true }]);
});

test('a waivers file that is not there is not read', () => {
  expect(check([folder({})], [], NOW, { waivers: '/nowhere/waivers.yaml' }).unread)
    .toEqual([{ file: '/nowhere/waivers.yaml', reason: 'no such file or directory', broken: true }]);
});

test('its JSON schema takes and refuses the same', () => {
  const takes = new Ajv().compile(JSON.parse(readFileSync(join(__dirname, '../../schemas/waivers.schema.json'), 'utf8')));
  expect(takes(parse(`- {${WAIVER}, namespace: shop, kind: Cluster, expires: 2027-01-01}`))).toBe(true);
  for (const [words, waivers] of WRONG.slice(0, -2)) expect([words, takes(parse(waivers))]).toEqual([words, false]);
});
