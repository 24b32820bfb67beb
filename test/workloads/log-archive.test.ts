import { configMap, from, run } from './as-people-run-them';
import { foundIn } from './outcomes';

const DATA = '/var/lib/postgresql/data';

interface Archiving {
  readonly command?: string;
  readonly lines?: readonly string[];
  readonly mounts?: readonly object[];
  readonly volumes?: readonly any[];
  readonly env?: readonly object[];
  readonly others?: object[];
  readonly beside?: any[];
}

/** What is found of a PostgreSQL that archives its log that way, with a file in a ConfigMap. */
function archived({ command, lines = [`archive_command = '${command?.replace(/'/g, '\'\'')}'`], mounts = [], volumes = [], env = [], others = [], beside = [] }: Archiving): string {
  const database = run({
    name: 'orders',
    container: {
      image: 'postgres:17',
      args: ['-c', 'config_file=/etc/postgresql/postgresql.conf'],
      env: [{ name: 'PGDATA', value: `${DATA}/pgdata` }, ...env],
      volumeMounts: [from('data', DATA), from('settings', '/etc/postgresql'), ...mounts],
    },
    others,
    volumes: [{ name: 'settings', configMap: { name: 'settings' } }, ...volumes],
    claims: { data: '10Gi' },
  });
  return foundIn([database, configMap('settings', { 'postgresql.conf': ['archive_mode = on', ...lines].join('\n') }), ...beside])['log-archived'];
}

const ARCHIVE = { mounts: [from('archive', '/archive')], volumes: [{ name: 'archive', persistentVolumeClaim: { claimName: 'archive' } }] };
const KEPT = 'pass: its log goes to store "archive_command" (archive_command)';

test.each<[string, string, string]>([
  ['/bin/true', '/bin/true', 'only runs "true", which archives nothing and ends well'],
  [':', ':', 'only runs ":", which archives nothing and ends well'],
  ['exit 0', 'exit 0', 'only runs "exit 0", which archives nothing and ends well'],
  ['echo', 'echo %p', 'only runs "echo", which archives nothing and ends well'],
  ['|| true', 'aws s3 cp %p s3://wal/%f || true', 'ends well whatever happens ("|| true"), so the server removes log that was never archived'],
  ['; true', 'aws s3 cp %p s3://wal/%f; true', 'ends well whatever happens ("; true"), so the server removes log that was never archived'],
  ['; exit 0', 'aws s3 cp %p s3://wal/%f; exit 0', 'ends well whatever happens ("; exit 0"), so the server removes log that was never archived'],
  ['|| /bin/true', 'wal-g wal-push %p || /bin/true', 'ends well whatever happens ("|| true"), so the server removes log that was never archived'],
  ['|| exit 0', 'cp %p /archive/%f || exit 0', 'ends well whatever happens ("|| exit 0"), so the server removes log that was never archived'],
  ['a test before || true', 'test ! -f /archive/%f && cp %p /archive/%f || true', 'ends well whatever happens ("|| true"), so the server removes log that was never archived'],
  ['|| echo', 'cp %p /archive/%f || echo "failed: %f" >&2', 'ends well whatever happens ("|| echo"), so the server removes log that was never archived'],
  ['|| true in a shell', 'bash -c \'cp %p /archive/%f || true\'', 'ends well whatever happens ("|| true"), so the server removes log that was never archived'],
  ['|| true in a group', '(cp %p /archive/%f) || { logger failed; true; }', 'ends well whatever happens ("; true"), so the server removes log that was never archived'],
  ['an if without else', 'if cp %p /archive/%f; then echo archived; fi', 'ends well whatever happens ("; echo"), so the server removes log that was never archived'],
])('an archive_command with %s throws the log away', (_, command, found) => {
  expect(archived({ ...ARCHIVE, command })).toBe(`fail: its log is not archived: archive_command ${found}`);
});

test.each<[string, string]>([
  ['that fails where the file is there', 'test ! -f /archive/%f && cp %p /archive/%f'],
  ['that passes over a file that is there', 'test -f /archive/%f || cp %p /archive/%f'],
  ['that ends badly in the end', 'cp %p /archive/%f && exit 0 || exit 1'],
  ['that ends badly in a group', 'cp %p /archive/%f || { echo failed; exit 1; }'],
  ['that ends badly before it ends well', 'if ! cp %p /archive/%f; then exit 1; fi; exit 0'],
  ['that stops at the first error', 'set -e; cp %p /archive/%f; echo archived'],
  ['that stops at the first error in a shell', 'sh -ec \'cp %p /archive/%f; echo archived\''],
  ['that compresses', 'gzip -c %p > /archive/%f.gz'],
  ['that copies by dd', 'dd if=%p of=/archive/%f bs=16M'],
  ['that says so afterwards', 'cp %p /archive/%f && echo archived'],
  ['that makes the directory', 'mkdir -p /archive/wal && cp %p /archive/wal/%f'],
  ['of a tool', 'pgbackrest --stanza=orders archive-push %p'],
  ['that copies to another host', 'rsync -a %p backup@archive:/wal/%f'],
  ['that uploads what it copied first', 'cp %p /tmp/%f && curl --fail -T /tmp/%f https://archive/%f'],
  ['to a place that a variable names and nobody gives', 'cp %p $ARCHIVE/%f'],
])('an archive_command %s is believed', (_, command) => expect(archived({ ...ARCHIVE, command })).toBe(KEPT));

const volume = (of: object) => ({ mounts: [from('wal', '/wal')], volumes: [{ name: 'wal', ...of }] });

test.each<[string, Archiving, string]>([
  ['/tmp', { command: 'cp %p /tmp/%f' }, '/tmp, where no volume is mounted: it goes with the container'],
  ['its own file system', { command: 'test ! -f /archive/%f && cp %p /archive/%f' }, '/archive, where no volume is mounted: it goes with the container'],
  ['the data directory', { command: `cp %p ${DATA}/pgdata/archive/%f` }, `${DATA}/pgdata/archive, which is the data directory itself: it is lost with the data`],
  ['$PGDATA', { command: 'gzip < %p > $PGDATA/archive/%f.gz' }, `${DATA}/pgdata/archive, which is the data directory itself: it is lost with the data`],
  ['a relative path', { command: 'cp %p archive/%f' }, `${DATA}/pgdata/archive, which is the data directory itself: it is lost with the data`],
  ['a directory beside the data', { command: 'cp %p ../archive/%f' }, `${DATA}/archive, which lies on the data's own volume data: it is lost with the data`],
  ['the data\'s volume, mounted once more', { command: 'cp %p /archive/%f', mounts: [{ ...from('data', '/archive'), subPath: 'archive' }] },
    '/archive, which lies on the data\'s own volume data: it is lost with the data'],
  ['a variable\'s place', { command: 'cp %p "${ARCHIVE}/%f"', env: [{ name: 'ARCHIVE', value: '/tmp/wal' }] }, '/tmp/wal, where no volume is mounted: it goes with the container'],
  ['an emptyDir', { command: 'cp %p /wal/%f', ...volume({ emptyDir: {} }) }, '/wal, which is emptyDir "wal": it goes with the pod'],
  ['a node', { command: 'cp %p /wal/%f', ...volume({ hostPath: { path: '/srv/wal' } }) }, '/wal, which is hostPath /srv/wal: it stays behind on one node, and goes with it'],
  ['a volume that is mounted read-only', { command: 'cp %p /wal/%f', ...volume({ persistentVolumeClaim: { claimName: 'wal', readOnly: true } }) },
    '/wal, where PersistentVolumeClaim wal is mounted read-only: nothing can be written'],
])('an archive_command into %s keeps nothing', (_, of, found) => {
  expect(archived(of)).toBe(`fail: its log is not archived: archive_command copies it to ${found}`);
});

test('an NFS server and a claim keep what is copied there', () => {
  expect(archived({ command: 'cp %p /wal/%f', ...volume({ nfs: { server: 'nas', path: '/wal' } }) })).toBe(KEPT);
  expect(archived({ ...ARCHIVE, command: 'cp %p /archive/%f' })).toBe(KEPT);
});

test('one of two copies that is kept is enough', () => {
  expect(archived({ ...ARCHIVE, command: 'cp %p /tmp/%f && cp %p /archive/%f' })).toBe(KEPT);
});

test('a sidecar that uploads what lies in an emptyDir archives it, and of one that hides what it does it is unknown', () => {
  const sidecar = (of: object) => ({ command: 'cp %p /wal/%f', ...volume({ emptyDir: {} }), others: [{ name: 'carrier', image: 'example.com/carrier:1', volumeMounts: [from('wal', '/wal')], ...of }] });
  expect(archived(sidecar({ command: ['sh', '-c', 'while true; do aws s3 sync /wal s3://archive/orders; sleep 60; done'] })))
    .toBe('pass: its log goes to store "s3://archive/orders" (s3://archive/orders)');
  expect(archived(sidecar({}))).toBe('unknown: Whether container "carrier" carries the log on from /wal, where archive_command copies it, is not in the input; '
    + 'archive to a store, or waive the rule with where it is seen.');
});

test('a CronJob that carries on what lies on the data\'s claim is looked at', () => {
  const beside = [{
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'carry', namespace: 'default' },
    spec: {
      schedule: '* * * * *',
      jobTemplate: {
        spec: {
          template: {
            spec: {
              containers: [{ name: 'carry', image: 'rclone/rclone:1', args: ['sync', '/data/archive', 'store:wal'], volumeMounts: [from('data', '/data')] }],
              volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-orders-0' } }],
            },
          },
        },
      },
    },
  }];
  expect(archived({ command: 'cp %p ../archive/%f', beside })).toMatch(/^unknown: Whether CronJob carry carries the log on/);
});

const script = (text: string) => ({
  command: '/scripts/archive.sh %p %f',
  mounts: [...ARCHIVE.mounts, from('scripts', '/scripts')],
  volumes: [...ARCHIVE.volumes, { name: 'scripts', configMap: { name: 'scripts' } }],
  beside: [configMap('scripts', { 'archive.sh': text })],
});

test('a script in a ConfigMap is read, and of one that is not in the input it is unknown', () => {
  expect(archived(script('#!/bin/sh\ncp "$1" "/archive/$2"\n'))).toBe(KEPT);
  expect(archived(script('#!/bin/sh\ncp "$1" "/archive/$2"\nexit 0\n'))).toMatch(/^fail: .* ends well whatever happens \("; exit 0"\)/);
  expect(archived(script('#!/bin/sh\nset -eu\ncp "$1" "/archive/$2"\nexit 0\n'))).toBe(KEPT);
  expect(archived(script('#!/bin/sh\nDIR=/var/tmp\ncp "$1" "$DIR/$2"\n'))).toMatch(/^fail: .* copies it to \/var\/tmp, where no volume is mounted/);
  expect(archived({ command: '/scripts/archive.sh %p %f' }))
    .toBe('unknown: What archive_command runs (/scripts/archive.sh) is not in the input; add the ConfigMap that holds it, or waive the rule with where it is seen.');
});

test('what an archive_command is told is not repeated', () => {
  expect(archived({ command: 'curl -u backup:correct-horse -T %p https://archive/%f || true' })).not.toContain('correct-horse');
});

test('basic_archive keeps what it copies to a volume', () => {
  const lines = (directory: string) => ['archive_library = \'basic_archive\'', `basic_archive.archive_directory = '${directory}'`];
  expect(archived({ ...ARCHIVE, lines: lines('/archive') })).toBe('pass: its log goes to store "archive_command" (archive_command)');
  expect(archived({ lines: lines('/tmp') })).toBe('fail: its log is not archived: basic_archive copies it to /tmp, where no volume is mounted: it goes with the container');
});
