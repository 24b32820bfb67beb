import { Mutation, spoils } from '../mutation';

/** Without a backup nothing that was promised of a restore can be kept. */
const OBJECTIVES = ['recovery-point-objective', 'recovery-time-objective'];

export const BACKUP: readonly Mutation[] = [
  spoils('backup-scheduled', 'schedule: "0 3 * * *", five fields', (of) => { of.the('ScheduledBackup').spec.schedule = '0 3 * * *'; }),
  spoils(['backup-scheduled', 'recovery-time-objective'], 'schedule once a week', (of) => { of.the('ScheduledBackup').spec.schedule = '0 0 3 * * 0'; }),
  spoils(['backup-scheduled', ...OBJECTIVES], 'schedule: 30 February', (of) => { of.the('ScheduledBackup').spec.schedule = '0 0 3 30 2 *'; }),
  spoils(['backup-scheduled', ...OBJECTIVES], 'suspend: true', (of) => { of.the('ScheduledBackup').spec.suspend = true; }),
  spoils(['backup-scheduled', 'retention-30-days', ...OBJECTIVES], 'no ScheduledBackup', (of) => of.remove('ScheduledBackup')),
  spoils(['backup-scheduled', 'retention-30-days', ...OBJECTIVES], 'the ScheduledBackup is of another cluster', (of) => {
    of.the('ScheduledBackup').spec.cluster.name = 'invoices';
  }),
  // the plugin that archives the log is the one that makes the backups
  spoils(['backup-scheduled', 'log-archived', 'retention-30-days', ...OBJECTIVES], 'no ObjectStore', (of) => of.remove('ObjectStore')),
  spoils(['backup-scheduled', 'log-archived', 'retention-30-days', ...OBJECTIVES], 'isWALArchiver: false', (of) => { of.cluster.plugins[0].isWALArchiver = false; }),
  spoils('restore-drill', 'no CronJob', (of) => of.remove('CronJob')),
  spoils('restore-drill', 'suspend: true', (of) => { of.the('CronJob').spec.suspend = true; }),
  spoils('restore-drill', 'schedule twice a year', (of) => { of.the('CronJob').spec.schedule = '0 3 1 1,7 *'; }),
  spoils('restore-drill', 'the CronJob is of another database', (of) => { of.the('CronJob').metadata.annotations['cdk8s-databases.io/restore-drill'] = 'database/invoices'; }),
  spoils('retention-30-days', 'retentionPolicy: 14d', (of) => { of.the('ObjectStore').spec.retentionPolicy = '14d'; }),
  spoils('retention-30-days', 'retentionPolicy: 4w', (of) => { of.the('ObjectStore').spec.retentionPolicy = '4w'; }),
  spoils('retention-30-days', 'no retentionPolicy', (of) => { delete of.the('ObjectStore').spec.retentionPolicy; }),
];
