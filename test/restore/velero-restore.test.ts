import { VeleroLocation, VeleroRestore, VeleroRestoreProps, VeleroSchedule } from '../../src';
import { orders } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { findings, ofKind, theOne, written } from '../support/written';

function restored(more: Partial<VeleroRestoreProps> = {}, leaveOut?: string[]) {
  const { app, chart, database } = orders();
  const schedule = new VeleroSchedule(chart, 'Velero', { name: 'databases', databases: [database], location: VeleroLocation.existing('default', 'backup'), leaveOut });
  const restore = new VeleroRestore(chart, 'Restore', { name: 'back', schedule, ...more });
  return { app, chart, restore, schedule };
}

function spec(more: Partial<VeleroRestoreProps> = {}, leaveOut?: string[]): any {
  return ofKind(restored(more, leaveOut).app, 'Restore')[0].spec;
}

test('a restore takes the newest backup of its schedule, or the one that is named', () => {
  expect(spec()).toMatchObject({ scheduleName: 'databases' });
  expect(spec()).not.toHaveProperty('backupName');
  expect(spec({ backup: 'databases-20261127010000' })).toMatchObject({ backupName: 'databases-20261127010000' });
  expect(spec({ backup: 'databases-20261127010000' })).not.toHaveProperty('scheduleName');
});

test('a restore passes the checklist and the schemas', () => {
  const { app } = restored();
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test('whatever the backup holds, nothing comes back but what the schedule keeps, into its namespaces, and the code does not make', () => {
  const { app } = restored({}, ['kafkas.kafka.strimzi.io']);
  const { template } = theOne(app, 'Schedule', 'databases', 'backup').spec;
  const [{ spec: { excludedResources, labelSelector, includedNamespaces } }] = ofKind(app, 'Restore');
  expect(excludedResources).toEqual(template.excludedNamespaceScopedResources);
  expect(includedNamespaces).toEqual(template.includedNamespaces);
  expect(excludedResources).toEqual(expect.arrayContaining(['clusters.postgresql.cnpg.io', 'persistentvolumeclaims', 'kafkas.kafka.strimzi.io']));
  expect(labelSelector.matchExpressions).toEqual([
    ...template.labelSelector.matchExpressions, { key: 'app.kubernetes.io/managed-by', operator: 'NotIn', values: ['cdk8s-databases'] },
  ]);
  const left = (labels: any) => labelSelector.matchExpressions.some((each: any) => each.operator === 'NotIn' && each.values.includes(labels[each.key]));
  expect(written(app).filter(({ metadata }) => metadata.namespace === 'shop' && !left(metadata.labels))).toEqual([]);
});

test('what exists stays as it is, and no volume is made', () => {
  expect(spec()).toMatchObject({ existingResourcePolicy: 'none', restorePVs: false, includeClusterResources: false });
  expect(spec()).not.toHaveProperty('restoreStatus');
});

test('another restore has another name, and the same one the same', () => {
  const name = (more: Partial<VeleroRestoreProps> = {}) => theOne(restored(more).app, 'Restore', restored(more).restore.name, 'backup').metadata.name;
  expect(name()).toBe(name());
  expect(name()).toMatch(/^back-[0-9a-z]{5}$/);
  expect(name({ backup: 'databases-20261127010000' })).not.toBe(name());
});

describe('a restore is refused', () => {
  test.each<[string, Partial<VeleroRestoreProps>, string]>([
    ['without a schedule', { schedule: undefined }, 'schedule must be a VeleroSchedule, got nothing; make it as it was made where the backups come from'],
    ['of a name of one', { schedule: 'databases' as any }, 'schedule must be a VeleroSchedule, got "string"; make it as it was made where the backups come from'],
    ['of a backup that cannot be', { backup: 'the newest' },
      'backup must be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters), got "the newest"; choose such a name'],
    ['with a name that is too long', { name: 'a'.repeat(58) }, `name must be at most 57 characters, got "${'a'.repeat(58)}"; shorten it by 1`],
    ['with a name that is no label', { name: '3am' },
      'name must be a DNS label (lower-case letters, digits and "-", starting with a letter, ending with a letter or digit), got "3am"; choose such a name'],
  ])('%s', (_, more, message) => {
    expect(() => restored(more)).toThrow(new Error(message));
  });
});
