import { violations } from './violations';
import { walVolume } from '../../../src/checklist/object-rules/wal-volume';

const cluster = (wal: string, more = '') => violations(walVolume, `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: orders }
spec: { storage: { size: 10Gi }, postgresql: { parameters: { max_wal_size: ${wal} } }${more} }`);

test('a log that may take more than a fifth of the data\'s volume has none of its own', () => {
  expect(cluster('4GB')).toEqual(['Cluster orders spec.postgresql.parameters.max_wal_size: max_wal_size 4GB is 40 % of the 10Gi that hold the data, too']);
});

test.each([
  ['it has a volume', '4GB', ', walStorage: { size: 10Gi }'],
  ['it is small', '2GB', ''],
  ['the box parameters-tuned says it', '9GB', ''],
  ['it has no unit', '4096', ''],
])('nothing is found when %s', (_, wal, more) => expect(cluster(wal, more)).toEqual([]));
