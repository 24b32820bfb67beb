import { Duration, Size } from 'cdk8s';
import { Objectives, ObjectivesOptions } from '../../src';

const BOTH = { recoveryPoint: Duration.minutes(15), recoveryTime: Duration.hours(4) };

test('what is promised is kept in seconds, and nothing counts as measured', () => {
  expect({ ...Objectives.of(BOTH) }).toEqual({ recoveryPointSeconds: 900, recoveryTimeSeconds: 14_400 });
});

test('what was measured is kept in MiB and seconds, below one MiB, too', () => {
  const measured = {
    restoreThroughput: Size.mebibytes(40),
    replayThroughput: Size.kibibytes(512),
    replicaThroughput: Size.gibibytes(1),
    startTime: Duration.seconds(90),
  };
  expect(Objectives.of({ ...BOTH, ...measured }))
    .toMatchObject({ restoreMebibytesPerSecond: 40, replayMebibytesPerSecond: 0.5, replicaMebibytesPerSecond: 1024, startSeconds: 90 });
});

test('milliseconds that are whole seconds are such', () => {
  expect(Objectives.of({ ...BOTH, recoveryPoint: Duration.millis(2000) }).recoveryPointSeconds).toBe(2);
});

const POINT = (got: string) => `objectives.recoveryPoint must be whole seconds above 0, got ${got}; give what may be lost, for example Duration.minutes(15)`;
const TIME = (got: string) => `objectives.recoveryTime must be whole seconds above 0, got ${got}; give what a restore may take, for example Duration.hours(4)`;
const START = (got: string) => `objectives.startTime must be whole seconds above 0, got ${got}; give what was measured, or leave it out`;
const RATE = (of: string, got: string) => `objectives.${of} must be above 0, got "${got} MiB"; give what was measured in a second, or leave it out`;

test.each<[string, Partial<ObjectivesOptions>, string]>([
  ['nothing may be lost', { recoveryPoint: Duration.seconds(0) }, POINT('"0 s"')],
  ['a fraction of a second may be lost', { recoveryPoint: Duration.millis(1500) }, POINT('"1.5 s"')],
  ['a part that is no number may be lost', { recoveryPoint: Duration.seconds(NaN) }, POINT('"NaN s"')],
  ['everything may be lost', { recoveryPoint: Duration.seconds(Infinity) }, POINT('"Infinity s"')],
  ['nothing is said of what may be lost', { recoveryPoint: undefined }, POINT('nothing')],
  ['a restore takes no time', { recoveryTime: Duration.minutes(0) }, TIME('"0 s"')],
  ['a restore takes a fraction of a second', { recoveryTime: Duration.millis(1) }, TIME('"0.001 s"')],
  ['nothing is said of how long a restore takes', { recoveryTime: undefined }, TIME('nothing')],
  ['starting takes no time', { startTime: Duration.seconds(0) }, START('"0 s"')],
  ['nothing is copied', { restoreThroughput: Size.mebibytes(0) }, RATE('restoreThroughput', '0')],
  ['nothing is replayed', { replayThroughput: Size.kibibytes(0) }, RATE('replayThroughput', '0')],
  ['replicas copy at no number', { replicaThroughput: Size.mebibytes(NaN) }, RATE('replicaThroughput', 'NaN')],
])('that %s is refused', (_, options, message) => {
  expect(() => Objectives.of({ ...BOTH, ...options } as ObjectivesOptions)).toThrow(new Error(message));
});

test('a negative duration cannot be made', () => {
  expect(() => Objectives.of({ ...BOTH, recoveryTime: Duration.hours(-1) })).toThrow(new Error('Duration amounts cannot be negative. Received: -1'));
});
