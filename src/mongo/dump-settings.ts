import { Duration } from 'cdk8s';
import { MongoBackup } from './mongo-backup';
import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSetProps } from './mongo-replica-set-props';
import { daily } from '../values/daily';
import { requireDnsLabel } from '../values/kubernetes-name';
import { refuse } from '../values/refusal';
import { Schedule } from '../values/schedule';
import { wholeDays } from '../values/whole-days';

/** How a database is dumped that MongoDB's own operator runs. */
export interface DumpSettings {
  readonly schedule: Schedule;
  readonly days: number;
}

// a CronJob's name leaves eleven of 63 characters to its Jobs' (Kubernetes docs, CronJob)
const LONGEST_NAME = 52 - '-dumps'.length;

/** Undefined where nothing is dumped. */
export function dumpSettings(props: MongoReplicaSetProps, operator: MongoOperator, namespace: string): DumpSettings | undefined {
  const { backups, secrets } = props.platform;
  if (operator !== MongoOperator.COMMUNITY || !backups) return undefined;
  const backup: MongoBackup = props.backup ?? {};
  if (backup.oplogInterval) {
    refuse('backup.oplogInterval', 'be left out with MongoOperator.COMMUNITY, which archives no oplog', `${backup.oplogInterval.toSeconds({ integral: false })} s`,
      'use MongoOperator.PERCONA, or dump more often by backup.schedule');
  }
  requireDnsLabel('name with MongoOperator.COMMUNITY and backups', props.name, LONGEST_NAME);
  if (!secrets) {
    refuse('platform.secrets', 'be given with MongoOperator.COMMUNITY and backups: the dump logs in', undefined, 'give the platform `secrets`');
  }
  return {
    schedule: backup.schedule ?? daily(`${namespace}/${props.name}`, 1),
    days: wholeDays('backup.retention', backup.retention ?? Duration.days(30)),
  };
}
