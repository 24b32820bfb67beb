// Stops writes of everybody on a whole MongoDB server, and allows them again, by setUserWriteBlockMode (MongoDB 6.0 and later, replica sets only;
// src/mongo/db/commands/set_user_write_block_mode_command.cpp). It waits until what is being written is over, by the global lock, is acknowledged by a majority,
// and lies in config.user_writes_critical_sections, from where members that are started anew or elected take it. What mongosh calls is in mongo-session.js.
//
// It does not hold for users with the action bypassWriteBlockingMode, which the roles restore, root and __system have (src/mongo/db/auth/builtin_roles.cpp), and for
// databases of MongoDB itself. TTL indexes delete nothing meanwhile (jstests/noPassthrough/user_write_blocking_ttl_index.js).
const { setTimeout: pause } = require('node:timers/promises');

/** Codes of MongoDB's error_codes.yml. */
const MAX_TIME_EXPIRED = 50;
const NO_SUCH_THREAD = 28;
/** Modes of serverStatus (src/mongo/db/repl/replication_info.cpp): whether it blocks is not known while somebody holds the global lock. */
const [UNKNOWN, BLOCKED] = [0, 2];
const BYPASS = ['bypassWriteBlockingMode', 'anyAction'];
const BYPASSING = ['restore', 'root', '__system'];
const LONG_SECONDS = 30;

/** Whether nobody may write, also after the server is started anew. */
async function isStopped({ admin, to }) {
  const { isWritablePrimary, me } = await admin.runCommand({ hello: 1 });
  if (!isWritablePrimary) throw new Error(`${me} is no primary`);
  const kept = await to.getDB('config').getCollection('user_writes_critical_sections').findOne({ blockUserWrites: true });
  if (!kept) return false;
  for (const deadline = Date.now() + LONG_SECONDS * 1000; ;) {
    const { userWriteBlockMode: mode } = (await admin.runCommand({ serverStatus: 1 })).repl ?? {};
    if (mode !== UNKNOWN) return mode === BLOCKED;
    if (Date.now() > deadline) throw new Error('the source does not tell whether it takes writes: something holds its global lock');
    await pause(100);
  }
}

exports.stopped = isStopped;

/** Stops, or gives up after `graceSeconds`, having ended the transactions that it waited for: who asks again has better luck. */
exports.stop = async (server, { graceSeconds }) => {
  try {
    await server.admin.runCommand({ setUserWriteBlockMode: 1, global: true, maxTimeMS: graceSeconds * 1000 });
  } catch (error) {
    if (error.code !== MAX_TIME_EXPIRED) throw error;
    return { stopped: false, ended: await endTransactions(server) };
  }
  return { stopped: await isStopped(server), ended: 0 };
};

/** A transaction keeps its locks until it is over; a minute, if nobody ends it (transactionLifetimeLimitSeconds). */
async function endTransactions({ admin }) {
  const open = (await opsOf(admin, { idleSessions: true })).filter(({ transaction, lsid }) => transaction && lsid);
  // their owner is part of a session's name
  for (const { lsid: { id, uid } } of open) await admin.runCommand({ killAllSessionsByPattern: [{ lsid: { id, ...(uid && { uid }) } }] });
  return open.length;
}

async function opsOf(admin, options = {}) {
  return (await admin.aggregate([{ $currentOp: { allUsers: true, ...options } }])).toArray();
}

/** A stop that still waits for its lock would come after this, and nobody would know. */
exports.allow = async (server) => {
  const deadline = Date.now() + LONG_SECONDS * 1000;
  for (;;) {
    const ended = await endStops(server);
    await server.admin.runCommand({ setUserWriteBlockMode: 1, global: false });
    if (ended === 0 && await endStops(server) === 0 && !await isStopped(server)) return true;
    if (Date.now() > deadline) throw new Error('the source is stopped again and again: somebody else stops it');
    await pause(200);
  }
};

async function endStops({ admin }) {
  const stops = (await opsOf(admin)).filter(({ command }) => command?.setUserWriteBlockMode && command.global === true);
  for (const { opid } of stops) {
    await admin.runCommand({ killOp: 1, op: opid }).catch((error) => { if (error.code !== NO_SUCH_THREAD) throw error; });
  }
  return stops.length;
}

/** Users that a stop does not stop, and which of them are connected. */
exports.bypassing = async ({ admin }) => {
  const { users } = await admin.runCommand({ usersInfo: { forAllDBs: true } });
  const verdicts = new Map();
  const names = [];
  for (const { user, db, roles } of users) {
    for (const role of roles) {
      const key = `${role.db}.${role.role}`;
      if (!verdicts.has(key)) verdicts.set(key, await bypasses(admin, role));
      if (verdicts.get(key) && !names.includes(`${user}@${db}`)) names.push(`${user}@${db}`);
    }
  }
  const connected = (await opsOf(admin, { idleConnections: true, idleSessions: false }))
    .filter(({ effectiveUsers = [] }) => effectiveUsers.some(({ user, db }) => names.includes(`${user}@${db}`)))
    .map(({ client, appName, effectiveUsers: [{ user, db }] }) => `${user}@${db}${client ? ` from ${client}` : ''}${appName ? ` (${appName})` : ''}`);
  return { names: names.sort(), connected: [...new Set(connected)].sort() };
};

async function bypasses(admin, { role, db }) {
  if (BYPASSING.includes(role)) return true;
  const { roles: [found] } = await admin.runCommand({ rolesInfo: { role, db }, showPrivileges: true });
  return [...found?.inheritedPrivileges ?? [], ...found?.privileges ?? []].some(({ resource, actions }) => (resource.cluster || resource.anyResource) && actions.some((action) => BYPASS.includes(action)));
}

/** Transactions, and what has run for long. */
exports.busy = async ({ admin, database }) => {
  const ops = await opsOf(admin, { idleSessions: true });
  return {
    transactions: ops.filter(({ transaction }) => transaction).map(({ appName, client }) => `${appName || 'somebody'}${client ? ` from ${client}` : ''}`),
    long: ops.filter(({ ns = '', secs_running: seconds }) => ns.startsWith(`${database}.`) && seconds > LONG_SECONDS).map(({ op, ns, secs_running: seconds }) => `${op} of ${ns} for ${seconds} s`),
    changeStreams: ops.filter(({ cursor }) => cursor?.originatingCommand?.pipeline?.[0]?.$changeStream).map(({ appName }) => appName || 'somebody'),
  };
};
