import { readFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, App, Chart, Include } from 'cdk8s';
import { Validation, ValidationContext } from 'cdk8s-cli/plugins';
import { parse } from 'yaml';
import { ChecklistValidation, PostgresCluster } from '../../src';
import { folder } from '../support/folder';
import { ORDERS, platformOf } from '../support/production';

const NEGLECTED = `apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: legacy
spec:
  instances: 1
  storage:
    size: 1Gi
  backup:
    barmanObjectStore:
      destinationPath: s3://acme-backups/legacy
`;

/** Synthesizes an app into a folder, as cdk8s-cli has it done, and validates what it wrote. */
async function validated(build: (chart: Chart) => void, properties?: Record<string, unknown>, stdout = false) {
  const outdir = folder({});
  const app = new App({ outdir, recordConstructMetadata: true });
  build(new Chart(app, 'chart', { namespace: 'shop' }));
  app.synth();
  const file = join(outdir, 'chart.k8s.yaml');
  const { resources } = JSON.parse(readFileSync(join(outdir, 'construct-metadata.json'), 'utf8'));
  return { ...await validatedFiles([file], properties, stdout, resources), written: readFileSync(file, 'utf8') };
}

async function validatedFiles(manifests: string[], properties?: Record<string, unknown>, stdout = false, resources = {}) {
  const plugin: Validation = new ChecklistValidation(properties);
  const context = new ValidationContext(manifests, 'cdk8s-databases', '1.0.0', resources, stdout);
  await plugin.validate(context);
  const { violations, summary } = context.report.toJson();
  return { success: context.report.success, violations, summary, rules: violations.map(({ ruleName }) => ruleName), text: context.report.toString() };
}

function production(chart: Chart): void {
  new PostgresCluster(chart, 'Orders', { ...ORDERS, platform: platformOf(chart) });
}

function neglected(chart: Chart): void {
  new ApiObject(chart, 'Legacy', parse(NEGLECTED));
}

function included(chart: Chart): void {
  new Include(chart, 'Legacy', { url: join(folder({ 'legacy.yaml': NEGLECTED }), 'legacy.yaml') });
}

function withWaivers(waivers: object[]): (chart: Chart) => void {
  return (chart) => new ApiObject(chart, 'Legacy', {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'legacy', annotations: { 'cdk8s-databases.io/waivers': JSON.stringify(waivers) } },
    spec: { instances: 1, storage: { size: '1Gi' } },
  });
}

test('an app that lacks nothing passes', async () => {
  const { success, violations, summary } = await validated(production);
  expect(violations).toEqual([]);
  expect(success).toBe(true);
  expect(summary.metadata).toEqual({
    'Checked': expect.stringMatching(/^1 database: nothing failed/),
    'shop/orders': expect.stringMatching(/ of 24/),
  });
});

test('a database of plain YAML fails the synth and is found at its construct', async () => {
  const { success, violations } = await validated(included);
  expect(success).toBe(false);
  const [violation] = violations.filter(({ ruleName }) => ruleName === 'three-instances');
  expect(violation).toMatchObject({
    recommendation: expect.stringMatching(/^At least 3 instances \(a primary and two replicas\) \(at stake: outage\)\. With two instances .* Source: /),
    fix: expect.stringMatching(/^Set instances to 3 or more/),
  });
  expect(violation.violatingConstructs).toEqual([{
    resourceName: 'legacy',
    constructPath: expect.stringMatching(/^chart\/Legacy\//),
    manifestPath: expect.stringMatching(/\/chart\.k8s\.yaml$/),
    locations: [expect.stringMatching(/^Cluster.*: 1 instance, fewer than 3$/)],
  }]);
});

test('a mistake is found at its field and line', async () => {
  const { violations: [violation], written } = await validated(neglected, { only: ['in-tree-barman'] });
  const line = written.split('\n').findIndex((text) => text.includes('barmanObjectStore:')) + 1;
  expect(line).toBeGreaterThan(1);
  expect(violation.violatingConstructs[0].locations)
    .toEqual([`Cluster spec.backup.barmanObjectStore, line ${line}: spec.backup.barmanObjectStore is removed in CloudNativePG 1.31`]);
});

test('what loses data comes first', async () => {
  const { rules } = await validated(neglected);
  expect(rules.indexOf('backup-scheduled')).toBeGreaterThanOrEqual(0);
  expect(rules.indexOf('backup-scheduled')).toBeLessThan(rules.indexOf('three-instances'));
});

test('cdk8s-cli can print the report', async () => {
  const { text } = await validated(neglected);
  expect(text).toMatch(/Status\s+│ failure/);
  expect(text).toMatch(/Construct Path: chart\/Legacy\n[^]*> Cluster.*: 1 instance, fewer than 3/);
});

test('with --stdout no path of a file that is gone is reported', async () => {
  const { violations } = await validated(neglected, undefined, true);
  expect(new Set(violations.flatMap(({ violatingConstructs }) => violatingConstructs.map(({ manifestPath }) => manifestPath)))).toEqual(new Set(['STDOUT']));
  expect(JSON.stringify(violations)).not.toContain('chart.k8s.yaml');
});

test('what is unknown counts only when the properties say so', async () => {
  const without = await validated(neglected, { only: ['kernel-tuned'] });
  expect([without.success, without.rules]).toEqual([true, []]);
  const counted = await validated(neglected, { only: ['kernel-tuned'], failOn: 'unknown' });
  expect([counted.success, counted.rules]).toEqual([false, ['kernel-tuned']]);
});

test('rules can be chosen, left out and limited to what is worse', async () => {
  expect((await validated(neglected, { only: ['three-instances'] })).rules).toEqual(['three-instances']);
  expect((await validated(neglected, { skip: ['three-instances'] })).rules).not.toContain('three-instances');
  const worst = (await validated(neglected, { severity: 'data-loss' })).rules;
  expect(worst).toContain('backup-scheduled');
  expect(worst).not.toContain('three-instances');
});

test('a file of waivers counts as the waivers on the manifest do', async () => {
  const waivers = join(folder({ 'waivers.yaml': '- rule: three-instances\n  reason: read-only copy\n  name: legacy\n' }), 'waivers.yaml');
  const { success, rules } = await validated(neglected, { waivers, only: ['three-instances'] });
  expect([success, rules]).toEqual([true, []]);
});

test('a file of waivers that is not there fails the synth', async () => {
  const { success, violations: [violation] } = await validated(neglected, { waivers: 'nowhere.yaml', only: ['kernel-tuned'] });
  expect(success).toBe(false);
  expect(violation).toMatchObject({ ruleName: 'unread', violatingConstructs: [{ manifestPath: 'nowhere.yaml' }] });
});

test('a waiver that is wrong fails the synth', async () => {
  const { success, violations } = await validated(withWaivers([{ rule: 'three-instances', reason: '' }]), { only: ['three-instances'] });
  expect(success).toBe(false);
  expect(violations.find(({ ruleName }) => ruleName === 'checklist-problem')?.violatingConstructs[0].locations[0])
    .toMatch(/^Cluster, line \d+: waiver "three-instances" must have a reason/);
});

test('a manifest that cannot be read fails the synth', async () => {
  const file = join(folder({ 'broken.yaml': 'a: b\n  c: d\n' }), 'broken.yaml');
  const { success, violations: [violation] } = await validatedFiles([file]);
  expect(success).toBe(false);
  expect(violation).toMatchObject({ ruleName: 'unread', violatingConstructs: [{ manifestPath: file, locations: [expect.stringMatching(/^line \d+: /)] }] });
});

test('an app without a database passes, and it is said', async () => {
  const { success, summary } = await validated((chart) => new ApiObject(chart, 'Settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } }));
  expect(success).toBe(true);
  expect(summary.metadata).toEqual({ Checked: '0 databases: nothing failed' });
});

test('what looks like a database and is none that can be read is named', async () => {
  const { success, summary } = await validated((chart) => new ApiObject(chart, 'Shop', {
    apiVersion: 'mysql.oracle.com/v2', kind: 'InnoDBCluster', metadata: { name: 'shop' },
  }));
  expect(success).toBe(true);
  expect(summary.metadata?.['Not judged']).toMatch(/^InnoDBCluster shop\/shop /);
});

test.each([
  ['a property that there is not', { threads: 4 }, /^properties must be among only, skip, severity, failOn and waivers, got "threads"; /],
  ['a rule that there is not', { only: ['four-instances'] }, /got "four-instances"; near it: three-instances/],
  ['a severity that there is not', { severity: 'mild' }, /^properties\.severity must be one of data-loss, outage, exposure, hygiene, got "mild"; /],
  ['an outcome that never fails', { failOn: 'pass' }, /^properties\.failOn must be one of fail, unknown, got "pass"; /],
  ['rules that are no list', { skip: 'three-instances' }, /^properties\.skip must be a list of rules, got "three-instances"; /],
  ['a choice of no rule', { only: [] }, /^properties\.only must be a list of rules, got \[\]; /],
])('refuses %s', async (_, properties, message) => {
  await expect(validated(neglected, properties)).rejects.toThrow(message);
});
