import { readFileSync } from 'fs';
import { join, resolve } from 'path';
import Ajv from 'ajv';
import { OBJECT_RULES } from '../../src/checklist/object-rules';
import { RULES } from '../../src/checklist/rules';
import { CheckResult } from '../../src/validation/check';
import { sarifReport } from '../../src/validation/sarif-report';
import { checkResult, configMap, database, HOSTILE, hostile, ruleOf, unreadable } from '../support/check-result';

// formats are not checked: that of URIs has a test of its own
const isSarif = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false })
  .compile(JSON.parse(readFileSync(join(__dirname, '../schemas/sarif-2.1.0.json'), 'utf8')));

function sarif(result: CheckResult) {
  const log = JSON.parse(sarifReport(result));
  expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
  return log;
}

function run(parts: Partial<CheckResult>, firstLine?: number) {
  return sarif(checkResult(parts, firstLine)).runs[0];
}

const KEY = 'cdk8sDatabasesFinding/v1';

test('every rule is described, whatever was found, with what GitHub shows of it', () => {
  const { rules } = run({}).tool.driver;
  expect(rules.map(({ id }: any) => id)).toEqual([...RULES, ...OBJECT_RULES].map(({ id }) => id).concat('checklist-problem'));
  for (const { shortDescription, fullDescription, help } of rules) {
    expect(shortDescription.text.length).toBeLessThanOrEqual(1024);
    expect(fullDescription.text.length).toBeLessThanOrEqual(1024);
    expect(help.text + help.markdown).toMatch(/How to meet it/);
  }
});

test.each([
  ['restore-drill', 'error', undefined],
  ['three-instances', 'error', undefined],
  ['tls-required', 'error', '8.0'],
  ['query-insight', 'warning', undefined],
])('%s has level %s and the security severity %s', (id, level, securitySeverity) => {
  const { defaultConfiguration, properties } = run({}).tool.driver.rules.find((rule: any) => rule.id === id);
  expect(defaultConfiguration.level).toBe(level);
  expect(properties['security-severity']).toBe(securitySeverity);
  expect(properties.tags.includes('security')).toBe(securitySeverity !== undefined);
});

test('a failure points at the field, says what was found and how to mend it, and names its rule', () => {
  const { results, tool } = run({ objects: [configMap()] });
  expect(results).toEqual([{
    ruleId: 'secrets-external',
    ruleIndex: expect.any(Number),
    message: { text: `ConfigMap shop/settings: password is plain text. ${ruleOf('secrets-external').fix}` },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: 'dist/settings.yaml', uriBaseId: '%SRCROOT%' },
        region: { startLine: 12, startColumn: 3, endLine: 12 },
      },
      logicalLocations: [{ name: 'settings', fullyQualifiedName: 'ConfigMap shop/settings', kind: 'resource' }],
    }],
    kind: 'fail',
    level: 'error',
    partialFingerprints: { [KEY]: expect.stringMatching(/^[0-9a-f]{32}:1$/) },
  }]);
  expect(tool.driver.rules[results[0].ruleIndex].id).toBe('secrets-external');
});

test('what passes is left out, what is unknown is open, and what is waived is suppressed with its reason', () => {
  const { results } = run({
    databases: [database({ workload: {}, drills: { restore: [], failover: ['f'] }, waivers: [{ rule: 'restore-drill', reason: 'built in May' }] })],
  });
  const verdicts = results.map(({ ruleId, kind, level, suppressions }: any) => ({ ruleId, kind, level, suppressions }));
  expect(verdicts).toEqual([
    { ruleId: 'storage-headroom', kind: 'open', level: 'none' },
    { ruleId: 'storage-performance', kind: 'open', level: 'none' },
    { ruleId: 'restore-drill', kind: 'fail', level: 'note', suppressions: [{ kind: 'external', status: 'accepted', justification: 'built in May' }] },
  ]);
});

test('a waiver of the manifest itself is in the source, one of a file of waivers is not', () => {
  const { results: [result], problems } = configMap('is plain text', ['data'], { outcome: 'waived', reason: 'a "test" password' });
  const kindIn = (annotations: Record<string, string>) => {
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', annotations } };
    return run({ objects: [{ manifest, results: [result], problems }], positions: { of: () => ({ file: 'a.yaml', line: 1, column: 1 }) } }).results[0].suppressions[0].kind;
  };
  expect(kindIn({ 'cdk8s-databases.io/waivers': JSON.stringify([{ rule: 'secrets-external', reason: 'a "test" password' }]) })).toBe('inSource');
  expect(kindIn({})).toBe('external');
});

test('a problem is a result of its own', () => {
  const { results } = run({ databases: [unreadable('Cluster could not be read: spec is missing')] });
  expect(results).toMatchObject([
    { ruleId: 'checklist-problem', kind: 'fail', level: 'warning', message: { text: 'Cluster shop/orders: Cluster could not be read: spec is missing.' } },
  ]);
});

test('what could not be read is a notification, and the run is no success', () => {
  const unread = [{ file: 'dist/a.yaml', line: 3, reason: 'not a mapping', broken: true }, { file: 'b.yaml', reason: 'a template', broken: false }];
  expect(run({ unread }).invocations).toEqual([{
    executionSuccessful: false,
    toolExecutionNotifications: [
      {
        level: 'error',
        message: { text: 'not a mapping' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'dist/a.yaml', uriBaseId: '%SRCROOT%' }, region: { startLine: 3 } } }],
      },
      { level: 'note', message: { text: 'a template' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'b.yaml', uriBaseId: '%SRCROOT%' } } }] },
    ],
  }]);
  expect(run({ unread: unread.slice(1) }).invocations[0].executionSuccessful).toBe(true);
});

test('a fingerprint is another for another finding, and stays when lines and list items move', () => {
  const fingerprints = (at: Array<string | number>, firstLine?: number, found?: string) =>
    run({ objects: [configMap(found, at)] }, firstLine).results.map((result: any) => result.partialFingerprints[KEY]);
  const [before] = fingerprints(['data', 0, 'password']);
  expect(fingerprints(['data', 0, 'password'], 200, 'password is still plain text')).toEqual([before]);
  expect(fingerprints(['data', 7, 'password'])).toEqual([before]);
  expect(fingerprints(['data', 0, 'token'])).not.toEqual([before]);
});

test('several findings of a rule in the same field of an object have fingerprints of their own', () => {
  const { manifest, results: [result] } = configMap();
  const { results } = run({ objects: [{ manifest, results: [result, result], problems: [{ found: 'a' }, { found: 'b' }] }] });
  expect(new Set(results.map((of: any) => of.partialFingerprints[KEY])).size).toBe(4);
});

test.each([
  ['dist/a b#1.yaml', { uri: 'dist/a%20b%231.yaml', uriBaseId: '%SRCROOT%' }],
  [resolve('dist/a.yaml'), { uri: 'dist/a.yaml', uriBaseId: '%SRCROOT%' }],
  ['./dist/../dist/a.yaml', { uri: 'dist/a.yaml', uriBaseId: '%SRCROOT%' }],
  ['..a.yaml', { uri: '..a.yaml', uriBaseId: '%SRCROOT%' }],
  ['/elsewhere/a.yaml', { uri: 'file:///elsewhere/a.yaml' }],
])('%s is told as a URI, relative to the working folder where it is below it', (file, location) => {
  const { toolExecutionNotifications } = run({ unread: [{ file, reason: 'r', broken: true }] }).invocations[0];
  expect(toolExecutionNotifications[0].locations[0].physicalLocation.artifactLocation).toEqual(location);
});

test('text of the input is neither a link nor a placeholder', () => {
  const { results } = run({ objects: [configMap('[here](https://evil.example) {0} [a] {b}')] });
  expect(results[0].message.text).toContain('[here\\](https://evil.example) {{0}} [a] {b}');
});

test.each(HOSTILE)('names as strangers write them break nothing: %#', (text) => {
  const rulesOf = (name: string) => sarif(hostile(name)).runs[0].results.map(({ ruleId }: any) => ruleId);
  expect(rulesOf(text)).toEqual(rulesOf('a'));
});

test.each([
  ['a key that SARIF does not know', (log: any) => { log.runs[0].tool.driver.rules[0].why = 'w'; }],
  ['a level that SARIF does not know', (log: any) => { log.runs[0].results[0].level = 'critical'; }],
  ['line 0', (log: any) => { log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0; }],
])('the schema that it is held against refuses %s', (_, spoil) => {
  const log = sarif(checkResult({ objects: [configMap()] }));
  spoil(log);
  expect(isSarif(log)).toBe(false);
});
