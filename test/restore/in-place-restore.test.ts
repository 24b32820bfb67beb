import { Chart } from 'cdk8s';
import { InPlaceRestore, InPlaceRestoreProps, IRestorableInPlace, MongoOperator, RecoveryPoint } from '../../src';
import { carts } from '../mysql/carts';
import { replicaOfHosts } from '../mysql/sites';
import { sessions } from '../support/mongo';
import { orders } from '../support/production';
import { schemaErrors } from '../support/schema-check';
import { failedRules, theOne, written } from '../support/written';

const TIME = RecoveryPoint.time('2026-03-24T19:30:00+09:00');
const IMMEDIATE = RecoveryPoint.immediate();
const LATEST = RecoveryPoint.latest();

interface Made {
  readonly chart: Chart;
  readonly database: IRestorableInPlace;
}

/** The object that asks for the restore. */
function asked({ chart, database }: Made, more: Partial<InPlaceRestoreProps> = {}): any {
  const restore = new InPlaceRestore(chart, 'Back', { source: database, backup: 'by-hand-x1', to: IMMEDIATE, ...more });
  return theOne(chart.node.root, database.constructor.name === 'MySqlCluster' ? 'PerconaXtraDBClusterRestore' : 'PerconaServerMongoDBRestore', restore.name, 'shop');
}

describe('MySQL', () => {
  test.each([
    ['the backup as it is', IMMEDIATE, undefined],
    ['the newest', LATEST, { type: 'latest', backupSource: { storageName: 'binlogs' } }],
    ['a moment, in UTC', TIME, { type: 'date', date: '2026-03-24 10:30:00', backupSource: { storageName: 'binlogs' } }],
  ])('is brought back to %s', (_, to, pitr) => {
    const restore = asked(carts(), { to });
    expect(restore.spec).toEqual({ pxcCluster: 'carts', backupName: 'by-hand-x1', ...(pitr && { pitr }) });
    expect(schemaErrors(restore)).toEqual([]);
  });

  test('has a storage of that name', () => {
    expect(theOne(carts().app, 'PerconaXtraDBCluster', 'carts').spec.backup.storages).toHaveProperty('binlogs');
  });

  test('is the only object that is added, and changes no other one', () => {
    const [plain, made] = [carts(), carts()];
    const restore = asked(made);
    expect(written(made.app).filter((manifest) => manifest.metadata.name !== restore.metadata.name)).toEqual(written(plain.app));
  });

  test('leaves room for the names of the operator\'s Jobs beside the longest database', () => {
    const name = 'a'.repeat(22);
    const restore = asked(carts({ name }));
    expect(`restore-job-${restore.metadata.name}-${name}`.length).toBeLessThanOrEqual(63);
  });

  test('as a replica takes a backup as it is, because its source brings the rest', () => {
    expect(asked(replicaOfHosts()).spec).toEqual({ pxcCluster: 'carts', backupName: 'by-hand-x1' });
    expect(asked(replicaOfHosts({ promoted: true }), { to: LATEST }).spec.pitr.type).toBe('latest');
  });
});

describe('MongoDB', () => {
  test.each([
    ['the backup as it is', IMMEDIATE, undefined],
    ['the newest', LATEST, { type: 'latest' }],
    ['a moment, in UTC', TIME, { type: 'date', date: '2026-03-24 10:30:00' }],
  ])('is brought back to %s', (_, to, pitr) => {
    const restore = asked(sessions(), { to });
    expect(restore.spec).toEqual({ clusterName: 'sessions', backupName: 'by-hand-x1', ...(pitr && { pitr }) });
    expect(schemaErrors(restore)).toEqual([]);
  });
});

describe('the name', () => {
  const nameOf = (more: Partial<InPlaceRestoreProps>, made: Made = carts()) => asked(made, more).metadata.name;

  test('is the same for the same restore, so that it is not carried out twice', () => {
    expect(nameOf({ to: TIME })).toBe(nameOf({ to: RecoveryPoint.time('2026-03-24T10:30:00Z') }));
    expect(nameOf({})).toMatch(/^in-place-[0-9a-z]{5}$/);
  });

  test.each<[string, Partial<InPlaceRestoreProps>]>([
    ['another moment', { to: RecoveryPoint.time('2026-03-24T10:30:01Z') }],
    ['the newest', { to: LATEST }],
    ['another backup', { to: TIME, backup: 'by-hand-x2' }],
  ])('is another one for %s', (_, more) => expect(nameOf(more)).not.toBe(nameOf({ to: TIME })));

  test('is another one for another database', () => {
    expect(nameOf({}, carts({ name: 'baskets' }))).not.toBe(nameOf({}));
  });
});

test('the checklist of the database is the same', () => {
  const [plain, made] = [carts(), carts()];
  asked(made);
  expect(failedRules(made.app)).toEqual(failedRules(plain.app));
});

const SCHEDULED = 'a backup that the schedule of another database made';
const TO = 'to must be a time, RecoveryPoint.latest() or RecoveryPoint.immediate() where Percona\'s operator restores, got';

describe('refused is', () => {
  test.each<[string, () => Made, Partial<InPlaceRestoreProps>, string]>([
    ['PostgreSQL', () => orders() as unknown as Made, {}, 'source must be a database that its operator restores in place, got "PostgresCluster"; '
      + 'give a MySqlCluster or a MongoReplicaSet of Percona\'s operator, or use PitrRestore, which makes a new database beside it'],
    ['nothing', carts, { source: undefined }, 'source must be a database that its operator restores in place, got nothing; '
      + 'give a MySqlCluster or a MongoReplicaSet of Percona\'s operator, or use PitrRestore, which makes a new database beside it'],
    ['MySQL without backups', () => carts({}, { backups: undefined }), {}, 'source must have backups, got "carts"; give its platform `backups`'],
    ['MongoDB without backups', () => sessions({}, { backups: undefined }), {},
      'source must have backups, which Percona\'s operator makes and MongoDB\'s own does not, got "sessions"; use MongoOperator.PERCONA and give its platform `backups`'],
    ['MongoDB by its own operator', () => sessions({ operator: MongoOperator.COMMUNITY }), {},
      'source must have backups, which Percona\'s operator makes and MongoDB\'s own does not, got "sessions"; use MongoOperator.PERCONA and give its platform `backups`'],
    ['no backup', carts, { backup: '' }, 'backup must be the name of the operator\'s object of a backup, got ""; kubectl get pxc-backup, or psmdb-backup, lists them; what it is called in the store is another name'],
    ['a backup by its place in the store', carts, { backup: 's3://acme-backups/shop/carts/backups/x' },
      'backup must be the name of the operator\'s object of a backup, got "s3://acme-backups/shop/carts/backups/x"; kubectl get pxc-backup, or psmdb-backup, lists them; what it is called in the store is another name'],
    [`${SCHEDULED}`, carts, { backup: 'cron-baskets-backups-202632410300-1abcd' },
      'backup must be one of carts\'s: its scheduled ones are called cron-carts-backups-[0-9]+-[0-9a-v]+, got "cron-baskets-backups-202632410300-1abcd"; name a backup of this very database'],
    [`${SCHEDULED}, whose name begins alike`, carts, { backup: 'cron-carts-west-backups-202632410300-1abcd' },
      'backup must be one of carts\'s: its scheduled ones are called cron-carts-backups-[0-9]+-[0-9a-v]+, got "cron-carts-west-backups-202632410300-1abcd"; name a backup of this very database'],
    [`${SCHEDULED} of MongoDB`, sessions, { backup: 'cron-sessions2-20260324010000-abcde' },
      'backup must be one of sessions\'s: its scheduled ones are called cron-sessions-[0-9]{14}-[0-9a-z]+, got "cron-sessions2-20260324010000-abcde"; name a backup of this very database'],
    ['no point', carts, { to: undefined }, 'to must be a RecoveryPoint, got nothing; choose a RecoveryPoint, for example RecoveryPoint.immediate() for the backup as it is'],
    ['a part of a second', carts, { to: RecoveryPoint.time('2026-03-24T10:30:00.5Z') }, 'to must be a whole second, got "2026-03-24T10:30:00.5Z"; leave out its fraction: the operator knows none'],
    ['a place in PostgreSQL\'s log', carts, { to: RecoveryPoint.lsn('16/B374D848') }, `${TO} "lsn"; choose one of them`],
    ['a transaction of PostgreSQL\'s', sessions, { to: RecoveryPoint.transaction('735') }, `${TO} "transaction"; choose one of them`],
    ['a moment of a replica', replicaOfHosts, { to: TIME }, 'to must be RecoveryPoint.immediate() for a replica of another site, got "time"; its source brings it up to date'],
  ])('%s', (_, made, more, message) => expect(() => asked(made(), more)).toThrow(new Error(message)));

  test('a second restore of one database in an app', () => {
    const made = carts();
    asked(made);
    expect(() => new InPlaceRestore(made.chart, 'Again', { source: made.database, backup: 'by-hand-x2', to: IMMEDIATE })).toThrow(new Error(
      'source must lead to names that are unique in the app: restore over shop/carts also belongs to chart/Back, got "carts"; choose another name or another namespace'));
  });
});

test.each(['cron-carts-backups-202632410300-1abcd', 'by-hand-abcde', 'cron2'])('the backup %s may be its own', (backup) => {
  expect(asked(carts(), { backup }).spec.backupName).toBe(backup);
});

test('a scheduled backup of a database with a long name is called after its first 16 letters', () => {
  expect(asked(carts({ name: 'carts-of-customers' }), { backup: 'cron-carts-of-custome-backups-202632410300-1abcd' }).spec.pxcCluster).toBe('carts-of-customers');
  expect(asked(sessions({ name: 'sessions-of-customers' }), { backup: 'cron-sessions-of-cust-20260324010000-abcde' }).spec.clusterName).toBe('sessions-of-customers');
});
