import { execFileSync } from 'child_process';
import { join } from 'path';
import { pathToFileURL } from 'url';
import { ago as agoFrom, backup as backupOf, controlData, pair as pairOf, snapshot, Spoilt, SYSTEM } from './snapshot-objects';

const PROGRAM = pathToFileURL(join(__dirname, '../../programs/snapshot-retention.mjs')).href;
const NOW = Date.parse('2026-03-24T12:00:00Z');
const RULES = { now: NOW, retentionSeconds: 7 * 86400, keep: 2, staleSeconds: 2 * 86400 };

interface Seen {
  backups: any[];
  snapshots: any[];
  clusters: any[];
  claims: any[];
}

const ago = (days: number) => agoFrom(days, NOW);
const pair = (name: string, days: number, spoilt: Spoilt = {}) => pairOf(name, ago(days), spoilt);
const backup = (name: string, days: number, status: object = {}, spec: object = {}) => backupOf(name, ago(days), status, spec);

const CLUSTER = { metadata: { name: 'orders', creationTimestamp: ago(100) }, spec: {}, status: { systemID: SYSTEM } };

/** Complete backups of these ages in days, called b and the age. */
function seen(...ages: number[]): Seen {
  return { backups: ages.map((age) => backup(`b${age}`, age)), snapshots: ages.flatMap((age) => pair(`b${age}`, age)), clusters: [CLUSTER], claims: [] };
}

function verdict(of: Seen, rules: Partial<typeof RULES> = {}): { state: string; backups: Array<{ name: string; may: boolean; why: string }> } {
  const code = `import { retention } from '${PROGRAM}'; import { readFileSync } from 'fs';
    const [seen, rules] = JSON.parse(readFileSync(0, 'utf8')); console.log(JSON.stringify(retention({ cluster: 'orders', ...seen }, rules)));`;
  return JSON.parse(execFileSync('node', ['--input-type=module', '-e', code], { input: JSON.stringify([of, { ...RULES, ...rules }]), encoding: 'utf8' }));
}

function mayGo(of: Seen, rules: Partial<typeof RULES> = {}): string[] {
  return verdict(of, rules).backups.filter(({ may }) => may).map(({ name }) => name);
}

function why(of: Seen, name: string): string {
  return verdict(of).backups.find((other) => other.name === name)!.why;
}

test('what is older than the retention may go, and what is younger stays', () => {
  expect(mayGo(seen(0.5, 1, 6.9, 7.1, 30))).toEqual(['b7.1', 'b30']);
});

test('the newest complete ones stay however old they are', () => {
  expect(mayGo(seen(8, 9, 10, 11), { staleSeconds: 30 * 86400 })).toEqual(['b10', 'b11']);
  expect(mayGo(seen(8, 9, 10, 11), { staleSeconds: 30 * 86400, keep: 3 })).toEqual(['b11']);
  expect(why(seen(0.5, 9, 10), 'b9')).toBe('one of the newest 2 complete ones');
});

describe('a backup that is not complete takes no complete one\'s place', () => {
  const broken: Record<string, (of: Seen) => void> = {
    'that failed': (of) => { of.backups[1].status.phase = 'failed'; },
    'that is running': (of) => { of.backups[1].status.phase = 'running'; },
    'of which a snapshot is gone': (of) => { of.snapshots = of.snapshots.filter(({ metadata }) => metadata.name !== 'b9-wal'); },
    'of which a snapshot is not ready': (of) => { of.snapshots.find(({ metadata }) => metadata.name === 'b9-wal').status.readyToUse = false; },
    'of which a snapshot has an error': (of) => { of.snapshots.find(({ metadata }) => metadata.name === 'b9').status.error = { message: 'quota' }; },
    'of which a snapshot is being deleted': (of) => { of.snapshots.find(({ metadata }) => metadata.name === 'b9').metadata.deletionTimestamp = ago(0); },
    'that has no snapshots': (of) => { of.backups[1].status.snapshotBackupStatus = undefined; },
  };
  test.each(Object.entries(broken))('%s', (_, spoil) => {
    const of = seen(0.5, 9, 10, 11);
    spoil(of);
    // the next complete one stays instead, and the broken one goes
    expect(mayGo(of)).toEqual(['b9', 'b11']);
  });
});

test('one that is not over yet stays while nothing newer is complete', () => {
  const of = seen(8, 9, 10, 11);
  of.backups[0].status.phase = 'running';
  expect(verdict(of, { staleSeconds: 30 * 86400 }).backups.map(({ may, name }) => [name, may])).toEqual([['b8', false], ['b9', false], ['b10', false], ['b11', true]]);
});

describe('of another database', () => {
  test('or of another method, a Backup is not looked at', () => {
    const of = seen(0.5, 1, 8);
    of.backups.push(backup('other', 90, {}, { cluster: { name: 'orders-v2' } }), backup('plugin', 90, {}, { method: 'plugin' }));
    expect(verdict(of).backups.map(({ name }) => name)).toEqual(['b0.5', 'b1', 'b8']);
  });

  test('a snapshot is not looked at, also where it names a Backup that is not this one\'s', () => {
    const of = seen(0.5, 1);
    of.snapshots.push(...pair('other', 90, { labels: { 'cnpg.io/cluster': 'orders-v2' } }), ...pair('taken', 90));
    of.backups.push(backup('taken', 90, {}, { cluster: { name: 'orders-v2' } }));
    expect(verdict(of).backups.map(({ name }) => name)).toEqual(['b0.5', 'b1']);
  });

  test('or of no backup at all a snapshot is not looked at', () => {
    const of = seen(0.5, 1);
    of.snapshots.push(snapshot('', 'by-hand', ago(90)));
    delete of.snapshots.at(-1).metadata.labels['cnpg.io/backupName'];
    expect(verdict(of).backups.map(({ name }) => name)).toEqual(['b0.5', 'b1']);
  });
});

describe('a Cluster that was made anew under the name of another one', () => {
  const before = { annotations: { 'cnpg.io/pgControldata': controlData('7000000000000000001') } };
  const untold = { annotations: { 'cnpg.io/pgControldata': undefined } };
  /** One backup of the data that lives, and two that are not known to be of it. */
  function renewed(spoilt: Spoilt): Seen {
    const of = seen(0.5, 8, 9, 10);
    of.snapshots.push(...pair('b20', 20, spoilt), ...pair('b30', 30, spoilt));
    of.backups.push(backup('b20', 20));
    return of;
  }

  test('leaves the snapshots of that one, with their Backup and without, and says so', () => {
    expect(mayGo(renewed(before))).toEqual(['b9', 'b10']);
    expect(why(renewed(before), 'b30')).toBe(`of another database: its system identifier is 7000000000000000001, and the living one's is ${SYSTEM}`);
  });

  test('leaves those that do not tell whose they are', () => {
    expect(mayGo(renewed(untold))).toEqual(['b9', 'b10']);
    expect(why(renewed(untold), 'b20')).toBe('of an unknown database: its snapshots do not tell the system identifier');
  });

  test.each([['the old one', before], ['an unknown one', untold]])('gives no place among the newest to those of %s', (_, spoilt) => {
    const of = seen(8, 9, 10);
    of.snapshots.push(...pair('b7.5', 7.5, spoilt));
    expect(mayGo(of, { staleSeconds: 30 * 86400 })).toEqual(['b10']);
  });

  test.each([['the old one', before], ['an unknown one', untold]])('is not backed up by the snapshots of %s, however new they are', (_, spoilt) => {
    const of = seen(8, 9, 10);
    of.snapshots.push(...pair('b0.5', 0.5, spoilt));
    expect(verdict(of).state).toBe('stale');
    expect(verdict({ ...of, snapshots: pair('b0.5', 0.5, spoilt), backups: [] }).state).toBe('none');
  });

  test('loses nothing while it does not tell its own identifier, and nor does one that is gone', () => {
    expect(mayGo({ ...seen(0.5, 8, 9, 10), clusters: [{ ...CLUSTER, status: {} }] })).toEqual([]);
    expect(mayGo({ ...seen(0.5, 8, 9, 10), clusters: [] })).toEqual([]);
  });

  test('knows its own backup where one of its snapshots tells it, unless another one tells otherwise', () => {
    const half = (spoilt: Spoilt) => {
      const of = seen(0.5, 1, 8);
      of.snapshots.splice(of.snapshots.findIndex(({ metadata }) => metadata.name === 'b8-wal'), 1, snapshot('b8', 'b8-wal', ago(8), spoilt));
      return mayGo(of);
    };
    expect(half(untold)).toEqual(['b8']);
    expect(half(before)).toEqual([]);
  });

  test('loses a Backup that left no snapshots', () => {
    const of = seen(0.5, 1);
    of.backups.push(backup('failed', 8, { phase: 'failed', snapshotBackupStatus: undefined }));
    expect(mayGo(of)).toEqual(['failed']);
  });
});

describe('snapshots whose Backup is gone', () => {
  const without = (...ages: number[]) => ({ ...seen(...ages), backups: [] });
  test('are backups all the same', () => {
    expect(verdict(without(0.5, 6, 8))).toMatchObject({ state: 'fresh', backups: [{ may: false }, { may: false }, { name: 'b8', may: true }] });
  });

  test('are complete only with one for each volume that the database had', () => {
    const of = without(0.5, 9, 10, 11);
    of.snapshots = of.snapshots.filter(({ metadata }) => metadata.name !== 'b9-wal');
    expect(mayGo(of)).toEqual(['b9', 'b11']);
  });

  test('are not complete where nothing tells that the operator finished them', () => {
    const of = without(0.5, 9, 10, 11);
    of.snapshots.filter(({ metadata }) => metadata.labels['cnpg.io/backupName'] === 'b9').forEach(({ metadata }) => { delete metadata.annotations['cnpg.io/backupEndTime']; });
    expect(mayGo(of)).toEqual(['b9', 'b11']);
  });
});

describe('what something is being made from stays', () => {
  const restore = (recovery: object, status: object = {}) => ({ metadata: { name: 'rewound' }, spec: { bootstrap: { recovery } }, status });
  const healthy = { phase: 'Cluster in healthy state', conditions: [{ type: 'Ready', status: 'True' }] };
  const from = (name: string) => ({ volumeSnapshots: { storage: { name }, walStorage: { name: `${name}-wal` }, tablespaceStorage: { hot: { name: `${name}-tbs-hot` } } } });

  test('by a Cluster that is not ready yet, and no longer than that', () => {
    const of = seen(0.5, 1, 8, 9);
    of.clusters.push(restore(from('b8')));
    expect(mayGo(of)).toEqual(['b9']);
    expect(why(of, 'b8')).toBe('used by Cluster rewound, which is not ready yet');
    of.clusters[1].status = { ...healthy, phase: 'Setting up primary' };
    expect(mayGo(of)).toEqual(['b9']);
    of.clusters[1].status = healthy;
    expect(mayGo(of)).toEqual(['b8', 'b9']);
  });

  test('by the log\'s or a tablespace\'s snapshot alone, or by the Backup\'s name', () => {
    for (const recovery of [{ volumeSnapshots: { storage: { name: 'x' }, walStorage: { name: 'b8-wal' } } }, { backup: { name: 'b8' } }]) {
      const of = seen(0.5, 1, 8, 9);
      of.clusters.push(restore(recovery));
      expect(mayGo(of)).toEqual(['b9']);
    }
  });

  test('by a claim that is not bound yet, such as a new replica\'s', () => {
    const of = seen(0.5, 1, 8, 9);
    const dataSource = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'b8-wal' };
    of.claims.push({ metadata: { name: 'orders-4-wal' }, spec: { dataSource }, status: { phase: 'Pending' } });
    expect(why(of, 'b8')).toBe('used by PersistentVolumeClaim orders-4-wal, which is not bound yet');
    of.claims[0].status.phase = 'Bound';
    expect(mayGo(of)).toEqual(['b8', 'b9']);
  });
});

describe('whether backups work', () => {
  test.each<[string, Seen, string]>([
    ['the newest is fresh', seen(1.9, 8), 'fresh'],
    ['the newest is older than twice the gap', seen(2.1, 8), 'stale'],
    ['nothing is complete, and the database is old', seen(), 'none'],
    ['nothing is complete, and the database is young', { ...seen(), clusters: [{ ...CLUSTER, metadata: { name: 'orders', creationTimestamp: ago(1) } }] }, 'young'],
    ['there is no database', { ...seen(0.5, 8), clusters: [] }, 'unknown'],
    ['the database does not tell its system identifier', { ...seen(0.5, 8), clusters: [{ ...CLUSTER, status: {} }] }, 'unknown'],
    ['it does not yet, and is young', { ...seen(), clusters: [{ metadata: { name: 'orders', creationTimestamp: ago(1) }, spec: {} }] }, 'young'],
    ['the newest is from the future, which says nothing', seen(-30, 8), 'stale'],
  ])('%s', (_, of, state) => {
    expect(verdict(of).state).toBe(state);
  });
});

test('what no time tells the age of stays', () => {
  const of = seen(0.5, 1);
  of.backups.push(backup('timeless', 8, { stoppedAt: 'soon' }));
  expect(why(of, 'timeless')).toBe('no time tells how old it is');
});
