import { casesOf, RuleCase } from './rule-case';
import { BackupFacts, ScheduleFacts } from '../../../src/checklist/facts';
import { Unseen } from '../../../src/checklist/unseen';
import { GOOD } from '../../support/good-facts';

const DAILY = GOOD.backups.schedules[0];
const STORE = { name: 'orders-store', path: 's3://backups/shop/orders' };
const OTHER = { name: 'other-store', path: 's3://backups/shop/other', retentionDays: 7 };

function backups(changed: Partial<BackupFacts>): { backups: BackupFacts } {
  return { backups: { ...GOOD.backups, ...changed } };
}

function schedule(...changed: Array<Partial<ScheduleFacts>>): { backups: BackupFacts } {
  return backups({ schedules: changed.map((each) => ({ ...DAILY, ...each })) });
}

const unseen = backups({ stores: [new Unseen('ObjectStore shop/orders-store is not in the input; add its manifest.')] });
const absent = backups({ stores: [OTHER] });

export const BACKUP_CASES: RuleCase[] = [
  ...casesOf('backup-scheduled',
    ['it runs daily to a store that is there', {}, 'pass',
      'schedule "orders-daily" (0 0 3 * * *) writes at least every 24 h to store "orders-store" (s3://backups/shop/orders)'],
    ['a weekly one stands beside it', schedule({ name: 'weekly', longestGapSeconds: 604_800 }, {}), 'pass',
      'schedule "orders-daily" (0 0 3 * * *) writes at least every 24 h to store "orders-store" (s3://backups/shop/orders)'],
    ['there is none', backups({ schedules: [] }), 'fail', 'no backup is scheduled'],
    ['it is suspended', schedule({ suspended: true }), 'fail', 'schedule "orders-daily" (0 0 3 * * *) is suspended'],
    ['it has a problem', schedule({ cron: '0 3 * * *', problem: 'five fields where six are read, so it runs every hour' }), 'fail',
      'schedule "orders-daily" (0 3 * * *): five fields where six are read, so it runs every hour'],
    ['it is no cron expression', schedule({ cron: 'daily', longestGapSeconds: undefined }), 'fail',
      'schedule "orders-daily" (daily) is no valid cron expression'],
    ['it runs a second too seldom', schedule({ longestGapSeconds: 86_401 }), 'fail',
      'schedule "orders-daily" (0 0 3 * * *) leaves up to 24.1 h between two backups'],
    ['it runs every other day', schedule({ longestGapSeconds: 172_800 }), 'fail',
      'schedule "orders-daily" (0 0 3 * * *) leaves up to 48 h between two backups'],
    ['it names no store', schedule({ store: undefined }), 'fail', 'schedule "orders-daily" (0 0 3 * * *) names no store that its backups go to'],
    ['two are wrong', schedule({ suspended: true }, { name: 'second', store: undefined }), 'fail',
      'schedule "orders-daily" (0 0 3 * * *) is suspended; schedule "second" (0 0 3 * * *) names no store that its backups go to'],
    ['its store is not in the input', unseen, 'unknown', 'ObjectStore shop/orders-store is not in the input; add its manifest.'],
    ['its store is another one than those seen', absent, 'unknown', 'store "orders-store" is not in the input; add it'],
  ),
  ...casesOf('log-archived',
    ['it goes to a store that is there', {}, 'pass', 'its log goes to store "orders-store" (s3://backups/shop/orders)'],
    ['it goes nowhere', backups({ archiveStore: undefined }), 'fail', 'its log is not archived'],
    ['it goes where nothing keeps it', backups({ archiveProblem: 'archive_mode is off' }), 'fail', 'its log is not archived: archive_mode is off'],
    ['its store is not in the input', unseen, 'unknown', 'ObjectStore shop/orders-store is not in the input; add its manifest.'],
    ['its store is another one than those seen', absent, 'unknown', 'store "orders-store" is not in the input; add it'],
  ),
  ...casesOf('restore-drill',
    ['a drill rehearses it', {}, 'pass', 'rehearsed by "orders-restore-drill"'],
    ['no drill does', { drills: { ...GOOD.drills, restore: [] } }, 'fail', 'no drill rehearses its restore'],
    ['its drill is suspended', { drills: { ...GOOD.drills, restore: [], lapsed: { restore: ['CronJob drills/orders is suspended'], failover: [] } } }, 'fail',
      'no drill rehearses its restore: CronJob drills/orders is suspended'],
  ),
  ...casesOf('retention-30-days',
    ['what is kept for long is suspended, and snapshots go sooner', {
      backups: {
        ...GOOD.backups,
        schedules: [{ ...DAILY, suspended: true }, { ...DAILY, name: 'snapshots', snapshots: true, store: OTHER.name }],
        stores: [{ ...STORE, retentionDays: 35 }, OTHER],
      },
    }, 'fail', 'store "other-store" keeps backups for 7 days, less than 30'],
    ['backups are kept for 30 days', {}, 'pass', 'store "orders-store" keeps backups for 30 days'],
    ['backups are kept for 29 days', backups({ stores: [{ ...STORE, retentionDays: 29 }] }), 'fail',
      'store "orders-store" keeps backups for 29 days, less than 30'],
    ['the store has no policy', backups({ stores: [STORE] }), 'fail', 'store "orders-store" has no retention policy'],
    ['one of two stores keeps less', backups({ schedules: [DAILY, { ...DAILY, name: 'second', store: 'other-store' }], stores: [...GOOD.backups.stores, OTHER] }),
      'fail', 'store "other-store" keeps backups for 7 days, less than 30'],
    ['what is scheduled makes no backup', schedule({ store: undefined, problem: 'it leaves the data out' }), 'fail',
      'no schedule writes backups to a store, so none are kept: schedule "orders-daily": it leaves the data out'],
    ['snapshots are kept for less beside a store that keeps enough',
      backups({ schedules: [DAILY, { ...DAILY, name: 'snapshots', store: 'other-store', snapshots: true }], stores: [...GOOD.backups.stores, OTHER] }),
      'pass', 'store "orders-store" keeps backups for 30 days'],
    ['snapshots are kept for less, and nothing else is', backups({ schedules: [{ ...DAILY, store: 'other-store', snapshots: true }], stores: [OTHER] }),
      'fail', 'store "other-store" keeps backups for 7 days, less than 30'],
    ['the store keeps less than its snapshots are kept',
      backups({ schedules: [{ ...DAILY, store: 'other-store' }, { ...DAILY, snapshots: true }], stores: [...GOOD.backups.stores, OTHER] }),
      'fail', 'store "other-store" keeps backups for 7 days, less than 30'],
    ['nothing is scheduled', backups({ schedules: [] }), 'fail', 'no schedule writes backups to a store, so none are kept'],
    ['its store is not in the input', unseen, 'unknown', 'ObjectStore shop/orders-store is not in the input; add its manifest'],
  ),
  ...['backup-scheduled', 'retention-30-days', 'restore-drill'].flatMap((rule) => casesOf(rule,
    ['it is a cache', { ...backups({ schedules: [] }), drills: { restore: [], failover: [] }, cache: 'it is a cache' }, 'pass', 'it is a cache'],
    ['it may be a cache', { ...backups({ schedules: [] }), drills: { restore: [], failover: [] }, cache: new Unseen('Whether it is a cache is not said.') }, 'unknown',
      'Whether it is a cache is not said.'],
  )),
];
