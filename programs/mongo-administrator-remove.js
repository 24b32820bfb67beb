// Takes away what mongo-administrator.js made. An administrator runs it on the primary, after the migration was confirmed or given up:
//
//   mongosh "mongodb://ADMINISTRATOR@HOST/?authSource=admin" --file mongo-administrator-remove.js
//   mongosh … --eval 'const user = "NAME"' --file mongo-administrator-remove.js                            the user is cdk8s_migration otherwise
//
// It never opens a server for writes: where they are stopped they stay so, until somebody says db.adminCommand({ setUserWriteBlockMode: 1, global: false }).
(() => {
  const name = typeof user === 'undefined' ? 'cdk8s_migration' : user;
  const admin = db.getSiblingDB('admin');
  const taken = admin.getUser(name);
  if (taken && taken.roles.some(({ role, db: of }) => role !== name || of !== 'admin')) throw new Error(`the user ${name} has other roles, too: it is none that mongo-administrator.js made`);
  if (taken) admin.dropUser(name);
  if (admin.getRole(name)) admin.dropRole(name);
  print(`the user ${name} and its role are gone`);
  if (db.getSiblingDB('config').getCollection('user_writes_critical_sections').countDocuments({ blockUserWrites: true }) > 0) {
    print('writes stay stopped on this server. To open it: db.adminCommand({ setUserWriteBlockMode: 1, global: false })');
  }
})();
