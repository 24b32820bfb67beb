// Looks at a restored MongoDB: mongosh --nodb --norc --quiet verify-mongo-restore.js
//
// The file that VERIFICATION names says where it answers, as whom to log in, and what must be true; PASSWORD_FILE and CA_FILE name files, and without CA_FILE
// there is no TLS. Where the file RESTORE_BEGAN is, it says when the restore began, or when the dump ended that was restored: how long a restore takes makes no
// document older, nor how old the dump is, which who restores it says. The verdict is the exit code, and the last line of what is printed; that line is the pod's termination message, too. As verify-restore.sh has it:
//
//   0  everything is as it must be
//   1  no verdict: it was stopped, or the connection was lost; another run may have one
//  11  the first database holds no document
//  12  an assertion is not true
//  13  an assertion failed: it may not be asked, or it took too long
//  14  the newest document is too old
//  15  it is another server's backup: a database is not there, but others are
//
// While there is no primary, or the user is not there yet, it waits; whoever runs it sets the deadline. Everything is read from the primary.
const { existsSync, readFileSync, writeFileSync } = require('fs');

const { VERIFICATION, PASSWORD_FILE, CA_FILE, TERMINATION_MESSAGE = '/dev/termination-log', PAUSE_SECONDS = '5', STATEMENT_TIMEOUT_SECONDS = '3600', RESTORE_BEGAN = '' } = process.env;
const asked = JSON.parse(readFileSync(VERIFICATION, 'utf8'));
const maxTimeMS = Number(STATEMENT_TIMEOUT_SECONDS) * 1000;
const began = existsSync(RESTORE_BEGAN) ? new Date(readFileSync(RESTORE_BEGAN, 'utf8').trim()) : new Date();
/** Names of the driver's errors that are no verdict, and what servers say that are no primary any more (MongoDB, error_codes.yml, RetriableError and NotPrimaryError). */
const LOST = /^Mongo(Network|ServerSelection|NetworkTimeout|PoolCleared|TopologyClosed|NotConnected|ServerClosed)/;
const LOST_CODES = [6, 7, 89, 91, 189, 9001, 10107, 11600, 11602, 13435, 13436];
let lastAnswer = 'none';

for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => finish(1, `stopped before the end; the last answer was: ${lastAnswer}`));

function finish(code, words) {
  const line = words.replace(/\s*\n\s*/g, ' ');
  print(line);
  try {
    // a kubelet cuts a message at 4,096 bytes, and one that is no UTF-8 is none
    writeFileSync(TERMINATION_MESSAGE, new TextDecoder().decode(Buffer.from(line).subarray(0, 4096)).replace(/\uFFFD+$/, ''));
  } catch (error) {
    print(`no termination message: ${error.message}`);
    print(line);
  }
  process.exit(code);
}

/** A connection to the primary; waits for it. */
function connected() {
  const options = new URLSearchParams({
    authSource: 'admin', readPreference: 'primary', serverSelectionTimeoutMS: '10000', connectTimeoutMS: '10000', appName: 'verify-restore',
    ...(asked.replicaSet && { replicaSet: asked.replicaSet }), ...(CA_FILE && { tls: 'true', tlsCAFile: CA_FILE }),
  });
  for (;;) {
    try {
      // read again: the Secret may have come later, and the user with it
      const password = readFileSync(PASSWORD_FILE, 'utf8').trim();
      const login = [asked.user, password].map(encodeURIComponent).join(':');
      const to = new Mongo(`mongodb://${login}@${asked.hosts.join(',')}/?${options}`);
      to.getDB(asked.database).runCommand({ connectionStatus: 1 });
      const { isWritablePrimary } = to.getDB('admin').hello();
      if (isWritablePrimary) return to;
      lastAnswer = 'it is no primary';
    } catch (error) {
      lastAnswer = error.message;
    }
    print(`waiting for ${asked.hosts[0]}: ${lastAnswer.replace(/\s*\n\s*/g, ' ')}`);
    sleep(Number(PAUSE_SECONDS) * 1000);
  }
}

/** What the server answers; when it does not, the verdict. */
function ask(what, question) {
  try {
    // returned at once, it would fail outside of this block: mongosh waits for what it is assigned to
    const answer = question();
    return answer;
  } catch (error) {
    if (LOST.test(error.name) || LOST_CODES.includes(error.code)) finish(1, `no connection: ${error.message}`);
    return finish(13, `failed: ${what}: ${error.message}`);
  }
}

/** Names of a database's collections, without views and what MongoDB keeps for itself. */
function collectionsOf(name) {
  const { cursor } = to.getDB(name).runCommand({ listCollections: 1, nameOnly: true, authorizedCollections: true, filter: { type: { $in: ['collection', 'timeseries'] } }, cursor: { batchSize: 100000 } });
  return cursor.firstBatch.map((of) => of.name).filter((of) => !of.startsWith('system.'));
}

/** Without its collections a database is not there. */
function requireDatabase(name) {
  const names = ask(`the collections of ${name}`, () => collectionsOf(name));
  if (names.length > 0) return names;
  for (const other of asked.databases.filter((of) => of !== name)) {
    const found = ask(`the collections of ${other}`, () => collectionsOf(other));
    if (found.length > 0) finish(15, `there is no database ${name}, but ${other}: this is another server's backup, or from before ${name} was written to`);
  }
  return finish(11, `${name} holds no collection: it was restored from before its data, or from another database`);
}

/** A date of a document; an ObjectId has the second in which it was made. */
function timeOf(document, path) {
  const value = path.split('.').reduce((of, part) => of?.[part], document);
  if (value instanceof Date) return value;
  return typeof value?.getTimestamp === 'function' ? value.getTimestamp() : undefined;
}

function inWords({ database, collection, atLeast, field, withinSeconds }) {
  return field === undefined ? `${database}.${collection} has ${atLeast} documents at least` : `the newest ${field} of ${database}.${collection} is within ${withinSeconds} s`;
}

function requireRows({ database, collection, atLeast }, words) {
  const count = ask(words, () => to.getDB(database).getCollection(collection).countDocuments({}, { limit: atLeast, maxTimeMS }));
  if (count < atLeast) finish(12, `not true in ${database}: ${words}, but ${count}`);
}

function requireNewest({ database, collection, field, withinSeconds }, words) {
  const newest = ask(words, () => to.getDB(database).getCollection(collection).find({ [field]: { $type: ['date', 'objectId'] } }, { [field]: 1 })
    .sort({ [field]: -1 }).limit(1).maxTimeMS(maxTimeMS).toArray())[0];
  const time = newest && timeOf(newest, field);
  if (!time) finish(14, `there is no newest document in ${database}: no ${field} of ${collection} is a date`);
  const reference = asked.recoveryPoint === 'now' ? began : new Date(asked.recoveryPoint);
  const beyond = (reference - time) / 1000 - withinSeconds;
  if (beyond > 0) finish(14, `the newest document in ${database} is too old, by ${Math.round(beyond)} s beyond the ${withinSeconds} s before ${reference.toISOString()}: ${collection}.${field} is ${time.toISOString()}`);
}

const to = connected();
const names = requireDatabase(asked.database);
let filled = 0;
for (const name of names) {
  if (ask(`the documents of ${asked.database}.${name}`, () => to.getDB(asked.database).getCollection(name).findOne({}, { _id: 1 })) !== null) filled++;
}
if (filled === 0) finish(11, `${asked.database} has ${names.length} collections, and no document: it was restored from before its data`);
print(`holds: ${asked.database} has ${names.length} collections, ${filled} of them with documents`);
for (const assertion of asked.assertions) {
  const words = inWords(assertion);
  if (assertion.database !== asked.database) requireDatabase(assertion.database);
  if (assertion.field === undefined) requireRows(assertion, words);
  else requireNewest(assertion, words);
  print(`holds: ${words}`);
}
finish(0, `verified: ${asked.database} has ${names.length} collections, and ${asked.assertions.length} of ${asked.assertions.length} assertions hold`);
