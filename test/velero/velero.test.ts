import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DECLARED, MADE, OF_VELERO, OPERATED_ON, WRITTEN } from './namespace';
import { STORE } from './set-up';
import { Schedule, VeleroLocation, VeleroRestore, VeleroSchedule } from '../../src';
import { Manifest } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { say } from '../cluster/progress';
import { until } from '../cluster/until';
import { orders } from '../support/production';

const NAMESPACE = 'velero';
const SECONDS = 150;
/** Of a Backup or a Restore that Velero is not done with. */
const UNDER_WAY = ['', 'New', 'Queued', 'ReadyToStart', 'InProgress', 'WaitingForPluginOperations', 'Finalizing', 'FinalizingPartiallyFailed'];

/** Velero checks in its controllers: what it says is in the status. */
onCluster('Velero', () => {
  let kubernetes: Kubernetes;
  let backup: any;
  const { schedule, restore, namespace } = OF_VELERO;

  beforeAll(async () => {
    kubernetes = Kubernetes.fromEnvironment();
    await kubernetes.apply(location('default'));
    await until('an object store', async () => (await kubernetes.find(location('default'))).status?.phase === 'Available', { seconds: SECONDS });
    for (const manifest of [namespace, ...DECLARED, ...MADE, ...OPERATED_ON, ...WRITTEN]) await kubernetes.apply(manifest);
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'elsewhere' } });
    await kubernetes.apply({ ...DECLARED[0], metadata: { name: 'settings', namespace: 'elsewhere' } });
  });

  test('takes the Schedule of the example, and another apply changes nothing of it', async () => {
    await kubernetes.apply(schedule);
    expect(await saidOf(schedule)).toEqual({ phase: 'Enabled', errors: [] });
    const before = await kubernetes.find(schedule);
    await kubernetes.apply(schedule);
    expect((await kubernetes.find(schedule)).spec).toEqual(before.spec);
    expect(before.spec).toEqual(schedule.spec);
  });

  test('completes the Backup that it makes of it', async () => {
    // as if the last one were old: it looks once a minute
    await kubernetes.merge(schedule, { status: { lastBackup: '2020-01-01T00:00:00Z' } });
    const made = await until('a Backup', async () => (
      (await kubernetes.all('velero.io/v1', 'Backup', { namespace: NAMESPACE, labelSelector: 'velero.io/schedule-name=databases' }))[0]), { seconds: SECONDS });
    expect(await saidOf(made)).toEqual({ phase: 'Completed', errors: [] });
    backup = await kubernetes.find(made);
    expect(backup.metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'databases' });
    expect(backup.metadata.labels).not.toHaveProperty(['app.kubernetes.io/managed-by']);
    expect(backup.metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });

  test('keeps what was declared in the namespace, and nothing that an operator or a controller makes or acts on', () => {
    const kept = filesOf(backup).filter((file) => /^resources\/[^/]+\/namespaces\/database\//.test(file));
    expect(kept.map(nameIn).sort()).toEqual([...DECLARED, ...WRITTEN].map(nameOf).sort());
  });

  test('keeps Namespace objects beyond its own, and nothing that is in them', () => {
    const cluster = filesOf(backup).filter((file) => /^resources\/[^/]+\/cluster\//.test(file));
    expect(filesOf(backup).filter((file) => file.includes('/namespaces/elsewhere/'))).toEqual([]);
    expect(cluster.every((file) => file.startsWith('resources/namespaces/'))).toBe(true);
    expect(cluster).toEqual(expect.arrayContaining(['resources/namespaces/cluster/database.json', 'resources/namespaces/cluster/elsewhere.json']));
  });

  test('restores what was declared beside the database, not what the code makes, and leaves what exists', async () => {
    const [settings, ...others] = DECLARED;
    await kubernetes.apply({ ...settings, data: { colour: 'red' } });
    for (const manifest of [...others, ...MADE, ...OPERATED_ON, ...WRITTEN]) await kubernetes.remove(manifest, { gracePeriodSeconds: 0 });
    await kubernetes.apply(restore);
    const said = await saidOf(restore);
    expect({ ...said, results: resultsOf(restore) }).toEqual({ phase: 'Completed', errors: [], results: { errors: {}, warnings: expect.anything() } });
    expect((await kubernetes.find(restore)).spec.backupName).toBe(backup.metadata.name);
    const all = [...DECLARED, ...MADE, ...OPERATED_ON, ...WRITTEN];
    const there: string[] = [];
    for (const manifest of all) {
      const found = await kubernetes.find(manifest);
      if (found && !found.metadata.deletionTimestamp) there.push(nameOf(manifest));
    }
    expect(there.sort()).toEqual(DECLARED.map(nameOf).sort());
    expect((await kubernetes.find(settings)).data).toEqual({ colour: 'red' });
  });

  test.each<[string, string, () => unknown, () => Manifest, RegExp]>([
    ['a cron that it cannot read', 'expression must be five cron fields', () => Schedule.cron('0 0 1 * * *'), () => spoilt('cron', (spec) => { spec.schedule = '0 0 1 * * *'; }), /invalid schedule: expected exactly 5 fields, found 6/],
    ['a cron out of range', 'expression must be five cron fields', () => Schedule.cron('61 1 * * *'), () => spoilt('range', (spec) => { spec.schedule = '61 1 * * *'; }), /invalid schedule: end of range \(61\) above maximum \(59\)/],
    ['an unknown location', 'location must be given', () => of({ location: undefined }), () => backupOf('location', (spec) => { spec.storageLocation = 'nowhere'; }), /backup storage location.*nowhere/],
    ['what is included and left out', 'leaveOut must name kinds', () => of({ leaveOut: ['*'] }),
      () => backupOf('both', (spec) => { spec.includedNamespaceScopedResources = ['secrets']; }), /excludes list cannot contain an item in the includes list: secrets/],
    ['filters of two generations', 'leaveOut must name kinds', () => of({ leaveOut: [''] }),
      () => backupOf('mixed', (spec) => { spec.includedResources = ['configmaps']; }), /They cannot be used together/],
    ['a restore of two things', 'schedule must be a VeleroSchedule', () => new VeleroRestore(orders().chart, 'Restore', { name: 'two', schedule: undefined as any }),
      () => ({ ...restore, metadata: { name: 'two', namespace: NAMESPACE }, spec: { ...restore.spec, backupName: 'databases-20261127010000' } }), /Either a backup or schedule must be specified/],
  ])('refuses %s in its status, and the constructs refuse it first', async (_, ours, make, manifest, theirs) => {
    expect(make).toThrow(ours);
    await kubernetes.apply(manifest());
    const { phase, errors } = await saidOf(manifest());
    expect({ phase, errors: errors.join('\n') }).toEqual({ phase: 'FailedValidation', errors: expect.stringMatching(theirs) });
  });

  /** Once Velero is done with it. */
  async function saidOf(manifest: Manifest): Promise<{ phase: string; errors: string[] }> {
    const { status } = await until(`what Velero says of ${manifest.kind} ${manifest.metadata.name}`, async () => {
      const found = await kubernetes.find(manifest);
      return !UNDER_WAY.includes(found?.status?.phase ?? '') && found;
    }, { seconds: SECONDS });
    const { phase, validationErrors = [], progress, failureReason } = status;
    say(`Velero of ${manifest.kind} ${manifest.metadata.name}: ${phase} ${JSON.stringify({ validationErrors, progress, failureReason })}`);
    return { phase, errors: validationErrors };
  }

  function spoilt(name: string, spoil: (spec: any) => void): Manifest {
    const spec = structuredClone(schedule.spec);
    spoil(spec);
    return { apiVersion: 'velero.io/v1', kind: 'Schedule', metadata: { name, namespace: NAMESPACE }, spec };
  }

  function backupOf(name: string, spoil: (spec: any) => void): Manifest {
    const { metadata, ...spec } = structuredClone(schedule.spec.template);
    spoil(spec);
    return { apiVersion: 'velero.io/v1', kind: 'Backup', metadata: { name, namespace: NAMESPACE }, spec };
  }
});

function of(more: object): VeleroSchedule {
  const { chart, database } = orders();
  return new VeleroSchedule(chart, 'Velero', { name: 'databases', databases: [database], location: VeleroLocation.existing('default'), ...more });
}

function location(name: string): Manifest {
  return {
    apiVersion: 'velero.io/v1',
    kind: 'BackupStorageLocation',
    metadata: { name, namespace: NAMESPACE },
    spec: { provider: 'example.com/files', objectStorage: { bucket: 'backups' } },
  };
}

/** What the archive of a backup holds. */
function filesOf({ metadata: { name } }: Manifest): string[] {
  const archive = join(process.env[STORE]!, 'backups', 'backups', name, `${name}.tar.gz`);
  // each object once more by the version of its kind
  return execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' }).split('\n').filter((file) => file.endsWith('.json') && !/\/v\d\w*(-preferredversion)?\//.test(file));
}

/** What went wrong in a restore. */
function resultsOf({ metadata: { name } }: Manifest): unknown {
  return JSON.parse(gunzipSync(readFileSync(join(process.env[STORE]!, 'backups', 'restores', name, `restore-${name}-results.gz`))).toString());
}

/** `resources/deployments.apps/namespaces/database/web.json` as `Deployment web` is told by `nameOf`. */
function nameIn(file: string): string {
  const [, resource, , , name] = file.split('/');
  return `${resource.split('.')[0]}/${name.replace(/\.json$/, '')}`;
}

function nameOf({ kind, metadata: { name } }: Manifest): string {
  const lower = kind.toLowerCase();
  return `${lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`}/${name}`;
}
