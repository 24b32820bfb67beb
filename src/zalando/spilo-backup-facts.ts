import { OperatorConfiguration } from './operator-configuration';
import { toldArchive } from './spilo-archive';
import { SpiloEnvironment } from './spilo-environment';
import { BackupFacts, ScheduleFacts, StoreFacts } from '../checklist/facts';
import { Manifest } from '../checklist/manifests';
import { archiveInterval } from '../checklist/readers/postgres-time';
import { Seen, Unseen } from '../checklist/unseen';
import { cronGapSeconds } from '../values/cron';

/** Any of these makes Spilo archive, and back up on schedule; an Azure account alone does not (configure_spilo.py, Spilo 4.1, AUTO_ENABLE_WALG_RESTORE). */
const ARCHIVES: Readonly<Record<string, string>> = {
  WALG_S3_PREFIX: '',
  WALE_S3_PREFIX: '',
  WAL_S3_BUCKET: 's3://',
  WALG_AZ_PREFIX: '',
  WALG_SSH_PREFIX: '',
  WALG_GS_PREFIX: '',
  WALE_GS_PREFIX: '',
  WAL_GS_BUCKET: 'gs://',
  WAL_GCS_BUCKET: 'gs://',
  WALE_SWIFT_PREFIX: '',
  WAL_SWIFT_BUCKET: 'swift://',
};

/** Spilo's own (configure_spilo.py, Spilo 4.1). */
const BACKUP_SCHEDULE = '0 1 * * *';
const DAYS_KEPT = 5;
/** postgres_backup.sh, Spilo 4.1. */
const LEAST_DAYS_KEPT = 2;
const DAY = 86400;

/** postgres-operator 2.0.1's own. */
const LOGICAL_BACKUP_SCHEDULE = '30 00 * * *';

/** What Spilo archives and backs up, and what the operator dumps. */
export function readBackups(database: Manifest, spec: any, configuration: OperatorConfiguration, environment: SpiloEnvironment): BackupFacts {
  const wal = archiveOf(database, environment);
  const dumps = spec.enableLogicalBackup === true ? dumpsOf(database, spec, configuration) : undefined;
  const told = toldArchive(database, spec, environment);
  // WAL-G and WAL-E leave pg_wal out of a backup, which nothing can make whole then
  const problem = told?.problem === undefined ? undefined : `its log is not archived (${told.problem}), and without it its backups cannot be restored`;
  const base = wal && { ...baseBackups(spec, environment, wal.name), ...(problem !== undefined && { problem, store: undefined }) };
  return {
    archiveStore: told?.store?.name ?? wal?.name,
    ...(told?.problem !== undefined && { archiveProblem: told.problem, archiveAt: told.at }),
    // configure_spilo.py, Spilo 4.1
    ...((told?.store ?? wal) && { archiveSeconds: archiveInterval(spec.postgresql?.parameters?.archive_timeout, '1800s') }),
    schedules: [...(base ? [base] : []), ...(dumps ? [dumps.schedule] : [])],
    stores: [...(wal ? [wal.store] : []), ...(told?.store ? [told.store.store] : []), ...(dumps ? [dumps.store] : [])],
  };
}

interface Archive {
  readonly name: string;
  readonly store: Seen<StoreFacts>;
}

/** Stands in what is said of it when it is not seen. */
const WAL_ARCHIVE = 'the WAL archive';

function archiveOf({ metadata: { name } }: Manifest, environment: SpiloEnvironment): Archive | undefined {
  const { variables, unseen } = environment;
  const variable = Object.keys(ARCHIVES).find((each) => variables.has(each) && variables.get(each) !== '');
  if (variable === undefined) {
    return unseen === undefined ? undefined : { name: WAL_ARCHIVE, store: new Unseen(`Whether ${WAL_ARCHIVE} of postgresql ${name} has a place is open. ${unseen}`) };
  }
  const value = variables.get(variable);
  const path = value === undefined ? `what ${variable} names` : `${ARCHIVES[variable]}${value}`;
  return { name: variable, store: { name: variable, path, retentionDays: keptDays(environment) } };
}

const KEPT = 'BACKUP_NUM_TO_RETAIN';

/** So many days, and so many backups: the longer of both (postgres_backup.sh, Spilo 4.1). */
function keptDays({ variables, unseen }: SpiloEnvironment): Seen<number> {
  const text = variables.get(KEPT);
  const every = Math.max(1, (cronGapSeconds(cronOf(variables)) ?? 0) / DAY);
  if (text !== undefined && /^\d+$/.test(text)) return Math.floor(Math.max(LEAST_DAYS_KEPT, Number(text)) * every);
  if (variables.has(KEPT)) return new Unseen(`How many days backups are kept is not to be seen in ${KEPT}; say it in spec.env.`);
  return unseen === undefined ? Math.floor(DAYS_KEPT * every) : new Unseen(`How many days backups are kept (${KEPT}) is open. ${unseen}`);
}

function cronOf(variables: SpiloEnvironment['variables']): string {
  return variables.get('BACKUP_SCHEDULE') ?? BACKUP_SCHEDULE;
}

function baseBackups(spec: any, { variables }: SpiloEnvironment, store: string): ScheduleFacts {
  const cron = cronOf(variables);
  return {
    name: 'BACKUP_SCHEDULE of Spilo',
    cron,
    longestGapSeconds: cronGapSeconds(cron),
    // on a standby the script ends without a backup (postgres_backup.sh, Spilo 4.1)
    suspended: spec.standby !== undefined && variables.get('WALG_BACKUP_FROM_REPLICA') !== 'true',
    store,
  };
}

const DUMPS = 'the logical backups';

interface Dumps {
  readonly schedule: ScheduleFacts;
  readonly store: Seen<StoreFacts>;
}

function dumpsOf({ metadata: { name } }: Manifest, spec: any, configuration: OperatorConfiguration): Dumps {
  const cron = spec.logicalBackupSchedule ?? configuration.text('logical_backup_schedule') ?? LOGICAL_BACKUP_SCHEDULE;
  const schedule = { name: 'logical backup', cron, longestGapSeconds: cronGapSeconds(cron), suspended: false, store: DUMPS };
  if (configuration.unseen !== undefined) return { schedule, store: new Unseen(`Where ${DUMPS} of ${name} go is open. ${configuration.unseen}`) };
  const provider = configuration.text('logical_backup_provider') ?? 's3';
  const bucket = configuration.text(provider === 'az' ? 'logical_backup_azure_storage_container' : 'logical_backup_s3_bucket');
  if (bucket === undefined) return { schedule: { ...schedule, store: undefined }, store: new Unseen(`The operator's configuration names no bucket for ${DUMPS}; add it.`) };
  const retention = spec.logicalBackupRetention ?? configuration.text('logical_backup_s3_retention_time');
  // with other providers nothing is ever deleted (dump.sh, postgres-operator 2.0.1)
  return { schedule, store: { name: DUMPS, path: `${provider}://${bucket}`, retentionDays: provider === 's3' ? daysOf(retention) : undefined } };
}

const UNITS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, year: 365 };

/** The script hands it to GNU date: `3 weeks`. */
function daysOf(text: string | undefined): number | undefined {
  const match = /^\s*(\d+)\s*(day|week|month|year)s?\s*$/i.exec(text ?? '');
  return match ? Number(match[1]) * UNITS[match[2].toLowerCase()] : undefined;
}
