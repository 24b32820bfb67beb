import { DatabaseFacts } from '../../src/checklist/facts';
import { textReport } from '../../src/validation/text-report';
import { checkResult, configMap, database, HOSTILE, hostile, ruleOf, unreadable } from '../support/check-result';
import { GOOD } from '../support/good-facts';

function text(facts: Partial<DatabaseFacts> = {}, width = 120): string {
  return textReport(checkResult({ databases: [database(facts)] }), width);
}

function row(report: string, rule: string): string {
  return report.split('\n').find((line) => line.includes(` ${rule} `))!;
}

test('names the database, its operator and where it stands', () => {
  expect(text().split('\n')[0]).toBe('shop/orders (Cluster, CloudNativePG) in dist/orders.yaml:10');
  expect(text({ operator: 'none' })).toContain('shop/orders (Cluster, no operator) in ');
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
  expect(report).not.toContain('\u001b');
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
  const { fix, why, source } = ruleOf('three-instances');
  expect(report.slice(report.indexOf('shop/orders: '))).toBe([
    'shop/orders: 21 of 24, 2 waived, 1 failed; operators-survive met',
    'Remarks:',
    '  - port 443 is open to any address',
    'Waived:',
    '  - failover-drill: built in June',
    '  - restore-drill: built in May (until 2026-05-31)',
    'Problems:',
    '  - dist/orders.yaml:10: waiver "x" must name a rule or "not-for-production", got "x"; docs/checklist.md lists the rules',
    'To do, the worst first:',
    '  - three-instances (outage), dist/orders.yaml:10',
    '    1 instance, fewer than 3',
    `    Fix: ${fix}`,
    `    Why: ${why}`,
    `    Source: ${source}`,
    '',
  ].join('\n'));
});

test('lists failures before what is unknown, and each by what is at stake', () => {
  const report = text({
    instances: 1, drills: { restore: [], failover: ['f'] }, workload: {}, queryInsight: { exports: undefined }, superuserAccess: 'enableSuperuserAccess is true',
  });
  const todo = report.slice(report.indexOf('To do'));
  expect([...todo.matchAll(/^ {2}- (\S+ \([^)]*\))/gm)].map(([, words]) => words)).toEqual([
    'restore-drill (data loss)',
    'three-instances (outage)',
    'least-privilege (exposure)',
    'query-insight (hygiene)',
    'storage-headroom (unknown, outage)',
    'storage-performance (unknown, outage)',
  ]);
});

test('shows objects that are no databases in a section of their own, with the line of the field', () => {
  const mistake = configMap();
  const waived = configMap('is in git', ['data'], { outcome: 'waived', reason: 'a test password', expires: '2026-12-31' });
  const report = textReport(checkResult({ databases: [database()], objects: [{ ...mistake, problems: [{ found: 'waiver "x" is wrong' }] }, waived] }), 120);
  const { fix, why, source } = ruleOf('secrets-external');
  expect(report.slice(report.indexOf('Other objects'))).toBe([
    'Other objects:',
    'shop/settings (ConfigMap) in dist/settings.yaml:10',
    '  - secrets-external (exposure), dist/settings.yaml:12',
    '    password is plain text',
    `    Fix: ${fix}`,
    `    Why: ${why}`,
    `    Source: ${source}`,
    '  - dist/settings.yaml:10: waiver "x" is wrong',
    'shop/settings (ConfigMap) in dist/settings.yaml:10',
    '  - waived, secrets-external: a test password (until 2026-12-31)',
    '',
    '1 database and 2 other objects: 1 failed (1 exposure), 1 problem, 1 waived',
    '',
  ].join('\n'));
});

test('says of a database that could not be read why, and shows no table', () => {
  expect(textReport(checkResult({ databases: [unreadable('Cluster could not be read: spec is missing')] }), 120)).toBe(
    'shop/orders (Cluster, operator unknown) in dist/orders.yaml:10\nshop/orders: not judged\nProblems:\n  - dist/orders.yaml:10: Cluster could not be read: spec is missing\n',
  );
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

test('lists what was not read and what was passed over, and says that no database was found', () => {
  const unread = [{ file: 'a.yaml', line: 3, reason: 'broken', broken: true }, { file: 'b.yaml', reason: 'not YAML', broken: false }];
  expect(textReport(checkResult({ unread }), 120)).toBe('Not read:\n  a.yaml:3: broken\n\nPassed over:\n  b.yaml: not YAML\n\nNo database found.\n');
});

test('adds the prerequisites that it is given', () => {
  const prerequisites = { operators: [], namespaces: ['shop'], objects: [], remoteSecrets: [] };
  expect(textReport(checkResult(), 120, prerequisites)).toBe('No database found.\n\nThe cluster must already have:\n  Namespaces:\n    - shop\n');
});

test('cuts no word of wide signs off', () => {
  const report = text({ logs: { what: '\u{1f600}'.repeat(100), attested: true } });
  expect(report).not.toMatch(/[\u2026\ufffd]/);
  expect(report.match(/\u{1f600}/gu)).toHaveLength(100);
});

test.each(HOSTILE)('no name steers the terminal or begins a line: %#', (name) => {
  const report = textReport(hostile(name), 120);
  const harmless = textReport(hostile('a'), 120);
  expect(report.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
  const outsideOfTables = (of: string) => of.split('\n').filter((line) => !line.startsWith('│')).length;
  expect(outsideOfTables(report)).toBe(outsideOfTables(harmless));
});
