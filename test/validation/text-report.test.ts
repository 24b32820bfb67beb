import { DatabaseFacts } from '../../src/checklist/facts';
import { judge } from '../../src/checklist/judge';
import { Manifests } from '../../src/checklist/manifests';
import { textReport } from '../../src/validation/text-report';
import { GOOD } from '../support/good-facts';

const NOW = new Date('2026-03-31T00:00:00Z');

function text(facts: Partial<DatabaseFacts> = {}, width = 120): string {
  const report = judge({ ...GOOD, ...facts }, NOW);
  return textReport({ databases: [{ file: 'dist/orders.yaml', report }], unread: [], manifests: new Manifests([]) }, width);
}

function row(report: string, rule: string): string {
  return report.split('\n').find((line) => line.includes(` ${rule} `))!;
}

test('names the database, its operator and its file', () => {
  expect(text().split('\n')[0]).toBe('shop/orders (Cluster, CloudNativePG) in dist/orders.yaml');
});

test('shows the rules below their groups, in the order of the guide', () => {
  const words = ['Storage:', 'storage-retained', 'High availability:', 'three-instances', 'Backup:', 'Security:', 'Monitoring:', 'Performance:', 'dedicated-nodes',
    'Beyond the guide:', 'operators-survive'];
  const places = words.map((word) => text().indexOf(` ${word} `));
  expect(places).not.toContain(-1);
  expect([...places].sort((a, b) => a - b)).toEqual(places);
});

test('has a word beside each symbol, and no colour', () => {
  const report = text({
    instances: 1,
    workload: {},
    drills: { restore: [], failover: ['f'] },
    waivers: [{ rule: 'restore-drill', reason: 'later' }],
    logs: { what: 'Alloy', attested: true },
  });
  expect(row(report, 'storage-retained')).toMatch(/│ {3}\[✓\] pass +│/);
  expect(row(report, 'three-instances')).toMatch(/│ {3}\[✗\] fail +│.*│ 1 instance, fewer than 3 +│/);
  expect(row(report, 'storage-headroom')).toMatch(/│ {3}\[\?\] unknown +│/);
  expect(row(report, 'restore-drill')).toMatch(/│ {3}\[–\] waived +│/);
  expect(row(report, 'logs-collected')).toMatch(/│ {3}\[✓\] pass, attested +│/);
  // eslint-disable-next-line no-control-regex
  expect(report).not.toMatch(/\u001b/);
});

test('ends a good database with its score', () => {
  expect(text()).toMatch(/┘\nshop\/orders: 24 of 24; operators-survive met\n$/);
});

test('tells below the table what is open on purpose, waived, wrong and to do', () => {
  const report = text({
    instances: 1,
    drills: { restore: [], failover: [] },
    remarks: ['port 443 is open to any address'],
    waivers: [
      { rule: 'restore-drill', reason: 'built in May', expires: '2026-05-31' }, { rule: 'failover-drill', reason: 'built in June' }, { rule: 'x', reason: 'r' },
    ],
  });
  const { fix, why, source } = judge(GOOD, NOW).results.find(({ rule }) => rule.id === 'three-instances')!.rule;
  expect(report.slice(report.indexOf('shop/orders: '))).toBe([
    'shop/orders: 21 of 24, 2 waived, 1 failed; operators-survive met',
    'Remarks:',
    '  - port 443 is open to any address',
    'Waived:',
    '  - failover-drill: built in June',
    '  - restore-drill: built in May (until 2026-05-31)',
    'Problems:',
    '  - waiver "x" must name a rule or "not-for-production", got "x"; docs/checklist.md lists the rules',
    'To do:',
    `  - three-instances: ${fix} ${why} Source: ${source}`,
    '',
  ].join('\n'));
});

test.each([80, 100, 140])('keeps to %i columns and cuts nothing off, however long a word is', (width) => {
  const path = `s3://${'abcdefghij'.repeat(20)}`;
  const report = text({ backups: { ...GOOD.backups, stores: [{ name: 'orders-store', path, retentionDays: 30 }] } }, width);
  const tableLines = report.split('\n').filter((line) => /^[^\w\s]/.test(line));
  expect(new Set(tableLines.map((line) => line.length))).toEqual(new Set([Math.max(width, 87)]));
  expect(report).not.toContain('…');
  const cells = tableLines.map((line) => line.split('│')[3] ?? '').join('').replace(/\s/g, '');
  expect(cells).toContain(path);
});

test('lists what was not read, and says that no database was', () => {
  const unread = [{ file: 'a.yaml', line: 3, reason: 'broken' }, { file: 'b.yaml', reason: 'ENOENT' }];
  expect(textReport({ databases: [], unread, manifests: new Manifests([]) }, 120))
    .toBe('Not read:\n  a.yaml:3: broken\n  b.yaml: ENOENT\n\nNo database found.\n');
});
