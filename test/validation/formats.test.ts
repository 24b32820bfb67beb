import { FORMATS } from '../../src/validation/formats';
import { checkResult, database } from '../support/check-result';

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
