import { readdirSync } from 'fs';
import { join } from 'path';
import { ApiObject, Duration } from 'cdk8s';
import { DayOfWeek, PostgresCluster, Schedule, VeleroLocation, VeleroSchedule, VeleroScheduleProps } from '../../src';
import { ORDERS, orders, Orders } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { findings, theOne, written } from '../support/written';

interface Kept extends Orders {
  readonly velero: VeleroSchedule;
}

function kept(more: Partial<VeleroScheduleProps> = {}, ...given: Parameters<typeof orders>): Kept {
  const made = orders(...given);
  const velero = new VeleroSchedule(made.chart, 'Velero', { name: 'databases', databases: [made.database], location: VeleroLocation.existing('default'), ...more });
  return { ...made, velero };
}

function spec(more: Partial<VeleroScheduleProps> = {}): any {
  return theOne(kept(more).app, 'Schedule', 'databases', 'velero').spec;
}

test('the namespaces of a production database and others are kept, and the schemas take it', () => {
  const { app, chart, database } = kept();
  const billing = new PostgresCluster(chart, 'Billing', { ...ORDERS, platform: database._settings.platform, name: 'billing', namespace: 'accounts' });
  new VeleroSchedule(chart, 'Both', { name: 'both', databases: [database, billing, database], location: VeleroLocation.existing('archive', 'backup') });
  expect(theOne(app, 'Schedule', 'both', 'backup').spec.template).toMatchObject({ includedNamespaces: ['accounts', 'shop'], storageLocation: 'archive' });
  expect(findings(app)).toEqual([]);
  expect(written(app).flatMap(schemaErrors)).toEqual([]);
});

test('backups are made daily and kept 30 days, by default', () => {
  expect(spec()).toMatchObject({ schedule: '0 1 * * *', template: { ttl: '720h0m0s' } });
  expect(spec({ schedule: Schedule.weekly(DayOfWeek.SUNDAY, '04:30'), retention: Duration.days(90) })).toMatchObject({ schedule: '30 4 * * 0', template: { ttl: '2160h0m0s' } });
});

describe('what a restore over a living operator would break is left out:', () => {
  const { excludedNamespaceScopedResources: kinds, labelSelector, ...template } = spec().template;

  test('every kind that the operator and its plugin act on', () => {
    const own = readdirSync(join(__dirname, '..', 'schemas')).flatMap((file) => {
      const [group, kind] = file.split('_');
      return /^(postgresql|barmancloud)\.cnpg\.io$/.test(group) ? [`${kind.toLowerCase()}s.${group}`] : [];
    });
    expect(own).toContain('clusters.postgresql.cnpg.io');
    expect(own).toContain('objectstores.barmancloud.cnpg.io');
    expect(kinds).toEqual(expect.arrayContaining(own));
  });

  test('what the operator makes, by its label', () => {
    expect(labelSelector).toEqual({ matchExpressions: [{ key: 'cnpg.io/cluster', operator: 'DoesNotExist' }] });
  });

  test('volumes, passwords and what is of one moment', () => {
    expect(kinds).toEqual(expect.arrayContaining([
      'persistentvolumeclaims', 'secrets', 'pods', 'jobs.batch', 'endpoints', 'endpointslices.discovery.k8s.io', 'leases.coordination.k8s.io',
    ]));
    expect(template).toMatchObject({
      excludedClusterScopedResources: ['customresourcedefinitions.apiextensions.k8s.io', 'persistentvolumes'],
      snapshotVolumes: false,
      defaultVolumesToFsBackup: false,
      snapshotMoveData: false,
    });
  });

  test('nothing of what was declared', () => {
    const ours = written(kept().app).filter(({ kind, metadata }) => metadata.namespace === 'shop' && !['Cluster', 'ScheduledBackup', 'ObjectStore', 'Database'].includes(kind));
    expect(ours.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['NetworkPolicy', 'ExternalSecret', 'Certificate', 'PodMonitor', 'PrometheusRule', 'ConfigMap']));
    for (const { kind, apiVersion, metadata } of ours) {
      const [, group] = /^(?:(.*)\/)?.*$/.exec(apiVersion)!;
      const plural = kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
      expect(kinds).not.toContain([plural.toLowerCase(), ...group ? [group] : []].join('.'));
      expect(metadata.labels).not.toHaveProperty('cnpg.io/cluster');
    }
  });
});

test('nothing is both included and left out, and filters of the two generations are not mixed', () => {
  const { template } = spec({ leaveOut: ['kafkas.kafka.strimzi.io', 'pods', 'pods'] });
  expect(template.excludedNamespaceScopedResources.filter((kind: string) => kind === 'pods')).toHaveLength(1);
  expect(template.excludedNamespaceScopedResources).toContain('kafkas.kafka.strimzi.io');
  for (const field of ['includedResources', 'excludedResources', 'includeClusterResources', 'includedNamespaceScopedResources', 'orLabelSelectors']) {
    expect(template).not.toHaveProperty(field);
  }
});

test('Backups outlive their Schedule, do not carry its labels, and carry what keeps Argo CD from deleting them', () => {
  expect(theOne(kept().app, 'Schedule', 'databases').metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  expect(spec()).toMatchObject({ useOwnerReferencesInBackup: false, template: { metadata: { labels: { 'app.kubernetes.io/part-of': 'databases' } } } });
});

describe('a schedule is refused', () => {
  test.each<[string, Partial<VeleroScheduleProps>, string]>([
    ['without a database', { databases: [] }, 'databases must name at least one database, got []; give those whose namespaces are kept'],
    ['without databases', { databases: undefined }, 'databases must name at least one database, got nothing; give those whose namespaces are kept'],
    ['of a thing that is none', { databases: ['orders' as any] }, 'databases must be databases of this library, got "string"; give for example a PostgresCluster'],
    ['without a location', { location: undefined }, 'location must be given, got nothing; name the BackupStorageLocation, for example VeleroLocation.existing("default")'],
    ['with a name that is no label', { name: 'All Databases' },
      'name must be a DNS label (lower-case letters, digits and "-", starting with a letter, ending with a letter or digit), got "All Databases"; choose such a name'],
    ['with a name that leaves its backups none', { name: 'a'.repeat(49) }, `name must be at most 48 characters, got "${'a'.repeat(49)}"; shorten it by 1`],
    ['that keeps backups for parts of an hour', { retention: Duration.minutes(90) }, 'retention must be whole hours, at least one, got "5400 s"; give for example Duration.days(30)'],
    ['that keeps backups for no time', { retention: Duration.hours(0) }, 'retention must be whole hours, at least one, got "0 s"; give for example Duration.days(30)'],
    ['that deletes a backup before the next but one', { schedule: Schedule.weekly(DayOfWeek.SUNDAY, '04:30'), retention: Duration.days(13) },
      'retention must be at least twice the longest time between two backups (336 h), or after one failed backup there is none, got "312 h"; keep them longer, or make them more often'],
    ['that leaves out everything', { leaveOut: ['*'] }, 'leaveOut must name kinds as <plural>.<group>, got "*"; write for example "clusters.postgresql.cnpg.io", or "configmaps"'],
    ['that leaves out a kind in its own words', { leaveOut: ['ConfigMap'] },
      'leaveOut must name kinds as <plural>.<group>, got "ConfigMap"; write for example "clusters.postgresql.cnpg.io", or "configmaps"'],
    ['that leaves out the namespaces', { leaveOut: ['namespaces'] },
      'leaveOut must leave the namespaces themselves, got "namespaces"; without them Velero makes them without their labels: remove it'],
  ])('%s', (_, more, message) => {
    expect(() => kept(more)).toThrow(new Error(message));
  });

  test('whose cron never comes true', () => {
    expect(() => kept({ schedule: Schedule.cron('0 1 31 2 *') })).toThrow(new Error('expression must be five cron fields that come true (a field out of range, or no such day), '
      + 'got "0 1 31 2 *"; write minute, hour, day of month, month, day of week, for example "0 3 * * *"'));
  });

  test('of a database without backups of its own', () => {
    expect(() => kept({}, {}, { backups: undefined })).toThrow(new Error('databases must have backups of their own, because Velero leaves their volumes out, got "orders"; give their platform `backups`'));
  });

  test('twice under one name', () => {
    const { chart, database } = kept();
    expect(() => new VeleroSchedule(chart, 'Again', { name: 'databases', databases: [database], location: VeleroLocation.existing('default') }))
      .toThrow(new Error('name must lead to names that are unique in the app: Schedule velero/databases also belongs to chart/Velero, got "databases"; choose another name or another namespace'));
  });
});

describe('where the app makes BackupStorageLocations', () => {
  function withLocation(name: string, spec_: object = {}, namespace = 'velero'): string[] {
    const { app, chart } = kept();
    new ApiObject(chart, 'Location', { apiVersion: 'velero.io/v1', kind: 'BackupStorageLocation', metadata: { name, namespace }, spec: spec_ });
    return findings(app);
  }

  test('one of them is taken', () => expect(withLocation('default')).toEqual([]));

  test('those of another Velero say nothing', () => expect(withLocation('archive', {}, 'backup')).toEqual([]));

  test('none of them is refused', () => {
    expect(withLocation('archive')).toEqual(['location must be one of the app\'s BackupStorageLocations in namespace velero (archive), got "default"; correct the name']);
  });

  test('one that is only read is refused', () => {
    expect(withLocation('default', { accessMode: 'ReadOnly' })).toEqual(['location must be written to, got "default" with accessMode ReadOnly; choose another BackupStorageLocation']);
  });
});
