// Chooses the member of a replica set that is dumped: mongosh --nodb --quiet --norc mongo-member.js
//
// A secondary that is up to date, so that the primary has nothing to do; else the primary itself. One that lags, or that is alone and may have writes
// that an election takes back, is none: what is older than the dump's name says would be restored as if it were not. Writes for
// mongodump how to reach the member, and the replica set's identifier, which is made with it. It ends with 75 while no member serves.
//
// Variables: MEMBERS, host:port with spaces between; REPLICA_SET, their name; MONGO_USER and PASSWORD_FILE; OPTIONS, of the connection string, as
// tls=true&tlsCAFile=…; CONFIG_FILE, for mongodump, and IDENTITY_FILE.
const { readFileSync, writeFileSync, writeSync } = require('fs');

const NO_ANSWER = 75;
// far more than a secondary that follows lags, and little beside a dump
const MOST_LAG_SECONDS = 60;

const { MEMBERS, REPLICA_SET, MONGO_USER, PASSWORD_FILE, OPTIONS, CONFIG_FILE, IDENTITY_FILE } = process.env;

function say(words) {
  // mongosh's console writes all to the standard output
  writeSync(2, `${words}\n`);
}

function leave(code, words) {
  say(words);
  process.exit(code);
}

function uriOf(member, credentials = '') {
  return `mongodb://${credentials}${member}/?directConnection=true&authSource=admin&serverSelectionTimeoutMS=10000${OPTIONS ? `&${OPTIONS}` : ''}`;
}

function greeted(member) {
  try {
    return { member, hello: new Mongo(uriOf(member)).getDB('admin').runCommand({ hello: 1 }) };
  } catch (error) {
    say(`${member}: ${error.message}`);
    return { member };
  }
}

const members = MEMBERS.split(' ').map(greeted).filter(({ hello }) => hello !== undefined);
const stranger = members.find(({ hello }) => hello.setName !== undefined && hello.setName !== REPLICA_SET);
if (stranger) leave(1, `${stranger.member} is a member of ${stranger.hello.setName} and not of ${REPLICA_SET}`);
const primary = members.find(({ hello }) => hello.isWritablePrimary);
if (!primary) leave(NO_ANSWER, 'no member is the primary, so that nothing tells which of them is up to date');
const writtenAt = ({ hello }) => hello.lastWrite.lastWriteDate.getTime();
const lag = (of) => (writtenAt(primary) - writtenAt(of)) / 1000;
const [secondary] = members.filter(({ hello }) => hello.secondary).sort((a, b) => lag(a) - lag(b));
const chosen = secondary && lag(secondary) <= MOST_LAG_SECONDS ? secondary : primary;
say(`dumps ${chosen === primary ? `the primary ${primary.member}: no secondary is up to date` : chosen.member}`);

const password = readFileSync(PASSWORD_FILE, 'utf8').replace(/\n$/, '');
const credentials = `${encodeURIComponent(MONGO_USER)}:${encodeURIComponent(password)}@`;
// of the primary, because a secondary may not know yet
const to = new Mongo(uriOf(primary.member, credentials));
// half of another database's data is none of this one's; restore-mongo.js has the mark
if (to.getDB('cdk8s_databases').getCollection('restores').findOne({ state: 'running' })) leave(NO_ANSWER, 'it is being restored: there is nothing whole to be dumped');
const { config } = to.getDB('admin').runCommand({ replSetGetConfig: 1 });
// no argument, which everybody on the node can read; JSON is YAML
writeFileSync(CONFIG_FILE, `uri: ${JSON.stringify(uriOf(chosen.member, credentials))}\n`, { mode: 0o600 });
writeFileSync(IDENTITY_FILE, `${config.settings.replicaSetId.toHexString()}\n`);
