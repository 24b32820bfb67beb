import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv/dist/2020';
import { RULES } from '../../src/checklist/rules';
import { check } from '../../src/validation/check';
import { jsonReport } from '../../src/validation/json-report';
import { prerequisites } from '../../src/validation/prerequisites';
import { checkResult, configMap, database, HOSTILE, hostile, ruleOf, unreadable } from '../support/check-result';
import { folder } from '../support/folder';
import { TOY_READER } from '../support/toy-reader';

const NOW = new Date('2026-03-31T00:00:00Z');
const SCHEMA = JSON.parse(readFileSync(join(__dirname, '../../schemas/report.schema.json'), 'utf8'));
const isReport = new Ajv({ strict: true, strictRequired: false, allErrors: true }).compile(SCHEMA);

function toy(namespace: string, name: string, spec: object = {}, waivers: object[] = []): string {
  return JSON.stringify({
    apiVersion: 'toys.example/v1',
    kind: 'ToyDatabase',
    metadata: { name, namespace, annotations: { 'cdk8s-databases.io/waivers': JSON.stringify(waivers) } },
    spec,
  });
}

function reportOf(files: Record<string, string>) {
  const path = folder(files);
  const result = check([path], [TOY_READER], NOW);
  const json = JSON.parse(jsonReport(result, prerequisites(result.manifests)));
  expect(isReport(json) ? [] : isReport.errors).toEqual([]);
  return { path, json };
}

test('a database says who it is, where it stands and what its rules found', () => {
  const { json, path } = reportOf({ 'a.yaml': toy('shop', 'orders', { remarks: ['port 443 is open'] }) });
  expect(json.databases[0]).toMatchObject({
    name: 'orders',
    namespace: 'shop',
    kind: 'ToyDatabase',
    engine: 'postgresql',
    operator: 'Toys',
    file: join(path, 'a.yaml'),
    line: 1,
    remarks: ['port 443 is open'],
    problems: [],
  });
  expect(Object.keys(json.databases[0])).toEqual(['name', 'namespace', 'kind', 'engine', 'operator', 'file', 'line', 'results', 'remarks', 'problems']);
  const judged = RULES.filter(({ judges }) => judges === undefined);
  expect(json.databases[0].results.slice(0, judged.length).map(({ rule }: any) => rule)).toEqual(judged.map(({ id }) => id));
});

test('a result says what, how, why and from where; a waived one its reason, an attested one that it is', () => {
  const { json } = reportOf({
    'a.yaml': toy('shop', 'orders', { instances: 2, logs: { what: 'Alloy', attested: true } },
      [{ rule: 'three-instances', reason: 'two sites', expires: '2026-12-31' }]),
  });
  const result = (id: string) => json.databases[0].results.find(({ rule }: any) => rule === id);
  const words = (id: string) => {
    const { fix, why, source, severity } = ruleOf(id);
    return { rule: id, severity, fix, why, source, file: json.databases[0].file, line: json.databases[0].line };
  };
  expect(result('three-instances')).toEqual({
    ...words('three-instances'), outcome: 'waived', found: '2 instances, fewer than 3', reason: 'two sites', expires: '2026-12-31',
  });
  expect(result('logs-collected')).toEqual({ ...words('logs-collected'), outcome: 'pass', found: 'Alloy', attested: true });
  expect(result('log-archived')).toEqual({
    ...words('log-archived'), outcome: 'pass', found: 'its log goes to store "orders-store" (s3://backups/shop/orders)',
  });
});

test('an object that is no database says who it is and what is wrong with which field', () => {
  const { fix, why, source, severity } = ruleOf('secrets-external');
  expect(JSON.parse(jsonReport(checkResult({ objects: [configMap()] }))).objects).toEqual([{
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace: 'shop',
    name: 'settings',
    file: 'dist/settings.yaml',
    line: 10,
    results: [{ rule: 'secrets-external', severity, outcome: 'fail', found: 'password is plain text', file: 'dist/settings.yaml', line: 12, fix, why, source }],
    problems: [],
  }]);
});

test('the summary counts over all databases and objects', () => {
  const unread = [{ file: 'a.yaml', reason: 'broken', broken: true }];
  const databases = [
    database({ instances: 1, workload: {} }),
    database({ instances: 1, logs: { what: 'Alloy', attested: true }, waivers: [{ rule: 'three-instances', reason: 'r' }, { rule: 'x', reason: 'r' }] }),
    unreadable('spec is missing'),
  ];
  expect(JSON.parse(jsonReport(checkResult({ databases, objects: [configMap()], unread }))).summary).toEqual({
    databases: 3, objects: 1, unread: 1, pass: 46, fail: 2, unknown: 2, waived: 1, attested: 1, problems: 2,
  });
});

test('the order is that of namespaces and names, whatever the files are called', () => {
  const one = reportOf({ 'a.yaml': toy('b', 'x'), 'b.yaml': toy('a', 'y'), 'c.yaml': toy('a', 'x') });
  expect(one.json.databases.map(({ namespace, name }: any) => `${namespace}/${name}`)).toEqual(['a/x', 'a/y', 'b/x']);
});

test('what could not be read is listed', () => {
  const unread = [{ broken: true, reason: 'not a mapping', line: 1, file: 'a.yaml' }, { file: 'b.yaml', reason: 'a template', broken: false }];
  const json = JSON.parse(jsonReport(checkResult({ unread })));
  expect(json.unread).toEqual(unread);
  expect(Object.keys(json)).toEqual(['databases', 'objects', 'unread', 'summary']);
  expect(Object.keys(json.unread[0])).toEqual(['file', 'line', 'reason', 'broken']);
});

test.each(HOSTILE)('is as its schema says and keeps what it is given: %#', (text) => {
  const json = JSON.parse(jsonReport(hostile(text)));
  expect(isReport(json) ? [] : isReport.errors).toEqual([]);
  expect(json.objects[0]).toMatchObject({ name: text, namespace: text, kind: text, results: [{ found: text }] });
});

test.each([
  ['a key that it does not know', (report: any) => { report.databases[0].score = 24; }],
  ['a result without severity', (report: any) => { delete report.databases[0].results[0].severity; }],
  ['a waived result without reason', (report: any) => { report.databases[0].results[0].outcome = 'waived'; }],
  ['a reason without waiver', (report: any) => { report.databases[0].results[0].reason = 'r'; }],
  ['line 0', (report: any) => { report.databases[0].line = 0; }],
])('its schema refuses %s', (_, spoil) => {
  const json = JSON.parse(jsonReport(checkResult({ databases: [database()] })));
  expect(isReport(json)).toBe(true);
  spoil(json);
  expect(isReport(json)).toBe(false);
});
