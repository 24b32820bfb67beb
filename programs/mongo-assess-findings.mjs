// What stands in a migration's way, and what somebody should know, from what mongo-facts.js asked.
import { advisory, blocking, blockingFirst, each, overfull } from './migration-findings.mjs';
import { MARK, sorted } from './mongo-collections.mjs';
import { ownerOf } from './mongo-emptying.mjs';

const OLDEST = 6;
/** What the migration asks of the source's server, and of its database (mongo-administrator.js). */
const SOURCE_CLUSTER = ['setUserWriteBlockMode', 'serverStatus', 'inprog', 'killop', 'killAnySession', 'getParameter', 'listDatabases', 'viewUser'];
const SOURCE_DATABASE = ['find', 'listCollections', 'listIndexes', 'collStats', 'dbStats'];
/** What mongorestore and mongo-copied.js do; the roles readWrite and dbAdmin have it. */
const TARGET_DATABASE = ['find', 'insert', 'update', 'remove', 'listCollections', 'listIndexes', 'collStats', 'dbStats', 'createCollection', 'dropCollection', 'createIndex', 'dropIndex', 'collMod',
  'bypassDocumentValidation'];
const KINDS = ['text', '2d', '2dsphere', 'hashed'];
/** Fields that an index may have (src/mongo/db/index_key_validate.cpp). */
const INDEX_FIELDS = ['v', 'key', 'name', 'ns', 'unique', 'sparse', 'background', 'dropDups', 'expireAfterSeconds', 'partialFilterExpression', 'collation', 'hidden', 'weights', 'default_language',
  'language_override', 'textIndexVersion', '2dsphereIndexVersion', 'bits', 'min', 'max', 'wildcardProjection', 'storageEngine', 'prepareUnique', 'clustered'];

/** Findings, those that stop the next phase first. */
export function findingsOf(facts, settings) {
  return blockingFirst([...servers(facts, settings), ...content(facts, settings), ...clients(facts, settings)]);
}

function servers({ source, target, more }, settings) {
  const { database, alsoStopped = [] } = settings.source;
  const others = source.databases.filter((name) => name !== database && !alsoStopped.includes(name));
  const alike = target.databases.filter((name) => name !== target.database && name.toLowerCase() === target.database.toLowerCase());
  const lacking = lacks(source.privileges, SOURCE_CLUSTER, ({ cluster }) => cluster).concat(lacks(source.privileges, SOURCE_DATABASE, within(database)));
  return [
    blocking('version-too-old', series(source.version)[0] < OLDEST, `the source is MongoDB ${source.version}, which has no setUserWriteBlockMode: nothing keeps all clients from writing while it is copied`,
      'Upgrade the source to 6.0 or later, one series after the other.'),
    blocking('sharded', source.isRouter || source.isShard, 'the source is a sharded cluster, whose databases a dump of one server does not hold', 'Move it by other means, such as Percona ClusterSync for MongoDB.'),
    blocking('replica-set-name', source.hosts.length > 1 && settings.source.replicaSet === undefined, `the source is one of ${source.hosts.length} members, and an election would leave it without writes`, 'Give the source replicaSet, the name of the set.'),
    blocking('standalone', source.setName === '' && !source.isRouter, 'the source is no member of a replica set, so that nothing can stop its writes', 'Start it with --replSet, and say rs.initiate(): it is a replica set of one then.'),
    blocking('not-the-primary', source.setName !== '' && !source.isWritablePrimary, `${source.me} is not the primary of the source`, 'Name the primary, or all members and the replica set.'),
    blocking('target-not-writable', !target.isWritablePrimary, `${target.me} is not the primary of the target`, 'Wait until the target has one.'),
    blocking('same-server', source.process !== '' && source.process === target.process, 'source and target are the same server', 'Name another one.'),
    blocking('target-older', older(target.version, source.version), `the target is MongoDB ${target.version}, older than the source's ${source.version}`, 'Give the target the source\'s version or a later one.'),
    blocking('feature-compatibility', source.compatibility !== '' && target.compatibility !== '' && older(target.compatibility, source.compatibility),
      `the target's featureCompatibilityVersion is ${target.compatibility}, older than the source's ${source.compatibility}`, 'Raise the target\'s.'),
    advisory('newer-by-far', series(target.version)[0] - series(source.version)[0] > 1, `MongoDB ${source.version} moves to ${target.version} at once`,
      'Read the compatibility changes of the versions between; drivers have to know the new one.'),
    blocking('administrator-script', lacking.length > 0, `the user ${source.user} lacks rights on the source`,
      `Have an administrator of the source run mongosh --eval 'const database = "${database}"' --file mongo-administrator.js.`, lacking),
    blocking('target-rights', lacks(target.privileges, TARGET_DATABASE, within(target.database)).length > 0, `the user ${target.user} lacks rights on the target`,
      `Give it readWrite and dbAdmin on ${target.database}.`, lacks(target.privileges, TARGET_DATABASE, within(target.database))),
    blocking('source-stopped', more.isStopped, 'writes are stopped on the source already', 'db.adminCommand({ setUserWriteBlockMode: 1, global: false }) on the source, unless somebody else moves it.'),
    each(blocking, 'other-databases', others, 'a stop would hold for # other databases of the source, too, and stays after the switch', 'Move them to another server, or name in alsoStopped those that nobody writes any more.'),
    blocking('database-name', ['admin', 'config', 'local'].includes(target.database), `${target.database} is a database of MongoDB itself`, 'Name another one.'),
    each(blocking, 'database-alike', alike, `the target has # databases whose names differ from ${target.database} by case alone`, 'Name another database.'),
    advisory('source-not-encrypted', !source.isEncrypted, 'the connection to the source is not encrypted, or not verified', 'Have it use TLS.'),
    advisory('target-not-encrypted', !target.isEncrypted, 'the connection to the target is not encrypted, or not verified', 'Have it use TLS.'),
  ];
}

function content({ source, target, mark }, settings) {
  const { carried, obstacles } = sorted(source.collections, settings);
  const absent = (settings.excludedTables ?? []).filter((name) => !source.collections.some((one) => one.name === name));
  const refused = carried.flatMap(({ name, indexes }) => indexes.filter((index) => !isAccepted(index)).map((index) => `${name}.${index.name}`));
  const ours = mark?.of === ownerOf(settings) ? mark.names : [];
  const foreign = target.collections.filter(({ name }) => (name === MARK ? mark && ours.length === 0 : !ours.includes(name)));
  const expiring = carried.flatMap(({ name, indexes }) => indexes.filter(({ expires }) => expires !== null).map((index) => `${name}.${index.name}`));
  return [
    blocking('nothing-to-copy', carried.every(({ type }) => type === 'view'), `the source's database ${source.database} has no collection that is copied`, 'Name another database; names of databases have a case.'),
    each(blocking, 'not-carried', obstacles.map(({ name, words }) => `${name}: ${words}`), '# collections cannot be carried over, or not be compared', 'Exclude them, and move them by other means, or change them on the source.'),
    each(blocking, 'excluded-missing', absent, '# collections that are excluded are not there', 'Correct excludedTables.'),
    each(blocking, 'indexes-refused', refused, '# indexes are in a form that the target refuses', 'Make them anew on the source, as createIndex takes them today.'),
    overfull('documents, compressed, and indexes', carried.reduce((sum, { stored }) => sum + stored, 0), settings),
    each(blocking, 'target-not-empty', foreign.map(({ name }) => name), `the target's database is not empty: # collections`, 'Drop them, or name an empty database.'),
    each(advisory, 'expiring', expiring, '# indexes delete what expires', 'Nothing is deleted on the target before all was compared; on the source nothing while writes are stopped.'),
    each(advisory, 'capped', carried.filter(({ isCapped }) => isCapped).map(({ name }) => name), '# collections are capped', 'Their order is carried over and compared; where the target makes room otherwise than the source the copy is refused.'),
    each(advisory, 'views', carried.filter(({ type }) => type === 'view').map(({ name }) => name), '# views are carried over by their definition', 'What they read has to be in the same database.'),
    each(advisory, 'users-missing', source.users.filter((name) => !settings.target.users.includes(name)), '# users of the database are not declared for the target', 'Declare those that are needed: users and their passwords are in no dump of one database.'),
    each(advisory, 'roles', source.roles, '# roles of the database are not carried over', 'Declare those that are needed on the target.'),
    advisory('not-in-the-dump', true, 'users, roles and the profiler\'s documents are in no dump of one database', 'Nothing, where the target declares its own.'),
  ];
}

function clients({ source, more: { bypassing, busy } }) {
  return [
    each(advisory, 'bypassing', bypassing.names, '# users may write in spite of a stop', 'Applications must not log in as one of them: the switch is refused while one is connected.'),
    each(advisory, 'bypassing-connected', bypassing.connected, '# of these connections are there now', 'The switch is refused while they are: give applications users with readWrite alone.'),
    each(advisory, 'transactions', busy.transactions, '# transactions are open', 'A stop waits for them, and ends them after the grace period.'),
    each(advisory, 'long-operations', busy.long, '# operations have run for long', 'What writes is ended by the stop.'),
    each(advisory, 'change-streams', busy.changeStreams, '# change streams are open', 'Their resume tokens mean nothing on the target: who reads one has to begin anew, and to know what it has seen.'),
    advisory('clients-restart', true, 'clients read the ConfigMap with the connection string when they start', 'Restart each after the switch, by hand or by what watches ConfigMaps; until then its writes fail, and nothing is lost.'),
    advisory('direct-connections', source.setName !== '', 'whether clients connect by names of their own (directConnection, members in their configuration) cannot be seen', 'Look for the source\'s host in their configuration.'),
  ];
}

/** Actions that no privilege has on what `on` takes. */
function lacks(privileges, actions, on) {
  const had = privileges.filter(({ resource }) => resource.anyResource || on(resource)).flatMap((one) => one.actions);
  return actions.filter((action) => !had.includes(action) && !had.includes('anyAction'));
}

/** All ordinary collections of a database. */
function within(database) {
  return ({ db, collection }) => collection === '' && (db === '' || db === database);
}

function isAccepted({ keys, options }) {
  const isKey = (value) => (typeof value === 'number' ? value !== 0 : KINDS.includes(value));
  return keys.every(([, value]) => isKey(value)) && options.every((name) => INDEX_FIELDS.includes(name));
}

function series(version) {
  return version.split('.').slice(0, 2).map(Number);
}

function older(one, other) {
  const [[major, minor], [otherMajor, otherMinor]] = [series(one), series(other)];
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
