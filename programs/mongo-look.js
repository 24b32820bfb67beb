// Looks at the database of one server, and changes nothing. What mongosh calls is in mongo-session.js.
const { entriesOf, Sum } = require('./mongo-bson.js');

/** What a server makes of itself, or what says nothing of how it works: mongorestore makes indexes of the newest version. */
const LEFT_OUT = ['ns', 'v', 'background'];

/** Who answers, and whether it takes writes. */
exports.server = async ({ admin }) => {
  const { isWritablePrimary, setName = '', me = '', hosts = [], msg = '', topologyVersion } = await admin.runCommand({ hello: 1 });
  return { isWritablePrimary, setName, me, hosts: [...hosts].sort(), isRouter: msg === 'isdbgrid', process: topologyVersion?.processId.toString() ?? '' };
};

/**
 * Collections and views as they are defined; `is` is the same text where they are defined in the same way. What a server keeps for itself is left out, which not
 * everybody may look at; `system.js` is somebody's.
 */
exports.collections = async ({ provider, data, database }) => {
  const found = (await provider.listCollections(database, {}, { raw: true })).map((buffer) => Object.fromEntries(entriesOf(buffer)))
    .filter(({ name }) => !name.startsWith('system.') || name === 'system.js');
  const all = [];
  for (const { name, type, options, info } of found) {
    const settings = new Map(options?.document ?? []);
    const specs = type === 'view' ? [] : (await provider.getIndexes(database, name, { raw: true })).map((buffer) => new Map(entriesOf(buffer)));
    const indexes = specs.map((spec) => ({ name: spec.get('name'), keys: spec.get('key').document, expires: spec.get('expireAfterSeconds') ?? null, options: [...spec.keys()], is: text(spec) }));
    // one that is gone has none
    const { size = 0, count = 0, storageSize = 0, totalIndexSize = 0 } = type === 'view' ? {} : await data.runCommand({ collStats: name }).catch(() => ({}));
    all.push({
      name, type, bytes: Number(size), stored: Number(storageSize) + Number(totalIndexSize), rows: Number(count), uuid: new Map(info?.document ?? []).get('uuid')?.bytes ?? '', options: [...settings.keys()], isCapped: settings.get('capped') === true,
      indexes: indexes.sort(byName), is: `${type} ${text(settings)}`,
    });
  }
  return all.sort(byName);
};

function byName(one, other) {
  return one.name < other.name ? -1 : 1;
}

/** By key, as servers write them in orders of their own; what is in them keeps its order, which means something. */
function text(entries) {
  return JSON.stringify([...entries].filter(([key, value]) => !LEFT_OUT.includes(key) && !isSimple(key, value)).map(sorted).sort(byKey));
}

function byKey([one], [other]) {
  return one < other ? -1 : 1;
}

/** The order of these says nothing, and mongorestore does not keep it. */
function sorted([key, value]) {
  return [key, ['collation', 'weights'].includes(key) && value.document ? { document: [...value.document].sort(byKey) } : value];
}

/** mongorestore names the collation that an index has without one: a collection's may be another. */
function isSimple(key, value) {
  return key === 'collation' && JSON.stringify(value.document) === '[["locale","simple"]]';
}

/** Sums of all documents of collections; where they are capped the order is part of them. */
exports.sums = async ({ data }, { collections }) => {
  const sums = {};
  for (const { name, isCapped } of collections) {
    const sum = new Sum(isCapped);
    const cursor = await data.getCollection(name).find({}, {}, { raw: true, batchSize: 10_000 });
    await cursor.hint({ $natural: 1 });
    for await (const document of cursor) sum.add(document);
    sums[name] = sum.is;
  }
  return sums;
};

/** Bytes of all documents, before they are compressed. */
exports.bytes = async ({ data }) => Number((await data.runCommand({ dbStats: 1 })).dataSize);
