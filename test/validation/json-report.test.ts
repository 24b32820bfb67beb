import { join } from 'path';
import { RULES } from '../../src/checklist/rules';
import { check } from '../../src/validation/check';
import { jsonReport } from '../../src/validation/json-report';
import { folder } from '../support/folder';
import { TOY_READER } from '../support/toy-reader';

const NOW = new Date('2026-03-31T00:00:00Z');

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
  const text = jsonReport(check([path], [TOY_READER], NOW));
  return { path, text, json: JSON.parse(text) };
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
    remarks: ['port 443 is open'],
    problems: [],
  });
  expect(Object.keys(json.databases[0])).toEqual(['name', 'namespace', 'kind', 'engine', 'operator', 'file', 'results', 'remarks', 'problems']);
  expect(json.databases[0].results.map(({ rule }: any) => rule)).toEqual(RULES.map(({ id }) => id));
});

test('a result says what, how, why and from where; a waived one its reason, an attested one that it is', () => {
  const { json } = reportOf({
    'a.yaml': toy('shop', 'orders', { instances: 2, logs: { what: 'Alloy', attested: true } },
      [{ rule: 'three-instances', reason: 'two sites', expires: '2026-12-31' }]),
  });
  const result = (id: string) => json.databases[0].results.find(({ rule }: any) => rule === id);
  const words = (id: string) => {
    const { fix, why, source } = RULES.find((rule) => rule.id === id)!;
    return { fix, why, source };
  };
  expect(result('three-instances')).toEqual({
    rule: 'three-instances', outcome: 'waived', found: '2 instances, fewer than 3', ...words('three-instances'), reason: 'two sites', expires: '2026-12-31',
  });
  expect(result('logs-collected')).toEqual({ rule: 'logs-collected', outcome: 'pass', found: 'Alloy', ...words('logs-collected'), attested: true });
  expect(result('log-archived')).toEqual({
    rule: 'log-archived', outcome: 'pass', found: 'its log goes to store "orders-store" (s3://backups/shop/orders)', ...words('log-archived'),
  });
});

test('the summary counts over all databases', () => {
  const { json } = reportOf({
    'a.yaml': toy('shop', 'a', { instances: 1, workload: {} }),
    'b.yaml': toy('shop', 'b', { instances: 1, logs: { what: 'Alloy', attested: true } }, [{ rule: 'three-instances', reason: 'r' }, { rule: 'x', reason: 'r' }]),
  });
  expect(json.summary).toEqual({ databases: 2, pass: 46, fail: 1, unknown: 2, waived: 1, attested: 1, problems: 1 });
});

test('the order is that of namespaces and names, whatever the files are called', () => {
  const one = reportOf({ 'a.yaml': toy('b', 'x'), 'b.yaml': toy('a', 'y'), 'c.yaml': toy('a', 'x') });
  expect(one.json.databases.map(({ namespace, name }: any) => `${namespace}/${name}`)).toEqual(['a/x', 'a/y', 'b/x']);
});

test('what could not be read is listed', () => {
  const { json, path } = reportOf({ 'a.yaml': 'a: b\n  c: d\n' });
  expect(json).toEqual({
    databases: [],
    unread: [{ file: join(path, 'a.yaml'), line: 1, reason: 'Nested mappings are not allowed in compact mappings' }],
    summary: { databases: 0, pass: 0, fail: 0, unknown: 0, waived: 0, attested: 0, problems: 0 },
  });
});
