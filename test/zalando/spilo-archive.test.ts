import { orders } from './orders';
import { judge } from '../../src/checklist/judge';
import { Manifests } from '../../src/checklist/manifests';
import { zalandoReader } from '../../src/zalando/zalando-facts';

/** What is found of the good database with these parameters. */
function found(rule: string, parameters: object, rest: object = {}): string {
  const all = JSON.parse(JSON.stringify(orders()));
  const database = all.find(({ kind }: any) => kind === 'postgresql');
  Object.assign(database.spec.postgresql.parameters, parameters);
  Object.assign(database.spec, rest);
  const { results } = judge(zalandoReader.read(database, new Manifests(all)), new Date('2026-11-21T00:00:00Z'));
  const result = results.find((each) => each.rule.id === rule)!;
  return `${result.outcome}: ${result.found}${result.at ? ` at ${result.at.path.join('.')}` : ''}`;
}

test.each(['off', 'OFF', 'false', '0', false])('archive_mode %p among the parameters switches the archive off', (archive_mode) => {
  expect(found('log-archived', { archive_mode }))
    .toBe(`fail: its log is not archived: archive_mode is "${archive_mode}" in spec.postgresql.parameters at spec.postgresql.parameters.archive_mode`);
  expect(found('backup-scheduled', { archive_mode }))
    .toMatch(/^fail: schedule "BACKUP_SCHEDULE of Spilo" .*: its log is not archived \(archive_mode is .*\), and without it its backups cannot be restored/);
});

test.each(['on', 'always', 'yes'])('archive_mode %s leaves the archive to Spilo', (archive_mode) => {
  expect(found('log-archived', { archive_mode })).toMatch(/^pass: its log goes to store "WAL_S3_BUCKET"/);
});

test.each<[string, string]>([
  ['/bin/true', 'archive_command only runs "true", which archives nothing and ends well'],
  ['envdir "/run/etc/wal-e.d/env" wal-g wal-push "%p" || true', 'archive_command ends well whatever happens ("|| true"), so the server removes log that was never archived'],
  ['cp %p /home/postgres/pgdata/archive/%f', 'archive_command copies it to /home/postgres/pgdata/archive, which lies on the data\'s own volume: it is lost with the data'],
  ['cp %p archive/%f', 'archive_command copies it to /home/postgres/pgdata/pgroot/data/archive, which lies on the data\'s own volume: it is lost with the data'],
  ['cp %p /tmp/%f', 'archive_command copies it to /tmp, where no volume is mounted: it goes with the container'],
])('archive_command %j wins over Spilo\'s and keeps nothing', (archive_command, problem) => {
  expect(found('log-archived', { archive_command })).toBe(`fail: its log is not archived: ${problem} at spec.postgresql.parameters.archive_command`);
});

test.each<[string, string]>([
  ['envdir "/run/etc/wal-e.d/env" wal-g wal-push "%p"', 'pass: its log goes to store "WAL_S3_BUCKET" (s3://acme-wal)'],
  ['aws s3 cp %p s3://other/%f', 'pass: its log goes to store "archive_command" (archive_command)'],
  ['/scripts/archive.sh %p', 'unknown: What archive_command runs (/scripts/archive.sh) is not in the input; add the ConfigMap that holds it, or waive the rule with where it is seen'],
])('archive_command %j is believed as far as it is seen', (archive_command, outcome) => {
  expect(found('log-archived', { archive_command })).toContain(outcome);
});

test('an additional volume keeps what is copied there, unless it is an emptyDir', () => {
  const volume = (volumeSource: object) => ({ additionalVolumes: [{ name: 'wal', mountPath: '/home/postgres/pgdata/wal', volumeSource }] });
  const parameters = { archive_command: 'cp %p /home/postgres/pgdata/wal/%f' };
  expect(found('log-archived', parameters, volume({ persistentVolumeClaim: { claimName: 'wal' } }))).toMatch(/^pass/);
  expect(found('log-archived', parameters, volume({ emptyDir: {} }))).toMatch(/^fail: .* copies it to \/home\/postgres\/pgdata\/wal, which is emptyDir "wal": it goes with the pod/);
});
