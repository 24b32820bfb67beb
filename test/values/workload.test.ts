import { Size } from 'cdk8s';
import { Workload } from '../../src/values/workload';

const DATA = Size.gibibytes(1);

test('what is declared is kept, a part of a MiB as a whole one', () => {
  expect(Workload.of({ dataSize: Size.kibibytes(1_500), iops: 3000, throughput: Size.gibibytes(1), logPerDay: Size.gibibytes(2) }))
    .toMatchObject({ dataMebibytes: 2, iops: 3000, throughputMebibytes: 1024, logMebibytesPerDay: 2048 });
  expect(Workload.of({ dataSize: DATA })).toMatchObject({ dataMebibytes: 1024, iops: undefined, throughputMebibytes: undefined });
});

describe('a wrong number is refused', () => {
  const data = (got: string) => `workload.dataSize must be above 0, got ${got}; give the size that the data will have in a year`;
  const iops = (got: string) => `workload.iops must be a whole number of at least 1, got ${got}; give the operations per second at peak`;
  const throughput = (got: string) => `workload.throughput must be above 0, got ${got}; give the throughput per second at peak`;

  test.each<[string, Parameters<typeof Workload.of>[0], string]>([
    ['no data', { dataSize: Size.mebibytes(0) }, data('"0 MiB"')],
    ['data that is no number', { dataSize: Size.mebibytes(NaN) }, data('"NaN MiB"')],
    ['data without end', { dataSize: Size.mebibytes(Infinity) }, data('"Infinity MiB"')],
    ['missing data', {} as any, data('nothing')],
    ['no IOPS', { dataSize: DATA, iops: 0 }, iops('0')],
    ['negative IOPS', { dataSize: DATA, iops: -1 }, iops('-1')],
    ['a fraction of an IOPS', { dataSize: DATA, iops: 0.5 }, iops('0.5')],
    ['IOPS that are no number', { dataSize: DATA, iops: NaN }, iops('NaN')],
    ['no throughput', { dataSize: DATA, throughput: Size.mebibytes(0) }, throughput('"0 MiB"')],
    ['no log', { dataSize: DATA, logPerDay: Size.mebibytes(0) },
      'workload.logPerDay must be above 0, got "0 MiB"; give the log that is written in a day with many writes'],
    ['throughput that is no number', { dataSize: DATA, throughput: Size.mebibytes(NaN) }, throughput('"NaN MiB"')],
  ])('%s', (_, options, message) => {
    expect(() => Workload.of(options)).toThrow(new Error(message));
  });
});
