import { Priority } from '../../src/values/priority';
import { SnapshotClass } from '../../src/values/snapshot-class';

const NAME = 'name must be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters), got ';

test('a class of priorities is made above ordinary workloads, or exists', () => {
  expect(Priority.of({ name: 'database' })).toMatchObject({ name: 'database', value: 1_000_000 });
  expect(Priority.of({ name: 'database', value: 7 })).toMatchObject({ value: 7 });
  expect(Priority.existing('system-cluster-critical')).toMatchObject({ name: 'system-cluster-critical', value: undefined });
});

test('a class of snapshots is made for a driver, or exists', () => {
  expect(SnapshotClass.of({ name: 'snapshots', driver: 'ebs.csi.aws.com' })).toMatchObject({ name: 'snapshots', driver: 'ebs.csi.aws.com' });
  expect(SnapshotClass.existing('snapshots')).toMatchObject({ name: 'snapshots', driver: undefined });
});

describe('a class is refused', () => {
  const value = (got: string) => `value must be a whole number from 1 to 1000000000, got ${got}; choose a value above ordinary workloads`;

  test.each<[string, () => unknown, string]>([
    ['without a name', () => Priority.of({} as any), `${NAME}nothing; choose such a name`],
    ['with capitals', () => Priority.of({ name: 'Database' }), `${NAME}"Database"; choose such a name`],
    ['under a name of Kubernetes\'', () => Priority.of({ name: 'system-database' }),
      'name must not start with "system-", got "system-database"; choose another name; Kubernetes keeps those'],
    ['that exists without a name', () => Priority.existing(''), `${NAME}""; choose such a name`],
    ['of priority 0', () => Priority.of({ name: 'a', value: 0 }), value('0')],
    ['of a negative priority', () => Priority.of({ name: 'a', value: -1 }), value('-1')],
    ['above the system\'s pods', () => Priority.of({ name: 'a', value: 1_000_000_001 }), value('1000000001')],
    ['of a fraction', () => Priority.of({ name: 'a', value: 1.5 }), value('1.5')],
    ['of NaN', () => Priority.of({ name: 'a', value: NaN }), value('NaN')],
    ['of snapshots with capitals', () => SnapshotClass.of({ name: 'Snapshots', driver: 'd' }), `${NAME}"Snapshots"; choose such a name`],
    ['of snapshots that exists, beyond ASCII', () => SnapshotClass.existing('größe'), `${NAME}"größe"; choose such a name`],
    ['of snapshots without a driver', () => SnapshotClass.of({ name: 'a', driver: '' }), 'driver must not be empty, got ""; name the CSI driver of the storage class'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});
