// What an assessment asks a MongoDB server, read-only. What the user may not ask is named in `denied`. What mongosh calls is in mongo-session.js.
const { setTimeout: pause } = require('node:timers/promises');
const look = require('./mongo-look.js');
const stop = require('./mongo-write-stop.js');

const UNAUTHORIZED = 13;
const RATE_SECONDS = 3;
const SAMPLE_BYTES = 64 * 2 ** 20;
const OWN = ['admin', 'config', 'local'];

/** What both servers are asked. */
exports.server = async (server) => {
  const { admin, data, database } = server;
  const denied = [];
  const may = async (what, ask, otherwise) => {
    try {
      return await ask();
    } catch (error) {
      if (error.code !== UNAUTHORIZED) throw error;
      denied.push(what);
      return otherwise;
    }
  };
  const { version } = await admin.runCommand({ buildInfo: 1 });
  const status = await may('serverStatus', () => admin.runCommand({ serverStatus: 1 }), {});
  const { authInfo } = await admin.runCommand({ connectionStatus: 1, showPrivileges: true });
  const options = new URLSearchParams(process.env.MONGODB_URI.split('?')[1]);
  return {
    ...await look.server(server),
    version,
    compatibility: await may('getParameter', async () => (await admin.runCommand({ getParameter: 1, featureCompatibilityVersion: 1 })).featureCompatibilityVersion.version, ''),
    // only a member of a sharded cluster has it
    isShard: status.shardingStatistics !== undefined,
    isEncrypted: options.get('tls') === 'true' && !['tlsInsecure', 'tlsAllowInvalidCertificates', 'tlsAllowInvalidHostnames'].some((name) => options.get(name) === 'true'),
    databases: await may('listDatabases', async () => (await admin.runCommand({ listDatabases: 1, nameOnly: true })).databases.map(({ name }) => name).filter((name) => !OWN.includes(name)), []),
    collections: await may('listCollections', () => look.collections(server), []),
    bytes: await may('dbStats', () => look.bytes(server), 0),
    privileges: (authInfo.authenticatedUserPrivileges ?? []).map(({ resource, actions }) => ({ resource, actions })),
    user: authInfo.authenticatedUsers.map(({ user, db }) => `${user}@${db}`)[0],
    users: await may('usersInfo', async () => (await data.runCommand({ usersInfo: 1 })).users.map(({ user }) => user), []),
    roles: await may('rolesInfo', async () => (await data.runCommand({ rolesInfo: 1 })).roles.map(({ role }) => role), []),
    denied,
    database,
  };
};

/** What only the server that is left is asked. */
exports.source = async (server) => {
  const allowed = async (ask, otherwise) => ask(server).catch((error) => {
    if (error.code !== UNAUTHORIZED) throw error;
    return otherwise;
  });
  return {
    isStopped: await allowed(stop.stopped, false),
    bypassing: await allowed(stop.bypassing, { names: [], connected: [] }),
    busy: await allowed(stop.busy, { transactions: [], long: [], changeStreams: [] }),
    writesPerSecond: await allowed(writes, 0),
    bytesPerSecond: await allowed(sample, 0),
  };
};

async function writes({ admin }) {
  const count = async () => {
    const { insert, update, delete: deleted } = (await admin.runCommand({ serverStatus: 1 })).opcounters;
    return Number(insert) + Number(update) + Number(deleted);
  };
  const before = await count();
  await pause(RATE_SECONDS * 1000);
  return (await count() - before) / RATE_SECONDS;
}

/** How fast the largest collection is read. */
async function sample(server) {
  const [largest] = (await look.collections(server)).filter(({ rows }) => rows > 0).sort((one, other) => other.bytes - one.bytes);
  if (!largest) return 0;
  const began = Date.now();
  let bytes = 0;
  for await (const document of await server.data.getCollection(largest.name).find({}, {}, { raw: true, batchSize: 10_000 })) {
    bytes += document.length;
    if (bytes >= SAMPLE_BYTES) break;
  }
  return bytes / Math.max((Date.now() - began) / 1000, 0.001);
}
