// What a migration needs on the MongoDB server that it leaves. An administrator runs it once, on the primary, and may run it again:
//
//   mongosh "mongodb://ADMINISTRATOR@HOST/?authSource=admin" --eval 'const database = "DATABASE"' --file mongo-administrator.js
//   mongosh … --eval 'const database = "DATABASE", user = "NAME"' --file mongo-administrator.js            the user is cdk8s_migration otherwise
//
// For a replica set of MongoDB 6.0 or later; a single server is one when it is started with --replSet and told rs.initiate(). It makes a role and a user of the
// same name in the database admin, and asks for the user's password. The role reads that one database, sees operations and users of the whole server without their
// data, ends transactions that hold up a stop, and stops writes. It cannot write, and a stop holds for it, too. Nothing else is changed.
// mongo-administrator-remove.js takes both away.
//
// What a write stop does not hold for: users with the roles restore or root, or a role of yours with bypassWriteBlockingMode; the databases admin, config and local. It
// holds for all other databases of the server, not for one of them alone.
(() => {
  const name = typeof user === 'undefined' ? 'cdk8s_migration' : user;
  if (typeof database === 'undefined') throw new Error('name the database: --eval \'const database = "NAME"\'');
  if (['admin', 'config', 'local'].includes(database)) throw new Error(`the database must be one of yours, got ${database}`);
  const admin = db.getSiblingDB('admin');
  const { setName, isWritablePrimary, msg } = admin.hello();
  if (msg === 'isdbgrid') throw new Error('this is a router of a sharded cluster, whose databases this migration does not move');
  if (!setName) throw new Error('this server is no member of a replica set, so that nothing can stop its writes: start it with --replSet, and say rs.initiate()');
  if (!isWritablePrimary) throw new Error('this member is not the primary: connect to that');
  if (Number(db.version().split('.')[0]) < 6) throw new Error(`the server must be MongoDB 6.0 or later, whose setUserWriteBlockMode stops writes, and it is ${db.version()}`);
  const taken = admin.getUser(name);
  if (taken && taken.roles.some(({ role }) => role !== name)) throw new Error(`the user ${name} has other roles already: give another name`);

  const cluster = ['setUserWriteBlockMode', 'serverStatus', 'inprog', 'killop', 'killAnySession', 'getParameter', 'listDatabases', 'viewUser'];
  const look = ['find', 'listCollections', 'listIndexes', 'collStats', 'dbStats'];
  const privileges = [
    { resource: { cluster: true }, actions: cluster },
    { resource: { db: database, collection: '' }, actions: [...look, 'viewUser', 'viewRole'] },
    // a resource of a whole database has no system collections
    ...['system.js', 'system.views', 'system.profile'].map((collection) => ({ resource: { db: database, collection }, actions: ['find', 'listIndexes', 'collStats'] })),
    { resource: { db: 'config', collection: 'user_writes_critical_sections' }, actions: ['find'] },
    // who could write in spite of a stop
    { resource: { db: '', collection: '' }, actions: ['viewUser', 'viewRole'] },
  ];
  if (admin.getRole(name)) admin.updateRole(name, { privileges, roles: [] });
  else admin.createRole({ role: name, privileges, roles: [] });
  const roles = [{ role: name, db: 'admin' }];
  if (taken) {
    admin.updateUser(name, { roles });
    print(`the user ${name} keeps its password; another one: db.getSiblingDB("admin").changeUserPassword("${name}", passwordPrompt())`);
  } else {
    admin.createUser({ user: name, pwd: passwordPrompt(), roles });
  }
  print(`the user ${name} of the database admin may move ${database}`);
})();
