import { join } from 'path';
import { CheckResult } from '../../src/validation/check';
import { codeQualityReport } from '../../src/validation/code-quality-report';
import { checkResult, configMap, database, HOSTILE, hostile, ruleOf, unreadable, waiversFile } from '../support/check-result';

interface Entry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

function entries(parts: Partial<CheckResult>, firstLine?: number): Entry[] {
  return JSON.parse(codeQualityReport(checkResult(parts, firstLine)));
}

function inShort({ description, check_name: check, severity, location: { path, lines } }: Entry): unknown[] {
  return [description, check, severity, path, lines.begin];
}

function fingerprints(parts: Partial<CheckResult>, firstLine?: number): string[] {
  return entries(parts, firstLine).map(({ fingerprint }) => fingerprint);
}

test('a failure has what GitLab asks for, and says how to mend it', () => {
  expect(entries({ objects: [configMap()] })).toEqual([{
    description: `ConfigMap shop/settings: password is plain text. ${ruleOf('secrets-external').fix}`,
    check_name: 'secrets-external',
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    severity: 'major',
    location: { path: 'dist/settings.yaml', lines: { begin: 12 } },
  }]);
});

test.each([
  ['data-loss', 'restore-drill', 'blocker'], ['outage', 'three-instances', 'critical'], ['exposure', 'tls-required', 'major'], ['hygiene', 'query-insight', 'minor'],
])('what is at stake, %s, is the severity of %s: %s', (_, id, severity) => {
  const { manifest, results: [result] } = configMap();
  expect(entries({ objects: [{ manifest, results: [{ ...result, rule: ruleOf(id) }], problems: [] }] })[0].severity).toBe(severity);
});

test('what passes or is waived is left out, and what is unknown unless it counts', () => {
  const waivers = [{ rule: 'three-instances', reason: 'two sites' }];
  const result = checkResult({ databases: [database({ instances: 1, waivers, workload: {} })] });
  expect(JSON.parse(codeQualityReport(result))).toEqual([]);
  const unknown: Entry[] = JSON.parse(codeQualityReport(result, 'unknown'));
  expect(unknown.map((entry) => entry.check_name)).toEqual(['storage-headroom', 'storage-performance']);
  expect(unknown[0].description).toMatch(/^Cluster shop\/orders: unknown: no size of the data is declared/);
});

test('a waiver that is wrong is minor, at its entry; a database that could not be judged is more', () => {
  const told = entries({ databases: [unreadable('Cluster could not be read: spec is missing')], objects: [waiversFile(2)] });
  expect(told.map(inShort)).toEqual([
    ['Cluster shop/orders: Cluster could not be read: spec is missing', 'checklist-problem', 'major', 'dist/orders.yaml', 10],
    ['Waivers waivers: orders: waiver "x" is wrong', 'checklist-problem', 'minor', 'dist/waivers.yaml', 11],
  ]);
});

test('what was not read and what was passed over are told', () => {
  const told = entries({ unread: [{ file: 'a.yaml', line: 3, reason: 'not a mapping', broken: true }, { file: 'b.yaml', reason: 'a template', broken: false }] });
  expect(told.map(inShort)).toEqual([
    ['Not read: not a mapping', 'unread', 'major', 'a.yaml', 3],
    ['Passed over: a template', 'unread', 'info', 'b.yaml', 1],
  ]);
});

function everything(): Partial<CheckResult> {
  const { manifest, results: [result] } = configMap();
  const unread = { file: 'a.yaml', line: 3, reason: 'not a mapping', broken: true };
  return {
    databases: [database({ instances: 1 }), database({ instances: 1, namespace: 'blog' }), unreadable('Cluster could not be read')],
    objects: [
      { manifest, results: [result, result, { ...result, rule: ruleOf('tls-required') }], problems: [] }, waiversFile(0), waiversFile(1), waiversFile(2, { waiver: 'orders: y' }),
    ],
    unread: [unread, { ...unread, line: 5 }, { ...unread, file: 'b.yaml' }],
  };
}

test('no two findings have one fingerprint', () => {
  expect(new Set(fingerprints(everything())).size).toBe(12);
  expect(fingerprints(everything())).toHaveLength(12);
});

test('fingerprints stay when lines move', () => {
  const { unread, ...others } = everything();
  const moved = unread!.map((of) => ({ ...of, line: of.line! + 7 }));
  expect(fingerprints({ ...others, unread: moved }, 99)).toEqual(fingerprints(everything()));
});

test('the fingerprint of a waiver stays while days pass, which its words tell', () => {
  const on = (day: string) => fingerprints({ objects: [waiversFile(0, { found: `orders: waiver "x" must not have expired, got "2026-03-30" on ${day}` })] });
  expect(on('2026-04-01')).toEqual(on('2026-04-02'));
});

test.each([
  ['./deploy/a.yaml', 'deploy/a.yaml'], [join(process.cwd(), 'deploy/a b.yaml'), 'deploy/a b.yaml'], ['/elsewhere/a.yaml', '/elsewhere/a.yaml'], ['../a.yaml', '../a.yaml'], ['stdin', 'stdin'],
])('%s is told from the root of the repository, where it is below it', (file, path) => {
  expect(entries({ unread: [{ file, reason: 'r', broken: true }] })[0].location.path).toBe(path);
});

test.each(HOSTILE)('names as strangers write them break nothing: %#', (text) => {
  const read = (name: string): Entry[] => JSON.parse(codeQualityReport(hostile(name)));
  expect(read(text).map((entry) => entry.check_name)).toEqual(read('a').map((entry) => entry.check_name));
  for (const { description, location } of read(text)) expect(description + location.path).not.toMatch(/[\u0000-\u001f\u009b\u202e]/);
});
