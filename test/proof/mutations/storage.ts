import { Mutation, spoils } from '../mutation';

const CLASS_BOXES = ['storage-retained', 'storage-expandable', 'storage-performance'];

export const STORAGE: readonly Mutation[] = [
  spoils('storage-retained', 'StorageClass reclaimPolicy: Delete', (of) => { of.the('StorageClass').reclaimPolicy = 'Delete'; }),
  spoils('storage-retained', 'StorageClass without reclaimPolicy', (of) => { delete of.the('StorageClass').reclaimPolicy; }),
  spoils(CLASS_BOXES, 'no StorageClass', (of) => of.remove('StorageClass')),
  spoils(CLASS_BOXES, 'storageClass of another name', (of) => { of.cluster.storage.storageClass = 'slow'; }),
  spoils(['storage-headroom', 'recovery-time-objective'], 'no size of the data declared', (of) => of.declared('workload', (workload) => { delete workload.dataMebibytes; })),
  spoils('storage-headroom', '90 GiB of data on 100 GiB', (of) => of.declared('workload', (workload) => { workload.dataMebibytes = 90 * 1024; })),
  spoils('storage-headroom', '70 GiB of data on 80 GiB', (of) => { of.cluster.storage.size = '80Gi'; }),
  spoils('storage-headroom', 'no alert when the WAL volume fills', (of) => of.dropAlerts('PostgresWalVolumeFilling')),
  spoils('storage-expandable', 'StorageClass allowVolumeExpansion: false', (of) => { of.the('StorageClass').allowVolumeExpansion = false; }),
  spoils('storage-expandable', 'StorageClass without allowVolumeExpansion', (of) => { delete of.the('StorageClass').allowVolumeExpansion; }),
  spoils('storage-performance', 'gp3 with 4000 IOPS for 5000', (of) => { of.the('StorageClass').parameters.iops = '4000'; }),
  spoils('storage-performance', 'gp3 with 125 MiB/s for 200', (of) => { of.the('StorageClass').parameters.throughput = '125'; }),
  spoils('storage-performance', 'no IOPS declared', (of) => of.declared('workload', (workload) => { delete workload.iops; })),
];
