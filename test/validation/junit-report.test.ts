import { CheckResult } from '../../src/validation/check';
import { junitReport } from '../../src/validation/junit-report';
import { checkResult, configMap, database, HOSTILE, hostile, ruleOf, unreadable } from '../support/check-result';
import { attributesOf, childElements, xmlRoot } from '../support/xml';

interface Read {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly text: string;
  readonly children: Read[];
}

function parsed(xml: string): Read {
  const read = (element: any): Read => ({
    name: element.tagName, attributes: attributesOf(element), text: element.textContent, children: childElements(element).map(read),
  });
  return read(xmlRoot(xml));
}

function suites(parts: Partial<CheckResult>): Read[] {
  return parsed(junitReport(checkResult(parts))).children;
}

function caseOf(suite: Read, id: string): Read {
  return suite.children.find(({ attributes }) => attributes.name.startsWith(`${id}: `))!;
}

test('a database is a suite and each of its rules a test that names its file', () => {
  const [, suite] = suites({ databases: [database()] });
  expect(suite.attributes).toEqual({ name: 'dist/orders.yaml: Cluster shop/orders', tests: '25', failures: '0', errors: '0', skipped: '0', time: '0' });
  expect(suite.children[0]).toEqual({
    name: 'testcase',
    attributes: { name: `storage-retained: ${ruleOf('storage-retained').title}`, classname: 'shop.Cluster/orders', file: 'dist/orders.yaml', time: '0' },
    text: '',
    children: [],
  });
});

test('a failure says what was found, where, what is at stake and how to mend it', () => {
  const [, suite] = suites({ databases: [database({ instances: 1 })] });
  const { fix, why, source } = ruleOf('three-instances');
  expect(caseOf(suite, 'three-instances').children).toEqual([{
    name: 'failure',
    attributes: { message: '1 instance, fewer than 3 (dist/orders.yaml:10)', type: 'outage' },
    text: `1 instance, fewer than 3 (dist/orders.yaml:10)\nFix: ${fix}\nWhy: ${why}\nSource: ${source}`,
    children: [],
  }]);
});

test('what is unknown or waived is skipped, with what to add or the reason', () => {
  const waivers = [{ rule: 'restore-drill', reason: 'built in May', expires: '2026-05-31' }];
  const [, suite] = suites({ databases: [database({ workload: {}, drills: { restore: [], failover: ['f'] }, waivers })] });
  expect(suite.attributes).toMatchObject({ failures: '0', skipped: '3' });
  expect(caseOf(suite, 'storage-headroom').children[0]).toMatchObject({ name: 'skipped', attributes: { message: expect.stringMatching(/^unknown: /) } });
  expect(caseOf(suite, 'restore-drill').children[0].attributes.message).toMatch(/; waived until 2026-05-31: built in May$/);
});

test('a rule that found several mistakes in an object is one failed test, because GitLab reads no second one of the same name', () => {
  const { manifest, results: [result] } = configMap();
  const results = [
    { ...result, outcome: 'waived' as const, found: 'first', reason: 'r' }, { ...result, outcome: 'unknown' as const }, { ...result, found: 'second' }, { ...result, found: 'third' },
  ];
  const [, suite] = suites({ objects: [{ manifest, results, problems: [] }] });
  expect(suite.children).toHaveLength(1);
  expect(suite.children[0].children[0].attributes.message).toBe('second (dist/settings.yaml:12) third (dist/settings.yaml:12)');
});

test('a problem is a failed test', () => {
  const [, suite] = suites({ databases: [unreadable('Cluster could not be read: spec is missing')] });
  expect(suite.attributes).toMatchObject({ tests: '1', failures: '1' });
  expect(suite.children[0].children[0].text).toBe('Cluster could not be read: spec is missing (dist/orders.yaml:10)');
});

test('there is always a test, and what could not be read is an error or skipped', () => {
  const unread = [{ file: 'a.yaml', line: 3, reason: 'not a mapping', broken: true }, { file: 'b.yaml', reason: 'a template', broken: false }];
  const [input] = suites({ unread });
  expect(input.attributes).toMatchObject({ tests: '3', failures: '0', errors: '1', skipped: '2' });
  expect(input.children.map(({ attributes, children: [told] }) => [attributes.name, told.name, told.text])).toEqual([
    ['a database is found', 'skipped', 'No database found.'],
    ['a.yaml:3 is read', 'error', 'not a mapping'],
    ['b.yaml is read', 'skipped', 'a template'],
  ]);
  expect(suites({ databases: [database()] })[0].children[0].children).toEqual([]);
});

test('the whole counts what its suites do', () => {
  const { attributes } = parsed(junitReport(checkResult({ databases: [database({ instances: 1 }), database()], objects: [configMap()] })));
  expect(attributes).toEqual({ name: 'cdk8s-databases', tests: '52', failures: '2', errors: '0', skipped: '0', time: '0' });
});

test('the prerequisites that it is given are output of no test', () => {
  const needs = { operators: [], namespaces: ['shop'], objects: [], remoteSecrets: [] };
  const [input] = parsed(junitReport(checkResult(), needs)).children;
  expect(input.children[1]).toMatchObject({ name: 'system-out', text: expect.stringContaining('- shop') });
});

test.each(HOSTILE)('is well-formed and has the same tests whatever a name holds: %#', (text) => {
  const shape = ({ name, children }: Read): unknown => [name, children.map(shape)];
  expect(shape(parsed(junitReport(hostile(text))))).toEqual(shape(parsed(junitReport(hostile('a')))));
});
