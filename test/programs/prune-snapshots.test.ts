import { ChildProcess, spawn } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { SnapshotCluster } from './snapshot-cluster';
import { controlData } from './snapshot-objects';

jest.setTimeout(60_000);

const PROGRAM = join(__dirname, '../../programs/prune-snapshots.mjs');
const folder = mkdtempSync(join(tmpdir(), 'prune-snapshots-'));
const ARGUMENTS = ['--cluster=orders', '--retention-days=7', '--keep=2', '--gap-seconds=86400'];

let cluster: SnapshotCluster;
beforeEach(async () => {
  cluster = new SnapshotCluster(folder, Date.now());
  await cluster.start();
});
afterEach(async () => cluster.stop());
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  /** The pod's termination message. */
  readonly message: string;
  readonly lines: string[];
}

async function prune(args = ARGUMENTS, started: (child: ChildProcess) => void = () => undefined): Promise<Ended> {
  const message = join(cluster.account, 'message');
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(cluster.port),
      SERVICE_ACCOUNT: cluster.account,
      TERMINATION_MESSAGE: message,
      EVERY_SECONDS: '0.02',
      CONTROLLER_SECONDS: '0.1',
      GONE_SECONDS: '0.5',
    },
  });
  started(child);
  const parts: string[] = [];
  child.stdout.on('data', (part) => parts.push(String(part)));
  child.stderr.on('data', (part) => parts.push(String(part)));
  const code = await new Promise<number | null>((ended) => child.on('close', ended));
  return { code, message: readFileSync(message, 'utf8').trim(), lines: parts.join('').trim().split('\n') };
}

test('what may go goes: policy and label first, then the snapshots, then the Backup', async () => {
  for (const days of [0.5, 1, 8]) cluster.add(`b${days}`, days);
  expect(await prune()).toMatchObject({ code: 0, message: '1 snapshot backup of orders went, 2 snapshot backups stay' });
  expect(cluster.changes).toEqual([
    'PATCH volumesnapshotcontents/snapcontent-b8', 'PATCH volumesnapshotcontents/snapcontent-b8-wal',
    'DELETE volumesnapshots/b8', 'DELETE volumesnapshots/b8-wal', 'DELETE backups/b8',
  ]);
  expect(cluster.names('volumesnapshotcontents')).toEqual(['snapcontent-b0.5', 'snapcontent-b0.5-wal', 'snapcontent-b1', 'snapcontent-b1-wal']);
});

test('what stays is left as it is, and every one is told with its reason', async () => {
  for (const days of [0.5, 1, 5, 8]) cluster.add(`b${days}`, days);
  const { lines } = await prune();
  expect(lines.slice(0, 4)).toEqual(['stays: b0.5: 12 h old, within the retention', 'stays: b1: 24 h old, within the retention', 'stays: b5: 5 days old, within the retention', 'may go: b8: 8 days old']);
  expect(cluster.objects.volumesnapshotcontents.map(({ spec }) => spec.deletionPolicy)).toEqual(Array(6).fill('Retain'));
});

test('a dry run tells what would go, and changes nothing', async () => {
  for (const days of [0.5, 1, 8]) cluster.add(`b${days}`, days);
  expect(await prune([...ARGUMENTS, '--dry-run'])).toMatchObject({
    code: 0, message: 'dry run: 1 snapshot backup of orders would go, 2 snapshot backups would stay, 0 VolumeSnapshotContents are left over',
  });
  expect(cluster.changes).toEqual([]);
});

test('a content that the controller leaves is deleted here', async () => {
  for (const days of [0.5, 1, 8]) cluster.add(`b${days}`, days);
  cluster.controllerSees = false;
  expect((await prune()).code).toBe(0);
  expect(cluster.changes.slice(2)).toEqual([
    'DELETE volumesnapshots/b8', 'DELETE volumesnapshots/b8-wal', 'DELETE volumesnapshotcontents/snapcontent-b8', 'DELETE volumesnapshotcontents/snapcontent-b8-wal', 'DELETE backups/b8',
  ]);
});

describe('a run that was killed', () => {
  test.each([
    'PATCH volumesnapshotcontents/snapcontent-b8', 'PATCH volumesnapshotcontents/snapcontent-b8-wal', 'DELETE volumesnapshots/b8', 'DELETE volumesnapshots/b8-wal',
    'DELETE volumesnapshotcontents/snapcontent-b8', 'DELETE volumesnapshotcontents/snapcontent-b8-wal', 'DELETE backups/b8',
  ].flatMap((at) => [[at, true], [at, false]] as Array<[string, boolean]>))('before %s (with its Backup: %s) leaves nothing that the next one does not find', async (at, withBackup) => {
    for (const days of [0.5, 1, 8]) cluster.add(`b${days}`, days);
    if (!withBackup) cluster.objects.backups.pop();
    cluster.controllerSees = false;
    await prune(ARGUMENTS, (child) => { cluster.before = (request) => { if (request === at) child.kill('SIGKILL'); }; }).catch(() => undefined);
    cluster.before = undefined;
    expect((await prune()).code).toBe(0);
    expect([cluster.names('backups'), cluster.names('volumesnapshots'), cluster.names('volumesnapshotcontents')].flat().filter((name) => name.includes('b8'))).toEqual([]);
  });
});

test('a restore that begins meanwhile keeps its snapshots', async () => {
  for (const days of [0.5, 1, 8, 9]) cluster.add(`b${days}`, days);
  // when the first one is gone
  cluster.before = (request) => {
    if (request === 'DELETE backups/b8') cluster.objects.clusters.push({ metadata: { name: 'rewound' }, spec: { bootstrap: { recovery: { volumeSnapshots: { storage: { name: 'b9' } } } } } });
  };
  const { code, lines } = await prune();
  expect(code).toBe(0);
  expect(lines).toContain('stays after all: b9: used by Cluster rewound, which is not ready yet');
  expect(cluster.names('backups')).toEqual(['b0.5', 'b1', 'b9']);
});

test('what the database left that had the name before stays, and is named', async () => {
  for (const days of [0.5, 1]) cluster.add(`b${days}`, days);
  for (const days of [8, 9]) cluster.add(`b${days}`, days, { annotations: { 'cnpg.io/pgControldata': controlData('7000000000000000001') } });
  const { code, message, lines } = await prune();
  expect([code, message]).toEqual([0, '0 snapshot backups of orders went, 4 snapshot backups stay, of them 2 of another database or an unknown one, which nobody deletes']);
  expect(lines).toContain('stays: b9: of another database: its system identifier is 7000000000000000001, and the living one\'s is 7412345678901234567');
  expect(cluster.changes).toEqual([]);
});

test('a Cluster that is made anew meanwhile keeps the snapshots of the old one', async () => {
  for (const days of [0.5, 1, 8, 9]) cluster.add(`b${days}`, days);
  // when the first one is gone
  cluster.before = (request) => {
    if (request === 'DELETE backups/b8') cluster.objects.clusters[0].status = { systemID: '7000000000000000001' };
  };
  const { code, lines } = await prune();
  expect(code).toBe(0);
  expect(lines.some((line) => line.startsWith('stays after all: b9'))).toBe(true);
  expect(cluster.names('backups')).toEqual(['b0.5', 'b1', 'b9']);
});

describe('nothing is deleted', () => {
  test.each<[string, () => void]>([
    ['when there is no Cluster', () => { cluster.objects.clusters = []; }],
    ['when its status tells no system identifier', () => { cluster.objects.clusters[0].status = {}; }],
  ])('%s', async (_, spoil) => {
    for (const days of [0.5, 1, 8]) cluster.add(`b${days}`, days);
    spoil();
    expect(await prune()).toMatchObject({
      code: 15, message: 'there is no Cluster orders, or its status tells no system identifier, so that nobody knows whose snapshots there are: nothing was deleted',
    });
    expect(cluster.changes).toEqual([]);
  });

  test('when the newest is too old', async () => {
    for (const days of [2.5, 8, 9, 10]) cluster.add(`b${days}`, days);
    expect(await prune()).toMatchObject({
      code: 11, message: 'the newest complete snapshot backup of orders, b2.5, is 2 days old, and there should be one every 24 h: nothing was deleted',
    });
    expect(cluster.changes).toEqual([]);
  });

  test('when there is none and should be', async () => {
    expect(await prune()).toMatchObject({ code: 12, message: 'there is no complete snapshot backup of orders, and there should be one every 24 h: nothing was deleted' });
  });

  test('when there is none yet', async () => {
    cluster.objects.clusters[0].metadata.creationTimestamp = new Date().toISOString();
    expect(await prune()).toMatchObject({ code: 0, message: 'there is no complete snapshot backup of orders yet' });
  });

  test('when it is called wrongly', async () => {
    for (const [args, message] of [
      [['--cluster=orders', '--keep=2', '--gap-seconds=86400'], '--retention-days must be a whole number of at least 1, got null'],
      [['--cluster=orders', '--retention-days=7', '--keep=0', '--gap-seconds=86400'], '--keep must be a whole number of at least 1, got "0"'],
      [['--retention-days=7', '--keep=2', '--gap-seconds=86400'], '--cluster must be the name of the Cluster'],
    ] as Array<[string[], string]>) expect(await prune(args)).toMatchObject({ code: 2, message });
  });
});

test('what is forbidden ends it at once', async () => {
  for (const days of [0.5, 1, 8, 9]) cluster.add(`b${days}`, days);
  cluster.forbidden = 'PATCH volumesnapshotcontents/snapcontent-b8';
  expect(await prune()).toMatchObject({
    code: 14,
    message: 'the ServiceAccount or its admission policy does not allow it: PATCH /apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents/snapcontent-b8: 403 Forbidden: denied',
  });
  expect(cluster.changes).toEqual([]);
});

test('a content that belongs to another snapshot is left alone, and the others go', async () => {
  for (const days of [0.5, 1, 8, 9]) cluster.add(`b${days}`, days);
  cluster.objects.volumesnapshotcontents.find(({ metadata }) => metadata.name === 'snapcontent-b8').spec.volumeSnapshotRef = { namespace: 'web', name: 'b8', uid: 'other' };
  expect(await prune()).toMatchObject({
    code: 13, message: '1 snapshot backup of orders went, but not b8: VolumeSnapshotContent snapcontent-b8 belongs to another VolumeSnapshot, web/b8',
  });
  expect(cluster.names('backups')).toEqual(['b0.5', 'b1', 'b8']);
});

test('a run that is stopped says so', async () => {
  for (const days of [0.5, 1, 8]) cluster.add(`b${days}`, days);
  const ended = await prune(ARGUMENTS, (child) => { cluster.before = (request) => { if (request.startsWith('DELETE')) child.kill('SIGTERM'); }; });
  expect(ended).toMatchObject({ code: 1, message: 'stopped before the end; the next run goes on' });
});
