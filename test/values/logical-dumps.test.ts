import { Duration } from 'cdk8s';
import { LogicalDumps, LogicalDumpsOptions, Schedule } from '../../src';

const GIVEN: LogicalDumpsOptions = { schedule: Schedule.daily('04:00'), retention: Duration.days(14) };

test('the last three dumps are kept whatever their age, and a run may take a day', () => {
  expect(LogicalDumps.of(GIVEN)).toMatchObject({
    retentionDays: 14, keepAtLeast: 3, databases: undefined, deadlineSeconds: 86400, image: 'ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.14.0',
  });
});

test.each(['mirror:5000/cnpg/sidecar:v0.14.0', `mirror.example.com/sidecar@sha256:${'a'.repeat(64)}`])('an image may be %s', (image) => {
  expect(LogicalDumps.of({ ...GIVEN, image }).image).toBe(image);
});

test.each<[object, string]>([
  [{ schedule: undefined }, 'dumps.schedule must be given, got nothing; write for example Schedule.daily("04:00")'],
  [{ retention: undefined }, 'dumps.retention must be given: a store without it grows for ever, got nothing; write for example Duration.days(14)'],
  [{ retention: Duration.hours(36) }, 'dumps.retention must be whole days, at least one, got "129600 s"; give for example Duration.days(14)'],
  [{ retention: Duration.days(0) }, 'dumps.retention must be whole days, at least one, got "0 s"; give for example Duration.days(14)'],
  [{ keepAtLeast: 0 }, 'dumps.keepAtLeast must be a whole number from 1 to 1000, got 0; the newest dump is never deleted'],
  [{ deadline: Duration.seconds(30) }, 'dumps.deadline must be whole minutes, at least one, got "30 s"; give for example Duration.hours(6)'],
  [{ databases: [] }, 'dumps.databases must name a database, got []; leave it out for all, or leave out dumps'],
  [{ databases: ['a', 'b', 'a'] }, 'dumps.databases must name each one once, got "a"; remove the second one'],
  [{ image: 'mirror.example.com/sidecar' }, 'dumps.image must be registry/name with a tag that is not latest, or a digest, got "mirror.example.com/sidecar"; '
    + 'write for example "ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.14.0"'],
  [{ image: 'mirror.example.com/sidecar:latest' }, 'dumps.image must be registry/name with a tag that is not latest, or a digest, got "mirror.example.com/sidecar:latest"; '
    + 'write for example "ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.14.0"'],
])('%j is refused', (wrong, message) => {
  expect(() => LogicalDumps.of({ ...GIVEN, ...wrong } as LogicalDumpsOptions)).toThrow(new Error(message));
});
