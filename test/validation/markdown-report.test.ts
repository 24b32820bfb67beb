import { CheckResult } from '../../src/validation/check';
import { markdownReport } from '../../src/validation/markdown-report';
import { checkResult, configMap, database, HOSTILE, hostile, ruleOf } from '../support/check-result';

function markdown(parts: Partial<CheckResult>): string {
  return markdownReport(checkResult(parts));
}

test('begins with what there is to mend', () => {
  const report = markdown({ databases: [database({ instances: 1, workload: {} })], objects: [configMap()] });
  expect(report.split('\n').slice(0, 3)).toEqual([
    '## Production checklist for databases', '', '1 database and 1 other object: **2 failed (1 outage, 1 exposure), 2 unknown**.',
  ]);
});

test('a good database has its score and no table', () => {
  expect(markdown({ databases: [database()] })).toBe([
    '## Production checklist for databases', '', '1 database: **nothing failed**.', '',
    '### shop/orders (Cluster, CloudNativePG)', '', '<code>dist/orders.yaml:10</code>: 24 of 24; operators-survive met', '',
  ].join('\n'));
});

test('a table has what is not met, the worst first, and where', () => {
  const report = markdown({ databases: [database({ instances: 1, drills: { restore: [], failover: ['f'] } })] });
  expect(report.split('\n').filter((line) => line.startsWith('|'))).toEqual([
    '| Outcome | At stake | Rule | Found | Where |',
    '|---|---|---|---|---|',
    expect.stringMatching(/^\| fail \| data loss \| <code>restore-drill<\/code> \| .* \| <code>dist\/orders.yaml:10<\/code> \|$/),
    '| fail | outage | <code>three-instances</code> | 1 instance, fewer than 3 | <code>dist/orders.yaml:10</code> |',
  ]);
});

test('waivers, remarks and problems are listed', () => {
  const waivers = [{ rule: 'three-instances', reason: 'two sites', expires: '2026-12-31' }, { rule: 'x', reason: 'r' }];
  const report = markdown({ databases: [database({ instances: 1, waivers, remarks: ['port 443 is open'] })] });
  expect(report).toContain('\nWaived:\n\n- three-instances: two sites (until 2026-12-31)\n');
  expect(report).toContain('\nRemarks:\n\n- port 443 is open\n');
  expect(report).toContain('\nProblems:\n\n- dist/orders.yaml:10: waiver "x" must name a rule');
});

test('each rule that is not met is explained once, however many databases do not meet it', () => {
  const report = markdown({ databases: [database({ instances: 1 }), database({ instances: 2, name: 'carts' })] });
  expect(report.split('<details>')).toHaveLength(2);
  expect(report).toContain(`<summary><code>three-instances</code>: ${ruleOf('three-instances').title}</summary>\n\n**How to meet it.** `);
});

test('a rule that is met in several ways says whose each is, and one that all meet alike says nothing of the sort', () => {
  const toy = (name: string, word: string, operator: string) =>
    database({ name, operator, kind: operator === 'none' ? 'StatefulSet' : 'Toy', instances: 1, fixes: { 'three-instances': `Set ${word} to 3.` } });
  const report = markdown({ databases: [toy('a', 'parts', 'Toys'), toy('b', 'parts', 'Bricks'), toy('c', 'replicas', 'none')] });
  expect(report).toContain('</summary>\n\n**How to meet it (Toy, Toys; Toy, Bricks).** Set parts to 3.\n\n'
    + '**How to meet it (StatefulSet, no operator, postgresql).** Set replicas to 3.\n\n**Why.** ');
  expect(markdown({ databases: [toy('a', 'parts', 'Toys'), toy('b', 'parts', 'Bricks')] })).toContain('**How to meet it.** Set parts to 3.');
});

test('a link in the words of a rule is one', () => {
  const { manifest, results: [result] } = configMap();
  const results = [{ ...result, rule: { ...result.rule, source: 'see https://docs.example/a_b.html, 3.1' } }];
  expect(markdown({ objects: [{ manifest, results, problems: [] }] })).toContain('**Source.** see <https://docs.example/a_b.html>, 3.1');
});

test('what could not be read is said at the top and listed', () => {
  const unread = [{ file: 'a.yaml', line: 3, reason: 'not a mapping', broken: true }, { file: 'b.yaml', reason: 'a template', broken: false }];
  expect(markdown({ unread })).toBe([
    '## Production checklist for databases', '', 'No database found. **1 not read.**', '',
    'Not read:', '', '- a.yaml:3: not a mapping', '', 'Passed over:', '', '- b.yaml: a template', '',
  ].join('\n'));
});

test('fits a comment of GitHub and says what is cut off', () => {
  const databases = Array.from({ length: 400 }, (_, at) => database({ name: `db-${at}`, instances: 1 }));
  const report = markdown({ databases });
  expect(report.length).toBeLessThanOrEqual(65_536);
  expect(report.length).toBeGreaterThan(64_000);
  const rows = report.split('\n').filter((line) => line.startsWith('| fail'));
  expect(report).toMatch(new RegExp(`\\n\\n\\*\\*Cut off\\*\\* at 65,536 characters, .* Left out: ${400 - rows.length} findings, \\d+ objects and 1 explanation\\. `));
});

test('one name does not fill it', () => {
  expect(markdown({ objects: [configMap('x'.repeat(100_000))] }).length).toBeLessThan(5000);
});

test.each(HOSTILE)('a name means nothing in it: %#', (text) => {
  const report = markdownReport(hostile(text));
  const structure = (of: string) => of.split('\n').map((line) => line.match(/^(#+|\||-|<[a-z]+>)? ?/)![0]);
  expect(structure(report)).toEqual(structure(markdownReport(hostile('a'))));
  for (const line of report.split('\n').filter((of) => of.startsWith('| '))) expect(line.match(/\|/g)).toHaveLength(6);
  const shown = report.replace(/<\/?(code|details|summary)>|<https:[^>]*>/g, '');
  expect(shown).not.toMatch(/[<@`$[\]]|https:\/\//);
});

test('nobody is mentioned and no issue is linked, although the text is shown', () => {
  expect(markdown({ objects: [configMap('ask @octocat in #12')] })).toContain('ask &#64;&#8203;octocat in &#35;&#8203;12');
});
