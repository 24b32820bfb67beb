import { configMap, from, run } from './as-people-run-them';
import { foundIn } from './outcomes';

/** A database with labels, annotations and labels of its claims. */
function database({ labels = {}, annotations = {}, claimLabels = {} }: { labels?: object; annotations?: object; claimLabels?: object } = {}): any {
  const made = run({ name: 'orders', container: { image: 'postgres:17', volumeMounts: [from('data', '/var/lib/postgresql/data')] }, claims: { data: '10Gi' } });
  Object.assign(made.spec.template.metadata, { annotations, labels: { app: 'orders', ...labels } });
  made.spec.volumeClaimTemplates[0].metadata.labels = claimLabels;
  return made;
}

const velero = (template: object, rest: object = {}) => ({
  apiVersion: 'velero.io/v1', kind: 'Schedule', metadata: { name: 'nightly', namespace: 'velero' }, spec: { schedule: '0 2 * * *', template, ...rest },
});
const LOCATION = {
  apiVersion: 'velero.io/v1', kind: 'BackupStorageLocation', metadata: { name: 'default', namespace: 'velero' }, spec: { objectStorage: { bucket: 'velero', prefix: 'main' } },
};
const server = (...args: string[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'velero', namespace: 'velero' },
  spec: { selector: {}, template: { spec: { containers: [{ name: 'velero', image: 'velero/velero:v1.18.1', command: ['/velero'], args: ['server', ...args] }] } } },
});
const policy = (action: string) => ({ ...configMap('policy', { 'policy.yaml': `version: v1\nvolumePolicies:\n- conditions: {}\n  action:\n    type: ${action}\n` }), metadata: { name: 'policy', namespace: 'velero' } });

const backup = (of: any, ...others: any[]) => foundIn([of, LOCATION, ...others])['backup-scheduled'];

const KEPT = 'pass: schedule "nightly" (0 2 * * *) writes at least every 24 h to store "BackupStorageLocation default" (velero/main)';
const FAILS = 'fail: schedule "nightly" (0 2 * * *): ';
const FILES = { snapshotVolumes: false, defaultVolumesToFsBackup: true };
const INCLUDED = { 'backup.velero.io/backup-volumes': 'other, data' };
const EXCLUDED = { 'backup.velero.io/backup-volumes-excludes': 'data' };

test.each<[string, any, any[]]>([
  ['that takes everything', database(), [velero({})]],
  ['that takes its namespace', database(), [velero({ includedNamespaces: ['default'] })]],
  ['that takes namespaces by a pattern', database(), [velero({ includedNamespaces: ['def*'], excludedNamespaces: ['kube-*'] })]],
  ['that takes claims by their short name', database(), [velero({ includedResources: ['pvc', 'pv'] })]],
  ['that leaves out what is no volume', database(), [velero({ excludedResources: ['events', 'secrets'] })]],
  ['that selects its pods', database(), [velero({ labelSelector: { matchLabels: { app: 'orders' } } })]],
  ['that selects its pods by one of two selectors', database(), [velero({ orLabelSelectors: [{ matchLabels: { app: 'web' } }, { matchLabels: { app: 'orders' } }] })]],
  ['that selects its claims', database({ claimLabels: { backup: 'yes' } }), [velero({ labelSelector: { matchLabels: { backup: 'yes' } } })]],
  ['that snapshots what its pods leave out of what is read', database({ annotations: EXCLUDED }), [velero({ defaultVolumesToFsBackup: true })]],
  ['that snapshots without pods', database(), [velero({ excludedResources: ['pods'] })]],
  ['that reads files', database(), [velero(FILES)]],
  ['that reads files by its old name', database(), [velero({ snapshotVolumes: false, defaultVolumesToRestic: true })]],
  ['that reads files of what its pods name', database({ annotations: INCLUDED }), [velero({ snapshotVolumes: false, defaultVolumesToFsBackup: false })]],
  ['that reads files without volumes\' objects', database(), [velero({ ...FILES, excludedResources: ['persistentvolumes'] })]],
  ['of a server that reads files', database(), [velero({ snapshotVolumes: false }), server('--default-volumes-to-fs-backup')]],
  ['with a policy that skips nothing', database(), [velero({ resourcePolicy: { kind: 'configmap', name: 'policy' } }), policy('snapshot')]],
  ['that takes it, beside one that does not', database(), [velero({}), { ...velero({ excludedResources: ['pvc'] }), metadata: { name: 'objects', namespace: 'velero' } }]],
])('a Velero Schedule %s is a backup', (_, of, others) => expect(backup(of, ...others)).toBe(KEPT));

test.each<[string, any, any[], string]>([
  ['without claims', database(), [velero({ excludedResources: ['persistentvolumeclaims'] })], 'excludedResources has persistentvolumeclaims'],
  ['without claims among scoped resources', database(), [velero({ excludedNamespaceScopedResources: ['pvc'] })], 'excludedNamespaceScopedResources has persistentvolumeclaims'],
  ['of other resources only', database(), [velero({ includedResources: ['deployments', 'configmaps'] })], 'includedResources lacks persistentvolumeclaims'],
  ['of other labels', database(), [velero({ labelSelector: { matchLabels: { app: 'web' } } })], 'its labelSelector selects neither its pods nor its claims'],
  ['of claims that are marked', database({ claimLabels: { 'velero.io/exclude-from-backup': 'true' } }), [velero({})], 'its claims have the label velero.io/exclude-from-backup'],
  ['without snapshots and files', database(), [velero({ snapshotVolumes: false, defaultVolumesToFsBackup: false })],
    'snapshotVolumes is false, and no annotation backup.velero.io/backup-volumes of its pods names volume "data"'],
  ['without snapshots, by a server that reads no files', database(), [velero({ snapshotVolumes: false, snapshotMoveData: true }), server()],
    'snapshotVolumes is false, and no annotation backup.velero.io/backup-volumes of its pods names volume "data"'],
  ['of files that its pods leave out', database({ annotations: EXCLUDED }), [velero(FILES)],
    'snapshotVolumes is false, and annotation backup.velero.io/backup-volumes-excludes of its pods leaves volume "data" out'],
  ['of files without pods', database(), [velero({ ...FILES, excludedResources: ['pods'] })], 'snapshotVolumes is false, and files are not read either: excludedResources has pods'],
])('a Velero Schedule %s leaves the data out, and says why', (_, of, others, found) => {
  expect(backup(of, ...others)).toBe(`${FAILS}${found}`);
  expect(foundIn([of, LOCATION, ...others])['retention-30-days']).toBe(`fail: no schedule writes backups to a store, so none are kept: schedule "nightly": ${found}`);
});

test.each<[string, any, any[], string]>([
  ['whose server says whether files are read', database(), [velero({ snapshotVolumes: false })],
    'Whether volumes in Schedule nightly are read without snapshots is said where Velero\'s server is started (--default-volumes-to-fs-backup); add its Deployment, '
    + 'or say defaultVolumesToFsBackup in the Schedule.'],
  ['without PersistentVolumes', database(), [velero({ excludedResources: ['persistentvolumes'] })],
    'Snapshots of volumes in Schedule nightly hang on PersistentVolumes, which it leaves out (excludedResources has persistentvolumes), unless a CSI driver makes them; '
    + 'take them, too, or waive the rule with where that is seen.'],
  ['without what belongs to the cluster', database(), [velero({ includeClusterResources: false })], 'which it leaves out (includeClusterResources is false)'],
  ['that reads files without claims', database(), [velero({ ...FILES, includedResources: ['pods'] })], 'depends on Velero\'s version; take the claims, too.'],
  ['with a policy that is not there', database(), [velero({ resourcePolicy: { kind: 'configmap', name: 'policy' } })],
    'Which volumes in Schedule nightly are taken is said by ConfigMap velero/policy, which is not in the input; add it.'],
  ['with a policy that skips', database(), [velero({ resourcePolicy: { kind: 'configmap', name: 'policy' } }), policy('skip')],
    'Which volumes in Schedule nightly are skipped is said by its volume policies (ConfigMap policy), which are not followed'],
])('of a Velero Schedule %s it is unknown', (_, of, others, found) => {
  expect(backup(of, ...others)).toMatch(/^unknown: /);
  expect(backup(of, ...others)).toContain(found);
  expect(foundIn([of, LOCATION, ...others])['retention-30-days']).toMatch(/^unknown: /);
});

test('a Velero Schedule that writes to a place that is not in the input is unknown', () => {
  expect(foundIn([database(), velero({})])['backup-scheduled'])
    .toBe('unknown: BackupStorageLocation default in velero, which Schedule nightly writes to, is not in the input; add it.');
});

test('a Velero Schedule of other namespaces is none of a database\'s', () => {
  for (const template of [{ includedNamespaces: ['shop'] }, { excludedNamespaces: ['default'] }, { excludedNamespaces: ['def*'] }]) {
    expect(backup(database(), velero(template))).toBe('fail: no backup is scheduled');
  }
});

test('a Velero Schedule that is paused backs nothing up', () => {
  expect(backup(database(), velero({}, { paused: true }))).toBe('fail: schedule "nightly" (0 2 * * *) is suspended');
});
