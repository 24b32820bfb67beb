// What is done before and after mongorestore: mongosh --nodb --quiet --norc restore-mongo.js
//
// STEP is `prepare`, `finish` or `abandon`. A restore goes into a database that is empty, once. The mark of it lies in the database itself, in
// cdk8s_databases.restores: it stands there before the first document, so that nothing but what a restore has left is ever removed. mongorestore gets a
// user of its own, who may do everything, because to replay an oplog takes no less, and who is dropped in the end: whoever prepares makes it anew, and so
// shuts out another one that still writes. Exit codes:
//
//   0  done                             10  it was restored before
//  27  the database is not empty        30  another run has taken over
//  75  it does not answer, or has no primary yet
//
// Variables: MEMBERS, REPLICA_SET, MONGO_USER, PASSWORD_FILE and OPTIONS as mongo-member.js has them; RESTORE, what tells this restore from others; JOB, what tells its Job from later
// ones; CONFIG_FILE, for
// mongorestore; ATTEMPT_FILE, what tells this run from others; ENDED_FILE, when the dump ended that is restored, or in a database that was restored before, that was.
const { randomBytes } = require('crypto');
const { readFileSync, writeFileSync, writeSync } = require('fs');

const NO_ANSWER = 75;
const [RESTORED, NOT_EMPTY, TAKEN_OVER] = [10, 27, 30];
const { STEP, MEMBERS, REPLICA_SET, MONGO_USER, PASSWORD_FILE, OPTIONS, RESTORE, JOB = '', CONFIG_FILE, ATTEMPT_FILE, ENDED_FILE } = process.env;
/** Databases of MongoDB itself, and of the mark. */
const KEPT = ['admin', 'config', 'local', 'cdk8s_databases'];
const RESTORER = 'cdk8s-databases-restore';

function leave(code, words) {
  writeSync(2, `${words}\n`);
  process.exit(code);
}

function uriOf(user, password) {
  const login = [user, password].map(encodeURIComponent).join(':');
  return `mongodb://${login}@${MEMBERS.replaceAll(' ', ',')}/?replicaSet=${REPLICA_SET}&authSource=admin&w=majority&serverSelectionTimeoutMS=10000${OPTIONS ? `&${OPTIONS}` : ''}`;
}

function connected() {
  try {
    const to = new Mongo(uriOf(MONGO_USER, readFileSync(PASSWORD_FILE, 'utf8').replace(/\n$/, '')));
    if (to.getDB('admin').runCommand({ hello: 1 }).isWritablePrimary) return to;
    return leave(NO_ANSWER, 'there is no primary');
  } catch (error) {
    return leave(NO_ANSWER, error.message);
  }
}

const to = connected();
const admin = to.getDB('admin');
const restores = to.getDB('cdk8s_databases').getCollection('restores');
({ prepare, finish, abandon })[STEP]();

function prepare() {
  const mark = restores.findOne({ _id: 'restore' });
  if (mark?.state === 'done' && mark.restore === RESTORE) {
    dropRestorer();
    // there may be a newer dump by now
    if (mark.ended) writeFileSync(ENDED_FILE, mark.ended.toISOString());
  }
  const from = mark?.ended ? `, from a dump that ended ${mark.ended.toISOString()}` : '';
  if (mark?.state === 'done') leave(mark.restore === RESTORE ? RESTORED : NOT_EMPTY, `it was restored on ${mark.at.toISOString()} (${mark.restore})${from}`);
  if (mark && mark.restore !== RESTORE) leave(NOT_EMPTY, `another restore (${mark.restore}) has begun in it, and did not end`);
  const there = databases();
  if (!mark && there.length > 0) leave(NOT_EMPTY, `it is not empty: it has ${there.slice(0, 5).join(', ')}`);
  // what is there may be somebody's work since then
  if (mark && mark.job !== JOB && there.length > 0) {
    leave(NOT_EMPTY, 'another Job has begun to restore it, and did not end: drop its databases, or say that it is whole by db.getSiblingDB("cdk8s_databases").restores.updateOne({ _id: "restore" }, { $set: { state: "done" } })');
  }
  const attempt = randomBytes(12).toString('hex');
  restores.updateOne({ _id: 'restore' }, { $set: { restore: RESTORE, job: JOB, state: 'running', attempt, at: new Date() } }, { upsert: true });
  writeFileSync(ATTEMPT_FILE, attempt);
  addRestorer();
  // what an attempt before has left; the mark says that it is nothing else
  for (const name of there) to.getDB(name).dropDatabase();
}

function finish() {
  const { matchedCount } = restores.updateOne({ _id: 'restore', state: 'running', attempt: readFileSync(ATTEMPT_FILE, 'utf8') }, { $set: { state: 'done', at: new Date(), ended: new Date(readFileSync(ENDED_FILE, 'utf8')) } });
  if (matchedCount !== 1) leave(TAKEN_OVER, 'another run has begun to restore it meanwhile');
  dropRestorer();
}

function abandon() {
  if (restores.countDocuments({ _id: 'restore', attempt: readFileSync(ATTEMPT_FILE, 'utf8') }) === 1) dropRestorer();
}

function databases() {
  return admin.runCommand({ listDatabases: 1, nameOnly: true }).databases.map(({ name }) => name).filter((name) => !KEPT.includes(name));
}

/** MongoDB manual 8.0, mongorestore, Required Access: `anyAction` on `anyResource` to replay an oplog. */
function addRestorer() {
  dropRestorer();
  admin.createRole({ role: RESTORER, privileges: [{ resource: { anyResource: true }, actions: ['anyAction'] }], roles: [] });
  const password = randomBytes(24).toString('hex');
  admin.createUser({ user: RESTORER, pwd: password, roles: [{ role: RESTORER, db: 'admin' }, { role: 'restore', db: 'admin' }] });
  // JSON is YAML
  writeFileSync(CONFIG_FILE, `uri: ${JSON.stringify(uriOf(RESTORER, password))}\n`, { mode: 0o600 });
}

function dropRestorer() {
  if (admin.getUser(RESTORER)) admin.dropUser(RESTORER);
  if (admin.getRole(RESTORER)) admin.dropRole(RESTORER);
}
