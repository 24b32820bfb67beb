import { casesOf, RuleCase } from './rule-case';
import { fromAttestation } from '../../../src/checklist/storage-class-facts';
import { Unseen } from '../../../src/checklist/unseen';
import { DATA, FAST, WAL } from '../../support/good-facts';

const UNSEEN = new Unseen('StorageClass slow is not in the input; add its manifest.');
const VOUCHED = fromAttestation({ name: 'theirs', reclaimPolicy: 'Retain', allowVolumeExpansion: true, iops: 4000, throughputMiBps: 200 });
const SILENT = fromAttestation({ name: 'theirs', encrypted: true });
const attested = { volumes: [{ ...DATA, storageClass: VOUCHED }] };
const partly = { volumes: [{ ...DATA, storageClass: SILENT }] };
const unseen = { volumes: [DATA, { ...WAL, storageClass: UNSEEN }] };
const none = { volumes: [] };
const cache = { volumes: [], cache: 'it is a cache' };
const perhaps = { volumes: [], cache: new Unseen('Whether it is a cache is not said.') };
const tablespace = { ...DATA, name: 'archive' };

export const STORAGE_CASES: RuleCase[] = [
  ...casesOf('storage-retained',
    ['every volume is kept', {}, 'pass', 'storage class "fast" (data and wal) has reclaimPolicy Retain'],
    ['somebody vouches for it', attested, 'pass', 'storage class "theirs" (data) has reclaimPolicy Retain', true],
    ['one of two classes deletes', { volumes: [DATA, { ...WAL, storageClass: { ...FAST, name: 'scratch', reclaimPolicy: 'Delete' } }] },
      'fail', 'storage class "scratch" (wal) has reclaimPolicy Delete'],
    ['nobody says what the policy is', partly, 'unknown', 'storage class "theirs" (data): its reclaimPolicy is not known'],
    ['a class is not in the input', unseen, 'unknown', 'StorageClass slow is not in the input; add its manifest'],
    ['there is no volume', none, 'fail', 'it has no persistent volume: its data goes with its pods'],
    ['something deletes it, whatever the class says', { erased: 'its finalizer deletes it' }, 'fail', 'its finalizer deletes it'],
    ['the data lie on a node', { ...none, unkept: 'its data lies in hostPath /srv' }, 'fail', 'its data lies in hostPath /srv'],
  ),
  ...casesOf('storage-headroom',
    ['data fill less than 80 %', {}, 'pass',
      '60 GiB of declared data fill 60 % of 100 GiB (data); alerts when one fills: "DataVolumeFilling" and "WalVolumeFilling"'],
    ['data fill exactly 80 %', { volumes: [DATA], workload: { dataMebibytes: 81_920 } }, 'pass',
      '80 GiB of declared data fill 80 % of 100 GiB (data); alerts when one fills: "DataVolumeFilling"'],
    ['data fill one MiB more', { workload: { dataMebibytes: 81_921 } }, 'fail',
      '80 GiB of declared data fill 80.1 % of 100 GiB (data), more than 80 %'],
    ['data lie on two volumes', { volumes: [DATA, tablespace], workload: { dataMebibytes: 153_600 } }, 'pass',
      '150 GiB of declared data fill 75 % of 200 GiB (data and archive); alerts when one fills: "DataVolumeFilling"'],
    ['logs of the engine lie beside the data', { volumes: [{ ...DATA, logMebibytes: 15_360 }] }, 'pass',
      '60 GiB of declared data and 15 GiB of the engine\'s logs and caches fill 75 % of 100 GiB (data); alerts when one fills: "DataVolumeFilling"'],
    ['logs of the engine leave too little room', { volumes: [{ ...DATA, logMebibytes: 20_481 }] }, 'fail',
      '60 GiB of declared data and 20 GiB of the engine\'s logs and caches fill 80.1 % of 100 GiB (data), more than 80 %'],
    ['logs of the engine lie on a volume without the data', { volumes: [DATA, { ...WAL, logMebibytes: 40_960 }] }, 'pass',
      '60 GiB of declared data fill 60 % of 100 GiB (data); alerts when one fills: "DataVolumeFilling" and "WalVolumeFilling"'],
    ['nothing is declared', { workload: {} }, 'unknown', 'no size of the data is declared, so the room left cannot be told'],
    ['nothing is declared and a volume has no alert', { workload: {}, volumes: [DATA, { ...WAL, fillAlert: undefined }] }, 'fail',
      'no alert fires when wal fills; no size of the data is declared, so the room left cannot be told'],
    ['no volume holds the data', { volumes: [WAL] }, 'fail', 'no persistent volume holds the data'],
  ),
  ...casesOf('storage-expandable',
    ['volumes can grow', {}, 'pass', 'storage class "fast" (data and wal) allows volumes to grow'],
    ['somebody vouches for it', attested, 'pass', 'storage class "theirs" (data) allows volumes to grow', true],
    ['volumes cannot grow', { volumes: [{ ...DATA, storageClass: { ...FAST, expandable: false } }] }, 'fail',
      'storage class "fast" (data) does not allow volumes to grow'],
    ['nobody says whether they can', partly, 'unknown', 'storage class "theirs" (data): whether its volumes can grow is not known'],
    ['a class is not in the input', unseen, 'unknown', 'StorageClass slow is not in the input; add its manifest'],
    ['there is no volume', none, 'fail', 'it has no persistent volume: its data goes with its pods'],
  ),
  ...casesOf('storage-performance',
    ['the class is faster than the workload', {}, 'pass', 'data: 5000 IOPS for a workload of 4000 IOPS; data: 250 MiB/s for a workload of 200 MiB/s'],
    ['the class is exactly as fast', { workload: { iops: 5000 } }, 'pass', 'data: 5000 IOPS for a workload of 5000 IOPS'],
    ['somebody vouches for it', attested, 'pass', 'data: 4000 IOPS for a workload of 4000 IOPS; data: 200 MiB/s for a workload of 200 MiB/s', true],
    ['IOPS are too few', { workload: { iops: 5001 } }, 'fail', 'data: 5000 IOPS for a workload of 5001 IOPS'],
    ['throughput is too little', { workload: { iops: 100, throughputMebibytes: 251 } }, 'fail', 'data: 250 MiB/s for a workload of 251 MiB/s'],
    ['two volumes carry it together', { volumes: [DATA, tablespace], workload: { iops: 9000 } }, 'pass',
      'data and archive: 10000 IOPS for a workload of 9000 IOPS'],
    ['the volume is too small for the class\' IOPS', { volumes: [{ ...DATA, mebibytes: 8 * 1024 }] }, 'pass',
      'data: 4000 IOPS for a workload of 4000 IOPS; data: 250 MiB/s for a workload of 200 MiB/s'],
    ['no IOPS are declared', { workload: { dataMebibytes: 61_440 } }, 'unknown',
      'no IOPS of the workload are declared, so whether the storage class is fast enough cannot be told'],
    ['the class does not say', { ...partly, workload: { iops: 100 } }, 'unknown',
      'storage class "theirs" does not say how many IOPS a volume of 100 GiB has'],
    ['the data\'s class is not in the input', { workload: { iops: 100 }, volumes: [{ ...DATA, storageClass: UNSEEN }] }, 'unknown',
      'StorageClass slow is not in the input; add its manifest'],
    ['no volume holds the data', { volumes: [WAL], workload: { iops: 100 } }, 'fail', 'no persistent volume holds the data'],
  ),
  ...['storage-retained', 'storage-headroom', 'storage-expandable', 'storage-performance'].flatMap((rule) => casesOf(rule,
    ['it is a cache', cache, 'pass', 'it is a cache'],
    ['it may be a cache', perhaps, 'unknown', 'Whether it is a cache is not said.'],
  )),
];
