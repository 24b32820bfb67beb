import { CheckResult } from '../../src/validation/check';
import { htmlReport } from '../../src/validation/html-report';
import { checkResult, configMap, database, HOSTILE, hostile, ruleOf } from '../support/check-result';
import { attributesOf, childElements, xmlRoot } from '../support/xml';

const DAY = new Date('2026-03-31T12:00:00Z');

function page(parts: Partial<CheckResult>): string {
  return htmlReport(checkResult(parts), DAY);
}

// HTML lets an element stay open, XML does not: what an XML parser reads has no loose end
function elements(root: any, name: string): any[] {
  return Array.from(root.getElementsByTagName(name));
}

function texts(root: any, name: string): string[] {
  return elements(root, name).map(({ textContent }) => textContent.trim());
}

const SPOILED = database({
  instances: 1,
  workload: {},
  drills: { restore: [], failover: ['f'] },
  remarks: ['port 443 is open'],
  waivers: [{ rule: 'restore-drill', reason: 'built in May', expires: '2026-05-31' }, { rule: 'x', reason: 'r' }],
});

test('says what was judged, when and by what', () => {
  const root = xmlRoot(page({ databases: [SPOILED], objects: [configMap()] }));
  expect(texts(root, 'title')).toEqual(['Production checklist for databases, 2026-03-31']);
  expect(texts(root, 'p').slice(0, 2)).toEqual([
    '1 database and 1 other object: 2 failed (1 outage, 1 exposure), 1 problem, 2 unknown, 1 waived.',
    expect.stringMatching(/^As of 2026-03-31, by cdk8s-databases \d+\.\d+\.\d+\.$/),
  ]);
});

test('its headings are a table of contents, and each object of the summary leads to its section', () => {
  const root = xmlRoot(page({ databases: [SPOILED], objects: [configMap()], unread: [{ file: 'a.yaml', reason: 'r', broken: true }] }));
  expect(texts(root, 'h2')).toEqual(['Summary', 'Waivers', 'Not read', 'shop/orders', 'shop/settings', 'How to read this page']);
  const ids = elements(root, 'h2').map((heading) => heading.getAttribute('id')).filter(Boolean);
  expect(elements(root, 'a').map((link) => link.getAttribute('href')).filter((to) => to.startsWith('#'))).toEqual(ids.map((id) => `#${id}`));
});

test('every result has a row, with words for its outcome and what is at stake where it is not met', () => {
  const root = xmlRoot(page({ databases: [SPOILED] }));
  const rows = elements(root, 'tr').map((of) => texts(of, 'td')).filter((cells) => cells.length === 3);
  expect(rows).toHaveLength(25);
  expect(rows).toContainEqual([
    '✗ failoutage', `three-instances${ruleOf('three-instances').title}`, '1 instance, fewer than 3dist/orders.yaml:10',
  ]);
  expect(rows).toContainEqual([
    '✓ pass', `storage-expandable${ruleOf('storage-expandable').title}`, 'storage class "fast" (data and wal) allows volumes to growdist/orders.yaml:10',
  ]);
  expect(rows.find(([outcome]) => outcome === '– waiveddata loss')![2]).toMatch(/Waived: built in May \(until 2026-05-31\)dist/);
});

test('all waivers stand together', () => {
  const root = xmlRoot(page({ databases: [SPOILED] }));
  const [, table] = elements(root, 'table');
  expect(elements(table, 'tr').map((of) => texts(of, 'td')).slice(1)).toEqual([['shop/orders', 'restore-drill', 'data loss', 'built in May', '2026-05-31']]);
});

test('what is to be done says how, the worst first', () => {
  const [todo] = elements(xmlRoot(page({ databases: [SPOILED] })), 'ol');
  expect(texts(todo, 'h4')).toEqual(['✗ fail three-instances', '? unknown storage-headroom', '? unknown storage-performance']);
  expect(texts(elements(todo, 'li')[0], 'dd')).toEqual([
    '1 instance, fewer than 3', 'dist/orders.yaml:10', `outage. ${ruleOf('three-instances').why}`, ruleOf('three-instances').fix, ruleOf('three-instances').source,
  ]);
});

test('it loads nothing and runs nothing', () => {
  const report = page({ databases: [SPOILED] });
  const root = xmlRoot(report);
  expect(elements(root, '*').map(({ tagName }) => tagName)).not.toContain('script');
  expect(elements(root, '*').filter((of) => of.hasAttribute('src') || of.hasAttribute('style'))).toEqual([]);
  expect(texts(root, 'link')).toEqual([]);
  expect(report).not.toMatch(/url\(|@import/);
  expect(report).toContain("default-src 'none'; style-src 'unsafe-inline'");
});

test('every table has a caption and the scope of its headings, and every cell the name of its column for a narrow screen', () => {
  const root = xmlRoot(page({ databases: [SPOILED], objects: [configMap()], unread: [{ file: 'a.yaml', reason: 'r', broken: true }] }));
  for (const table of elements(root, 'table')) {
    expect(texts(table, 'caption')).toHaveLength(1);
    for (const heading of elements(table, 'th')) expect(heading.getAttribute('scope')).toMatch(/^(col|rowgroup)$/);
    for (const cell of elements(table, 'td')) expect(texts(elements(table, 'thead')[0], 'th')).toContain(cell.getAttribute('data-column'));
  }
});

test('that no database was found is said', () => {
  expect(texts(xmlRoot(page({})), 'p')).toContain('No database found.');
  expect(texts(xmlRoot(page({ objects: [configMap()] })), 'p')).toContain('No database found.');
});

test('prerequisites that it is given have a section', () => {
  const root = xmlRoot(htmlReport(checkResult(), DAY, { operators: [], namespaces: ['shop'], objects: [], remoteSecrets: [] }));
  expect(texts(root, 'pre')).toEqual(['The cluster must already have:\n  Namespaces:\n    - shop']);
});

test.each(HOSTILE)('a name is text wherever it stands: %#', (text) => {
  const shape = (of: any): unknown => [of.tagName, Object.keys(attributesOf(of)), childElements(of).map(shape)];
  const report = htmlReport(hostile(text), DAY);
  expect(report.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
  expect(shape(xmlRoot(report))).toEqual(shape(xmlRoot(htmlReport(hostile('a'), DAY))));
});
