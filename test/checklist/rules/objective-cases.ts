import { casesOf, RuleCase } from './rule-case';
import { BackupFacts, DatabaseFacts, ScheduleFacts } from '../../../src/checklist/facts';
import { ObjectiveFacts } from '../../../src/checklist/objective-facts';
import { Unseen } from '../../../src/checklist/unseen';
import { GOOD } from '../../support/good-facts';

const [DAILY] = GOOD.backups.schedules;
const MIN = 60;
const HOUR = 3600;
const PROMISED: ObjectiveFacts = { recoveryPointSeconds: 15 * MIN, recoveryTimeSeconds: 4 * HOUR };

/** The good database with something promised: 60 GiB, 20 GiB of log a day, a backup each day, one synchronous replica. */
function promised(of: ObjectiveFacts = {}, changed: Partial<DatabaseFacts> = {}): Partial<DatabaseFacts> {
  return { objectives: { ...PROMISED, ...of }, ...changed };
}

function backups(changed: Partial<BackupFacts>, of: ObjectiveFacts = {}, more: Partial<DatabaseFacts> = {}): Partial<DatabaseFacts> {
  return promised(of, { backups: { ...GOOD.backups, ...changed }, ...more });
}

const NO_LOG: Partial<BackupFacts> = { archiveStore: undefined, archiveSeconds: undefined };
const SNAPSHOT: ScheduleFacts = { name: 'snapshots', cron: '0 0 * * * *', longestGapSeconds: HOUR, suspended: false, restoredBy: 'snapshot' };
const DUMP: ScheduleFacts = { ...DAILY, restoredBy: undefined };
const SEGMENT = 'the last segment on its way: 10 s';
const NODE = 'the loss of the primary alone loses nothing that was acknowledged';
const NOTHING = 'nothing is backed up, so that nothing brings the data back';
const UNSEEN = new Unseen('ObjectStore shop/orders-store is not in the input; add its manifest.');

const COPY = 'copy of 60 GiB at 10 MiB/s: 1 h 43 min';
const LOG = 'replay of 21.4 GiB of log, written in 25 h 43 min, at 10 MiB/s: 37 min';
const REPLICA = 'copy to a replica, which commits wait for, at 100 MiB/s: 11 min';
const START = 'start: 2 min';
const FROM = 'from backups of "orders-daily"';
const UNTIL = 'whether it is within the objective of 4 h cannot be told until it is declared';

const POINT_CASES = casesOf('recovery-point-objective',
  ['its only backups are none', backups({ schedules: [{ ...SNAPSHOT, problem: 'its snapshots go with the Cluster' }] }), 'fail',
    'no backup is made that its log could be replayed on, so that nothing brings the data back'],
  ['the archive is fast enough', promised(), 'pass',
    `recovery point 5 min 10 s when the volumes are lost (archive_timeout: 5 min; ${SEGMENT}), within the objective of 15 min; ${NODE}`],
  ['it is exactly as fast as it has to be', promised({ recoveryPointSeconds: 310 }), 'pass',
    `recovery point 5 min 10 s when the volumes are lost (archive_timeout: 5 min; ${SEGMENT}), within the objective of 5 min 10 s; ${NODE}`],
  ['as much is promised as archive_timeout alone', promised({ recoveryPointSeconds: 300 }), 'fail',
    `recovery point 5 min 10 s when the volumes are lost (archive_timeout: 5 min; ${SEGMENT}), more than the objective of 5 min; ${NODE}`],
  ['commits wait for replicas as long as there are any', promised({}, { replication: { waitsFor: 1, required: false } }), 'pass',
    `recovery point 5 min 10 s when the volumes are lost (archive_timeout: 5 min; ${SEGMENT}), within the objective of 15 min; ${NODE} while enough replicas answer`],
  ['commits wait for nobody', promised({}, { replication: { waitsFor: 0, required: false } }), 'pass',
    `recovery point 5 min 10 s when the volumes are lost (archive_timeout: 5 min; ${SEGMENT}), within the objective of 15 min; `
    + 'the loss of the primary alone loses what the replicas do not have yet'],
  ['there is one instance', promised({}, { instances: 1 }), 'pass',
    `recovery point 5 min 10 s when the volumes are lost (archive_timeout: 5 min; ${SEGMENT}), within the objective of 15 min`],
  ['archive_timeout is 0', backups({ archiveSeconds: 0 }), 'fail',
    'recovery point without a bound: archive_timeout is 0, and a segment of the log goes to the archive only when it is full, which is no promise of 15 min'],
  ['archive_timeout cannot be read', backups({ archiveSeconds: new Unseen('How often is open.') }), 'unknown', 'How often is open.'],
  ['nothing says how often', backups({ archiveSeconds: undefined }), 'unknown', 'how often its log goes to the archive is not in the input'],
  ['the store is not in the input', backups({ stores: [UNSEEN] }), 'unknown', UNSEEN.what],
  ['the log is archived and there is nothing to replay it on', backups({ schedules: [{ ...DAILY, suspended: true }] }), 'fail',
    'no backup is made that its log could be replayed on, so that nothing brings the data back'],
  ['nothing is backed up', backups({ ...NO_LOG, schedules: [] }), 'fail', NOTHING],
  ['there are daily backups and no log', backups(NO_LOG), 'fail',
    `recovery point 24 h when the volumes are lost (no log is archived; a backup of "orders-daily" every 24 h), more than the objective of 15 min; ${NODE}`],
  ['hourly snapshots are enough', backups({ ...NO_LOG, schedules: [DAILY, SNAPSHOT] }, { recoveryPointSeconds: 2 * HOUR }), 'pass',
    'recovery point 1 h 2 min when the volumes are lost (no log is archived; a backup of "snapshots" every 1 h, as old as its beginning: 2 min), '
    + `within the objective of 2 h; ${NODE}`],
  ['a backup is as old as the gap when the next is not done', backups(NO_LOG, { recoveryPointSeconds: 25 * HOUR }), 'fail',
    'recovery point 25 h 42 min 24 s when the volumes are lost (no log is archived; a backup of "orders-daily" every 24 h, as old as its beginning: 1 h 42 min 24 s), '
    + `more than the objective of 25 h; ${NODE}`],
  ['how long a dump takes is not known', backups({ ...NO_LOG, schedules: [DUMP] }, { recoveryPointSeconds: 25 * HOUR }), 'unknown',
    'how long a backup of "orders-daily" takes is not known, and the data is as old as its beginning: declare what docs/objectives.md asks for'],
  ['the store of backups without a log is not in the input', backups({ ...NO_LOG, stores: [UNSEEN] }, { recoveryPointSeconds: 30 * HOUR }), 'unknown', UNSEEN.what],
);

const TIME_CASES = casesOf('recovery-time-objective',
  ['copy, log, replica and start are within it', promised(), 'pass', `recovery time 2 h 33 min ${FROM} (${COPY}; ${LOG}; ${REPLICA}; ${START}), within the objective of 4 h`],
  ['they take exactly as long', promised({ recoveryTimeSeconds: 153 * MIN }), 'pass',
    `recovery time 2 h 33 min ${FROM} (${COPY}; ${LOG}; ${REPLICA}; ${START}), within the objective of 2 h 33 min`],
  ['they take longer', promised({ recoveryTimeSeconds: HOUR }), 'fail', `recovery time 2 h 33 min ${FROM} (${COPY}; ${LOG}; ${REPLICA}; ${START}), more than the objective of 1 h`],
  ['everything was measured', promised({ restoreMebibytesPerSecond: 40, replayMebibytesPerSecond: 32.5, replicaMebibytesPerSecond: 200, startSeconds: 60 }), 'pass',
    `recovery time 43 min 8 s ${FROM} (copy of 60 GiB at 40 MiB/s as measured: 26 min; replay of 20.4 GiB of log, written in 24 h 26 min, at 32.5 MiB/s as measured: 11 min; `
    + 'copy to a replica, which commits wait for, at 200 MiB/s as measured: 5 min 8 s; start: 1 min), within the objective of 4 h'],
  ['commits wait for no replica', promised({}, { replication: { waitsFor: 0, required: false } }), 'pass',
    `recovery time 2 h 22 min ${FROM} (${COPY}; ${LOG}; ${START}), within the objective of 4 h`],
  ['commits go on without one', promised({}, { replication: { waitsFor: 1, required: false } }), 'pass',
    `recovery time 2 h 22 min ${FROM} (${COPY}; ${LOG}; ${START}), within the objective of 4 h`],
  ['one instance waits for nobody', promised({}, { instances: 1 }), 'pass', `recovery time 2 h 22 min ${FROM} (${COPY}; ${LOG}; ${START}), within the objective of 4 h`],
  ['snapshots beside it are quicker', backups({ schedules: [DAILY, SNAPSHOT] }), 'pass',
    `recovery time 16 min 29 s from backups of "snapshots" (volumes from a snapshot: 2 min; replay of 882 MiB of log, written in 1 h 2 min, at 10 MiB/s: 1 min 29 s; ${REPLICA}; `
    + `${START}), within the objective of 4 h`],
  ['nothing is archived that could be replayed', backups(NO_LOG), 'pass', `recovery time 1 h 56 min ${FROM} (${COPY}; ${REPLICA}; ${START}), within the objective of 4 h`],
  ['starting alone takes longer', promised({ recoveryTimeSeconds: MIN }, { workload: {} }), 'fail',
    `recovery time of at least 2 min ${FROM} (${START}), more than the objective of 1 min`],
  ['no workload is declared', promised({}, { workload: {} }), 'unknown',
    `recovery time of at least 2 min ${FROM} (${START}); ${UNTIL} how large the data is (workload: dataSize, dataMebibytes) and how much log is written in a day `
    + '(workload: logPerDay, logMebibytesPerDay)'],
  ['no log is declared', promised({}, { workload: { dataMebibytes: 61_440 } }), 'unknown',
    `recovery time of at least 1 h 56 min ${FROM} (${COPY}; ${REPLICA}; ${START}); ${UNTIL} how much log is written in a day (workload: logPerDay, logMebibytesPerDay)`],
  ['no log is declared and the copy alone takes longer', promised({ recoveryTimeSeconds: HOUR }, { workload: { dataMebibytes: 61_440 } }), 'fail',
    `recovery time of at least 1 h 56 min ${FROM} (${COPY}; ${REPLICA}; ${START}), more than the objective of 1 h`],
  ['no figures of its backups are known', backups({ schedules: [DUMP] }), 'unknown',
    `recovery time of at least 13 min ${FROM} (${REPLICA}; ${START}); ${UNTIL} how fast backups of "orders-daily" come back, of which no figures are known `
    + '(objectives: restoreThroughput, restoreMebibytesPerSecond) and how fast its log is replayed, of which no figures are known '
    + '(objectives: replayThroughput, replayMebibytesPerSecond)'],
  ['they were measured', backups({ schedules: [DUMP] }, { restoreMebibytesPerSecond: 100, replayMebibytesPerSecond: 50 }), 'pass',
    `recovery time 30 min 53 s ${FROM} (copy of 60 GiB at 100 MiB/s as measured: 11 min; replay of 20.2 GiB of log, written in 24 h 11 min, at 50 MiB/s as measured: 6 min 53 s; `
    + `${REPLICA}; ${START}), within the objective of 4 h`],
  ['the store is not in the input', backups({ stores: [UNSEEN] }), 'unknown', UNSEEN.what],
  ['the only backup is suspended', backups({ schedules: [{ ...DAILY, suspended: true }] }), 'fail', NOTHING],
  ['the only schedule is no cron expression', backups({ schedules: [{ ...DAILY, longestGapSeconds: undefined }] }), 'fail', NOTHING],
  ['the only schedule writes nowhere', backups({ schedules: [{ ...DAILY, store: undefined, restoredBy: undefined }] }), 'fail', NOTHING],
  ['nothing is backed up', backups({ ...NO_LOG, schedules: [] }), 'fail', NOTHING],
);

export const OBJECTIVE_CASES: readonly RuleCase[] = [...POINT_CASES, ...TIME_CASES];
