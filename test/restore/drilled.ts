import { DrillSettings } from '../../src/restore/drill-job';
import { ClusterNetwork } from '../../src/values/cluster-network';
import { Schedule } from '../../src/values/schedule';

/** A drill every hour, which keeps series short. */
export const DRILL: DrillSettings = {
  name: 'orders-restore-drill',
  namespace: 'shop-drills',
  source: {
    name: 'orders', namespace: 'shop', backups: Schedule.daily('03:00'), dataMebibytes: 1024, hasSnapshots: false, network: ClusterNetwork.of(), makesNamespaces: true, writesArchive: true,
  },
  schedule: Schedule.cron('0 * * * *'),
  recoveryTimeSeconds: 300,
  recoveryPointSeconds: 900,
};
