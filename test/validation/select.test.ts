import { Manifests } from '../../src/checklist/manifests';
import { Result } from '../../src/checklist/report';
import { RuleGroup } from '../../src/checklist/rule';
import { Severity } from '../../src/checklist/severity';
import { CheckResult } from '../../src/validation/check';
import { select, Selection } from '../../src/validation/select';

const MANIFEST = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };

function result(severity: Severity): Result {
  const rule = { id: `of-${severity}`, group: RuleGroup.STORAGE, title: '', why: '', fix: '', source: '', costly: false, severity };
  return { rule, outcome: 'fail', found: '', fix: '' };
}

const ALL: CheckResult = {
  databases: [{
    manifest: MANIFEST,
    report: { name: 'a', namespace: '', kind: '', engine: '', operator: '', remarks: [], problems: [], results: Object.values(Severity).map(result) },
  }],
  objects: [
    { manifest: MANIFEST, results: [result(Severity.HYGIENE)], problems: [] },
    { manifest: MANIFEST, results: [result(Severity.HYGIENE)], problems: [{ found: 'a waiver is wrong' }] },
  ],
  unread: [],
  manifests: new Manifests([]),
  positions: { of: () => ({ file: '', line: 1, column: 1 }) },
};

function selected(selection: Selection): string[] {
  const { databases } = select(ALL, selection);
  return databases.flatMap(({ report }) => report.results.map(({ rule }) => rule.id));
}

test.each<[string, Selection, string[]]>([
  ['all', {}, ['of-data-loss', 'of-outage', 'of-exposure', 'of-hygiene']],
  ['a severity and what is worse', { severity: Severity.OUTAGE }, ['of-data-loss', 'of-outage']],
  ['only some', { only: ['of-hygiene', 'of-outage'] }, ['of-outage', 'of-hygiene']],
  ['all but some', { skip: ['of-hygiene', 'of-outage'] }, ['of-data-loss', 'of-exposure']],
  ['some of a severity, but one', { only: ['of-hygiene', 'of-outage', 'of-data-loss'], skip: ['of-outage'], severity: Severity.EXPOSURE }, ['of-data-loss']],
])('%s', (_, selection, expected) => {
  expect(selected(selection)).toEqual(expected);
});

test('an object of which nothing is left to say is left out, one with a wrong waiver is not', () => {
  const { objects } = select(ALL, { severity: Severity.DATA_LOSS });
  expect(objects).toEqual([{ manifest: MANIFEST, results: [], problems: [{ found: 'a waiver is wrong' }] }]);
});

test.each([
  [{ skip: ['a', 'b'] }, 'a and b'],
  [{ only: ['a'], severity: Severity.OUTAGE }, 'all rules but a; what is less than outage'],
  [{}, undefined],
])('the result says what %j leaves out', (selection, words) => {
  expect(select(ALL, selection).leftOut).toBe(words);
});
