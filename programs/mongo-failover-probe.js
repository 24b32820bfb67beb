// Writes while a MongoDB replica set fails over, as failover-probe.sh does in SQL: mongosh --nodb --norc --quiet mongo-failover-probe.js
//
// LEDGER is the directory that it shares with failover-drill.mjs; failover-probe.sh says what lies in it, and what the exit codes say. MONGODB_URI says where
// the members are, MONGODB_DATABASE, MONGODB_USER and MONGODB_PASSWORD_FILE as whom to log in; RUN tells the documents of one run from another's.
//
// mongosh makes its own of the code, so that what waits looks as if it did not: it takes no `?.` before a call.
const { appendFileSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');

const { LEDGER: directory, RUN: run, MONGODB_DATABASE: database } = process.env;
const READER_SECONDS = Number(process.env.READER_SECONDS ?? 60);
const READ_BACK_SECONDS = Number(process.env.READ_BACK_SECONDS ?? 90);
const DAY = 24 * 60 * 60 * 1000;
// what a majority does not have by then is unknown
const writeConcern = { w: 'majority', wtimeout: 2000 };
// no retries: a driver that writes again by itself hides how long it could not; and no answer takes longer than that of a majority
const OPTIONS = 'retryWrites=false&retryReads=false&maxPoolSize=1&connectTimeoutMS=2000&serverSelectionTimeoutMS=2000&socketTimeoutMS=3000&appName=failover-probe';
const started = Date.now();

let signalled = false;
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => { signalled = true; });

let tried = 0;
let client;

/** The last line, and the exit code. */
function finish(code, words) {
  print(words);
  exit(code);
}

function put(file, text) {
  writeFileSync(`${directory}/${file}.new`, text);
  renameSync(`${directory}/${file}.new`, `${directory}/${file}`);
}

function failed(words) {
  put('failure', `${words.replaceAll('\n', ' ')}\n`);
}

function stopped() {
  if (signalled) finish(53, `stopped by a signal after ${tried} writes were tried`);
  return existsSync(`${directory}/stop`);
}

function requireReader() {
  const alive = `${directory}/alive`;
  const touched = existsSync(alive) ? statSync(alive).mtimeMs : started;
  if (Date.now() - touched > READER_SECONDS * 1000) finish(51, `nobody has read for more than ${READER_SECONDS} s: the drill has ended without a word`);
}

function ledger() {
  if (client === undefined) {
    const { MONGODB_URI: uri, MONGODB_USER: user, MONGODB_PASSWORD_FILE: file } = process.env;
    const login = `${encodeURIComponent(user)}:${encodeURIComponent(readFileSync(file, 'utf8').trimEnd())}@`;
    client = new Mongo(uri.replace('://', `://${login}`) + (uri.includes('?') ? '&' : '?') + OPTIONS);
  }
  return client.getDB(database);
}

/** Numbers of this run, as long as no other has a name that begins with it and a slash. */
const ofRun = { _id: { $gte: `${run}/`, $lt: `${run}0` } };

/** Throws where the server did not do it, or not for sure. */
function acknowledged(answer) {
  const { ok, n, writeErrors = [], writeConcernError } = answer;
  if (ok !== 1 || writeErrors.length > 0 || writeConcernError !== undefined) throw new Error(JSON.stringify(answer));
  return n;
}

/** What other runs left is theirs as long as they may still run, which is less than a day. */
function prepare() {
  acknowledged(ledger().runCommand({ delete: 'ledger', deletes: [{ q: { written: { $lt: new Date(Date.now() - DAY) } }, limit: 0 }], writeConcern }));
}

/** Pod that acknowledged a write. It says who it is just before: one that took over in between says so the next time. */
function write(number) {
  const { isWritablePrimary, me } = ledger().runCommand({ hello: 1 });
  if (!isWritablePrimary) throw new Error(`${me} is no primary`);
  const written = acknowledged(ledger().runCommand({ insert: 'ledger', documents: [{ _id: `${run}/${number}`, written: new Date() }], writeConcern }));
  if (written !== 1) throw new Error(`${written} documents were written`);
  return me === undefined ? '' : me.split(/[.:]/)[0];
}

function present() {
  return ledger().getCollection('ledger').find(ofRun, { _id: 1 }).readConcern('majority').toArray().map(({ _id }) => _id.slice(run.length + 1));
}

for (let ready = false; !ready;) {
  try {
    prepare();
    ready = true;
  } catch (error) {
    failed(error.message);
    if (stopped()) finish(0, `asked to stop before it could write: ${error.message.replaceAll('\n', ' ')}`);
    requireReader();
    sleep(1000);
  }
}

while (!stopped()) {
  tried += 1;
  try {
    const host = write(tried);
    appendFileSync(`${directory}/acknowledged`, `${tried} ${Date.now() / 1000}${host ? ` ${host}` : ''}\n`);
  } catch (error) {
    failed(error.message);
  }
  requireReader();
  sleep(100);
}

const deadline = Date.now() + READ_BACK_SECONDS * 1000;
for (let numbers; numbers === undefined;) {
  try {
    numbers = present();
    put('present', numbers.map((number) => `${number}\n`).join(''));
  } catch (error) {
    numbers = undefined;
    failed(error.message);
    if (Date.now() > deadline) finish(52, `the documents cannot be read back: ${error.message.replaceAll('\n', ' ')}`);
    sleep(1000);
  }
}
finish(0, `${tried} writes were tried, and read back`);
