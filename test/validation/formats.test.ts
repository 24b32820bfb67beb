import { FORMATS } from '../../src/validation/formats';
import { checkResult, database, ruleOf, waiversFile } from '../support/check-result';

const RESULT = checkResult({ databases: [database({ instances: 1 })] });
const PREREQUISITES = { operators: [], namespaces: ['warehouse-of-the-shop'], objects: [], remoteSecrets: [] };

test.each([
  ['text', /^shop\/orders \(Cluster/],
  ['json', /^\{\n {2}"databases": \[/],
  ['sarif', /^\{\n {2}"\$schema": ".*sarif-2\.1\.0\.json"/],
  ['junit', /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /],
  ['markdown', /^## /],
  ['html', /^<!DOCTYPE html>\n/],
])('%s is written, ends with its line, holds the prerequisites and is the same again', (name, begins) => {
  const report = FORMATS[name](RESULT, { width: 120, prerequisites: PREREQUISITES });
  expect(report).toMatch(begins);
  expect(report).toMatch(/[^\n]\n$/);
  expect(report).toContain('warehouse-of-the-shop');
  expect(FORMATS[name](RESULT, { width: 120, prerequisites: PREREQUISITES })).toBe(report);
  expect(FORMATS[name](RESULT, { width: 120 })).not.toContain('warehouse-of-the-shop');
});

const SAID = { 'three-instances': 'Set numberOfInstances of the toy to 3.' };

test.each(Object.keys(FORMATS))('%s says how to meet a rule in the words of whoever runs the database', (name) => {
  const report = FORMATS[name](checkResult({ databases: [database({ instances: 1, fixes: SAID })] }), { width: 120 });
  expect(report).toContain(SAID['three-instances']);
  // the rules are listed in SARIF whatever is found, with the words of their own
  expect(report.split(ruleOf('three-instances').fix)).toHaveLength(name === 'sarif' ? 3 : 1);
});

test('a code quality report ends with its line, has no place for prerequisites, and is the same again', () => {
  const report = FORMATS.codequality(RESULT, { width: 120, prerequisites: PREREQUISITES });
  expect(report).toMatch(/^\[\n[^]*\]\n$/);
  expect(FORMATS.codequality(RESULT, { width: 120 })).toBe(report);
});

test.each(Object.keys(FORMATS))('%s says in which line a waiver is wrong', (name) => {
  const report = FORMATS[name](checkResult({ objects: [waiversFile()] }, 42), { width: 120 });
  // the file begins at 42, its entries are one step deeper
  expect(report).toMatch(/waivers\.yaml:43|dist\/waivers\.yaml"[^]{0,150}[lL]ine"?: 43|"path": "dist\/waivers\.yaml",\s+"lines": \{\s+"begin": 43/);
});
