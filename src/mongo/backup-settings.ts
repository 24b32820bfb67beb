import { Duration } from 'cdk8s';
import { MongoBackup } from './mongo-backup';
import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSetProps } from './mongo-replica-set-props';
import { shortestCronGapSeconds } from '../values/cron';
import { daily } from '../values/daily';
import { ObjectStoreProvider } from '../values/object-store';
import { refuse } from '../values/refusal';
import { Schedule } from '../values/schedule';
import { wholeDays } from '../values/whole-days';

/** How a database is backed up, checked and completed. */
export interface BackupSettings {
  readonly schedule: Schedule;
  /** Number of backups that are kept. */
  readonly count: number;
  readonly oplogMinutes: number;
}

const DAY = 24 * 60 * 60;

/** Undefined where nothing is backed up. */
export function backupSettings(props: MongoReplicaSetProps, operator: MongoOperator, namespace: string): BackupSettings | undefined {
  const { backups } = props.platform;
  if (props.backup && !backups) {
    refuse('backup', 'be left out where the platform has no object store', Object.keys(props.backup).join(', '), 'give the platform `backups`');
  }
  if (operator === MongoOperator.COMMUNITY || !backups) return undefined;
  // pkg/psmdb/backup/pbm.go, Percona Operator for MongoDB 1.22.0: Azure and MinIO without a Secret are errors, and Google's store has no default credentials
  if (backups.provider !== ObjectStoreProvider.S3 && backups.credentials.secretName === undefined) {
    refuse('platform.backups.credentials', 'come from a Secret for a MongoReplicaSet outside of Amazon S3', 'ObjectStoreCredentials.workloadIdentity',
      'use ObjectStoreCredentials.secretStore: Percona Backup for MongoDB takes keys only');
  }
  if (backups.endpointCa && backups.credentials.secretName === undefined) {
    refuse('platform.backups.credentials', 'come from a Secret for a MongoReplicaSet with an endpointCa', 'ObjectStoreCredentials.workloadIdentity',
      'use ObjectStoreCredentials.secretStore: a store with a CA of its own is entered by keys only');
  }
  // PBM signs for us-east-1 where it is told nothing, over what the identity says (2.12.0, pbm/storage/s3/s3.go, Cast and WithRegion)
  if (backups.provider === ObjectStoreProvider.S3 && backups.region === undefined && backups.endpoint === undefined) {
    refuse('platform.backups', 'have a region or an endpoint for a MongoReplicaSet', backups.pathOf(namespace, props.name),
      'give ObjectStore.s3 the bucket\'s region: Percona Backup for MongoDB would sign for us-east-1, and no backup would be made elsewhere');
  }
  const backup: MongoBackup = props.backup ?? {};
  const days = wholeDays('backup.retention', backup.retention ?? Duration.days(30));
  const schedule = backup.schedule ?? daily(`${namespace}/${props.name}`, 1);
  return {
    schedule,
    count: Math.ceil((days * DAY) / shortestCronGapSeconds(schedule.fiveFields)),
    oplogMinutes: oplogMinutes(backup.oplogInterval ?? Duration.minutes(5)),
  };
}

function oplogMinutes(interval: Duration): number {
  const seconds = interval.toSeconds({ integral: false });
  const minutes = seconds / 60;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 60) {
    refuse('backup.oplogInterval', 'be whole minutes from 1 to 60', `${seconds} s`, 'give for example Duration.minutes(5)');
  }
  return minutes;
}
