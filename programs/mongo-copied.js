// What a copy leaves in the target's database besides the data: the collection cdk8s_migration, whose document says what the copy made. It stands there before
// the first of it, so that nothing else is ever removed. What mongosh calls is in mongo-session.js.
const { setTimeout: pause } = require('node:timers/promises');

const MARK = 'cdk8s_migration';
const COPY = { _id: 'copy' };
/** Names of mongorestore's connections (mongo-copy.sh). */
const RESTORE = 'cdk8s-migration-restore';
const ALONE_SECONDS = 60;

/** The mark; null where there is none. */
exports.mark = ({ data }) => data.getCollection(MARK).findOne(COPY);

/** From now on what has one of these names is the copy's. */
exports.begin = async ({ data }, { of, attempt, names }) => {
  await data.getCollection(MARK).replaceOne(COPY, { ...COPY, of, attempt, state: 'copying', at: new Date(), names }, { upsert: true });
};

/** Removes collections and views of these names. A copy that another pod made may still run: it is ended before. */
exports.empty = async ({ admin, data }, { names }) => {
  await requireAlone(admin);
  const there = (await data.runCommand({ listCollections: 1, nameOnly: true, cursor: { batchSize: 1_000_000 } })).cursor.firstBatch.filter(({ name }) => names.includes(name));
  for (const { name } of there) {
    // which no server drops
    if (name === 'system.js') await data.getCollection(name).deleteMany({}, { writeConcern: { w: 'majority' } });
    else await data.runCommand({ drop: name, writeConcern: { w: 'majority' } });
  }
};

/** mongorestore stops at the first error (--stopOnError), and is connected until it has ended. */
async function requireAlone(admin) {
  for (const deadline = Date.now() + ALONE_SECONDS * 1000; ;) {
    // everybody may see what is his own
    const others = (await (await admin.aggregate([{ $currentOp: { idleConnections: true } }])).toArray()).filter(({ appName }) => appName === RESTORE);
    if (others.length === 0) return;
    if (Date.now() > deadline) throw new Error('an earlier copy still writes into the target');
    for (const { opid, active } of others) if (active && opid !== undefined) await admin.runCommand({ killOp: 1, op: opid }).catch(() => undefined);
    await pause(500);
  }
}

/** The copy is whole: what it made is known by its identity and its content. */
exports.ended = async ({ data }, { attempt, collections }) => {
  const { matchedCount } = await data.getCollection(MARK).updateOne({ ...COPY, attempt, state: 'copying' }, { $set: { state: 'copied', at: new Date(), collections } });
  if (matchedCount !== 1) throw new Error('another copy has begun meanwhile');
};

/** Has indexes delete what expires (MongoDB manual, collMod: an index becomes a TTL index from 5.1 on). */
exports.expire = async ({ data }, { indexes }) => {
  for (const { collection, name, seconds } of indexes) {
    await data.runCommand({ collMod: collection, index: { name, expireAfterSeconds: seconds }, writeConcern: { w: 'majority' } });
  }
};

/** Tries that, where it deletes nothing. */
exports.tryToExpire = async ({ data }) => {
  const name = 'trial';
  await data.getCollection(MARK).createIndex({ [name]: 1 }, { name });
  try {
    await data.runCommand({ collMod: MARK, index: { name, expireAfterSeconds: 2 ** 31 - 1 }, writeConcern: { w: 'majority' } });
  } finally {
    await data.getCollection(MARK).dropIndex(name);
  }
};

exports.forget = async ({ data }) => {
  await data.runCommand({ drop: MARK, writeConcern: { w: 'majority' } }).catch((error) => {
    // NamespaceNotFound
    if (error.code !== 26) throw error;
  });
};
