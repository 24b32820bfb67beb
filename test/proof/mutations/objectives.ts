import { Mutation, spoils } from '../mutation';

export const OBJECTIVES: readonly Mutation[] = [
  spoils('recovery-point-objective', 'archive_timeout: 20min', (of) => { of.parameters.archive_timeout = '20min'; }),
  spoils('recovery-point-objective', 'archive_timeout: 0', (of) => { of.parameters.archive_timeout = '0'; }),
  spoils('recovery-point-objective', 'a recovery point of 5 min', (of) => of.declared('objectives', (promised) => { promised.recoveryPointSeconds = 300; })),
  spoils('recovery-time-objective', 'a recovery time of 1 h', (of) => of.declared('objectives', (promised) => { promised.recoveryTimeSeconds = 3600; })),
  spoils('recovery-time-objective', 'a slow store is measured', (of) => of.declared('objectives', (promised) => { promised.restoreMebibytesPerSecond = 4; })),
  spoils('recovery-time-objective', 'no log of a day is declared', (of) => of.declared('workload', (workload) => { delete workload.logMebibytesPerDay; })),
];
