// What stands in a migration's way, and what somebody should know, from what postgres-assess-queries.mjs asked.
import { advisory, blocking, blockingFirst, each, overfull } from './migration-findings.mjs';
import { size } from './migration-report.mjs';
import { SESSION_DEFAULTS } from './postgres-assess-queries.mjs';

/** Findings, those that stop the next phase first. */
export function findingsOf(facts, settings) {
  return blockingFirst([...common(facts, settings), ...(settings.method === 'logical-replication' ? logical(facts, settings) : dump(facts, settings))]);
}

function major(version) {
  return Math.floor(version / 10_000);
}

/** Where the way back has to lead, as the administrator's script takes it; the role has the name, too. */
function wayOf({ sqlName, target, wayBack: { host, port, rootCertificate } }) {
  return { name: `${sqlName}_back`, host, port, database: target.database, user: `${sqlName}_back`, root: rootCertificate };
}

function leadsThere(way, settings) {
  return way !== undefined && Object.entries(wayOf(settings)).every(([key, value]) => way[key] === value);
}

function wayWords({ name, host, port, database, user, root }) {
  return `${name} leads to ${host}:${port}/${database} as ${user} with ${root}`;
}

/** What the administrator runs, word by word. */
function administratorCommand({ role }, settings) {
  const way = settings.wayBack ? Object.entries(wayOf(settings)).map(([key, value]) => ` -v back_${key}=${quoted(String(value))}`).join('') : '';
  return `psql -d ${quoted(settings.source.database)} -v role=${quoted(role.rolname)}${way} -f postgres-administrator.sql`;
}

/** A word of a shell. */
function quoted(word) {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replace(/'/g, '\'\\\'\'')}'`;
}

/** Without what the migration leaves out. */
function kept(names, { excludedTables }) {
  const plain = (name) => name.replaceAll('"', '');
  return names.filter((name) => !excludedTables.some((excluded) => plain(excluded) === plain(name)));
}

function common({ source, copy, others, target, tls, stopped, done }, settings) {
  const missing = Object.keys(source.extensions).filter((name) => !(name in target.extensions));
  const older = Object.entries(source.extensions).filter(([name, version]) => name in target.extensions && compareVersions(version, target.extensions[name]) > 0).map(([name]) => name);
  const roles = source.grantees.filter((name) => !target.roles.includes(name) && name !== source.role.rolname);
  const locks = Number(source.settings.max_locks_per_transaction) * (Number(source.settings.max_connections) + Number(source.settings.max_prepared_transactions));
  return [
    blocking('administrator-script', !source.prepared_by_administrator, 'the administrator\'s script has not been run', `Have a superuser of the source run ${administratorCommand(source, settings)}.`),
    blocking('same-server', source.system !== null && source.system === target.system && source.database.oid === target.database.oid, 'source and target are the same database', 'Correct the source\'s host, or the target.'),
    blocking('source-version', source.version < 120_000, `the source is PostgreSQL ${source.version_words}`, 'Upgrade it to PostgreSQL 12 or later first.'),
    blocking('target-older', major(source.version) > major(target.version), `the source is PostgreSQL ${major(source.version)}, and the target ${major(target.version)}`, 'Give the target the source\'s major version, or a later one.'),
    blocking('source-standby', source.standby, 'the source is a standby', 'Name the primary.'),
    blocking('target-standby', target.standby, 'the target is a standby', 'Name the Service of the primary.'),
    blocking('target-owner', !target.owns, 'the target\'s role does not own the database', `Log in as the owner ${settings.target.owner}.`),
    blocking('source-stopped', stopped && !done.switch, 'writes are stopped on the source already', 'SELECT cdk8s_migration.allow_writes(); on the source, unless somebody else moves it.'),
    blocking('encoding', source.settings.server_encoding !== target.settings.server_encoding, `the source is encoded as ${source.settings.server_encoding}, and the target as ${target.settings.server_encoding}`, 'Make the target\'s database with the source\'s encoding.'),
    !done.prepare && each(blocking, 'target-not-empty', target.relations, 'the target\'s database is not empty: # objects', 'Name a database that is empty, or drop what is in it.'),
    overfull('tables and indexes', copy.bytes, settings, others),
    each(blocking, 'extensions-missing', missing, 'the target\'s database lacks # extensions', 'Declare them for the target\'s database; take an image that has them.'),
    each(advisory, 'extensions-older', older, '# extensions are older on the target', 'See whether the objects that use them load: a rehearsal shows it.'),
    each(blocking, 'roles-missing', roles, 'grants and policies name # roles that the target does not have', 'Declare these roles on the target, or revoke their grants on the source.'),
    each(advisory, 'owners', source.owners.filter((name) => name !== settings.target.owner), 'objects belong to # other roles', `On the target all belongs to ${settings.target.owner}.`),
    each(advisory, 'default-privileges', source.defaults, 'default privileges of # roles are not carried over', 'Make them on the target.'),
    each(blocking, 'untrusted-languages', source.languages, 'functions are written in # languages that only a superuser may use', 'Drop them, or have a superuser of the target make them after the move.'),
    each(blocking, 'subscriptions', source.subscriptions.filter((name) => name !== `${settings.sqlName}_back`), '# subscriptions write into the source, and would do so after the write stop', 'Disable them.'),
    each(advisory, 'prepared-transactions', source.prepared, '# prepared transactions are open', 'Commit them or roll them back: the switch is refused while there are any.'),
    each(advisory, 'long-transactions', source.long, '# transactions are open for more than five minutes', 'They hold up the slot\'s start, and are ended by the write stop when they write.'),
    blocking('locks', source.tables.length > locks * 0.8, `${source.tables.length} tables need more locks than the ${locks} that the source has`, 'Raise max_locks_per_transaction on the source, and restart it.'),
    each(blocking, 'excluded-parents', copy.orphaned, 'rows of # tables refer to rows that are excluded, and would lead nowhere', 'Exclude these tables, too, or copy both; or drop the foreign keys.'),
    each(advisory, 'event-triggers', source.eventTriggers, '# event triggers are not carried over', 'Have a superuser of the target make them after the move.'),
    each(advisory, 'foreign-tables', source.foreign, '# foreign tables keep their rows elsewhere', 'The target has to reach that server, too; user mappings with passwords are not carried over.'),
    each(advisory, 'materialized-views', source.materialized, '# materialized views come without rows', 'REFRESH MATERIALIZED VIEW on the target before the switch.'),
    each(advisory, 'extension-tables', source.extensionTables, '# tables of extensions have rows that are not carried over', 'Copy by hand what is yours in them.'),
    each(advisory, 'tablespaces', source.placed, 'objects lie in # tablespaces', 'On the target all lies in its default tablespace.'),
    advisory('database-name', settings.source.database !== settings.target.database, `the database is ${settings.source.database} on the source, and ${settings.target.database} on the target`,
      'Clients name it when they connect, and are moved without being asked: give the target\'s database the same name.'),
    advisory('collation', collation(source) !== collation(target), `texts are sorted by ${collation(source)} on the source, and by ${collation(target)} on the target`,
      'Sorted results may come in another order; make the target\'s database with the same locale where that matters.', source.textPartitions),
    each(advisory, 'session-defaults', SESSION_DEFAULTS.filter((name) => defaultOf(source, name) !== defaultOf(target, name)).map((name) => `${name} (${source.session_defaults[name] || 'empty'}, and ${target.session_defaults[name] || 'empty'} on the target)`),
      'sessions begin with # other settings, by which statements may read and write other values', 'Set them on the target, or see that clients set their own.'),
    each(advisory, 'own-settings', Object.keys(source.own_settings).filter((name) => source.own_settings[name] !== target.own_settings[name]).sort(), '# settings of the database or of roles are others on the target, or not there', 'ALTER DATABASE … SET and ALTER ROLE … SET on the target.'),
    each(advisory, 'collations', source.collations, '# collations of columns depend on the operating system', 'See that the target\'s image has them.'),
    each(advisory, 'oids', kept(source.references, settings), '# columns keep oids or names of objects', 'An oid means something else on the target; a reg… type is carried by its name.'),
    ...tls,
    advisory('ddl', true, 'changes of the schema between prepare and switch cannot be seen here', 'Let nobody change the schema from prepare on: the switch compares it, and is refused when it differs; it sees no grants and owners, and what views and rules say only between servers of one major version.'),
  ];
}

function logical({ source, target, measured, way }, settings) {
  const free = (server, setting, used) => Number(server.settings[setting]) - used;
  const held = measured.walPerSecond * measured.copySeconds;
  const most = bytesOf(source.settings.max_slot_wal_keep_size);
  const workers = settings.wayBack ? source : target;
  return [
    blocking('wal-level', source.settings.wal_level !== 'logical', `wal_level of the source is ${source.settings.wal_level}`, 'ALTER SYSTEM SET wal_level = logical; and restart the source.'),
    blocking('role', !source.role.rolreplication && !source.role.rolsuper, `the role ${source.role.rolname} may not replicate`, 'Have the administrator\'s script run with this role\'s name.'),
    blocking('row-security-hidden', !source.role.rolbypassrls && !source.role.rolsuper && source.secured.length + source.forced.length > 0, `policies hide rows from the role ${source.role.rolname}`, 'Have the administrator\'s script run with this role\'s name.', [...source.secured, ...source.forced]),
    blocking('slots', free(source, 'max_replication_slots', source.slots) < 2, `the source has ${source.settings.max_replication_slots} replication slots, and ${source.slots} are in use`, 'Raise max_replication_slots by 4 (one for the stream, one for each table that is copied), and restart the source.'),
    blocking('senders', free(source, 'max_wal_senders', source.senders) < 2, `the source has ${source.settings.max_wal_senders} WAL senders, and ${source.senders} are in use`, 'Raise max_wal_senders by 4, and restart the source.'),
    blocking('target-slots', Number(target.settings.max_replication_slots) < 2, `max_replication_slots of the target is ${target.settings.max_replication_slots}`, 'Raise it to 10: a subscription needs an origin for each table that it copies.'),
    blocking('target-workers', Number(target.settings.max_logical_replication_workers) < 2, `max_logical_replication_workers of the target is ${target.settings.max_logical_replication_workers}`, 'Raise it to 4.'),
    blocking('way-back-workers', settings.wayBack && Number(workers.settings.max_logical_replication_workers) < 1, 'the source has no logical replication workers, which the way back needs', 'Raise max_logical_replication_workers, and restart the source.'),
    blocking('way-back-wal-level', settings.wayBack && target.settings.wal_level !== 'logical', `wal_level of the target is ${target.settings.wal_level}, and the way back needs logical`, 'Set it to logical on the target.'),
    blocking('wal-kept', most !== undefined && held > most, `while copying about ${size(held)} of WAL are held, and max_slot_wal_keep_size lets go of more than ${size(most)}`, 'ALTER SYSTEM SET max_slot_wal_keep_size = -1; with room on the disk, or more.'),
    advisory('wal-disk', true, `while copying the source keeps about ${size(held)} of WAL (${size(measured.walPerSecond)}/s for ${Math.ceil(measured.copySeconds)} s), and as much again for each time as long without the target`,
      'See that its disk has room for that; free space cannot be seen by SQL.'),
    blocking('large-objects', source.large_objects > 0, `${source.large_objects} large objects are not replicated`, 'Move them into bytea columns, or take the method dump.'),
    each(blocking, 'replica-identity', kept(source.unnamedRows, settings), '# tables have no key that names their rows', 'Give each a primary key, or ALTER TABLE … REPLICA IDENTITY FULL, or exclude it.'),
    each(blocking, 'rows-not-comparable', kept(source.unequal, settings), '# tables without a key have columns whose values cannot be compared', 'Give each a primary key.'),
    each(advisory, 'whole-rows', kept(source.wholeRows, settings), '# tables are replicated by whole rows, each change of which reads the table on the target', 'Give each a primary key where many rows change.'),
    each(blocking, 'unlogged', kept(source.unlogged, settings), '# unlogged tables are not replicated', 'ALTER TABLE … SET LOGGED, or exclude them when their rows may be lost.'),
    each(blocking, 'firing-triggers', source.firing, '# triggers would fire again for each row that is replicated', 'ALTER TABLE … ENABLE TRIGGER, which is neither ALWAYS nor REPLICA, on the source.'),
    each(blocking, 'forced-row-security', kept(source.forced, settings), 'row security of # tables hides rows from their owner, too, so that they cannot be compared', 'ALTER TABLE … NO FORCE ROW LEVEL SECURITY until the move is over.'),
    each(advisory, 'partitions-referring', kept(source.partitionsReferring, settings), '# partitioned tables have foreign keys: a TRUNCATE of them with what they refer to stops the replication for good', 'Until the move is over, DELETE there in its place; of one partition alone a TRUNCATE is replicated.'),
    each(advisory, 'rules', source.rules, '# rules do not apply to rows that are replicated', 'What they write is replicated itself.'),
    each(advisory, 'publications', source.publications.filter((name) => name !== settings.sqlName), '# publications are not carried over', 'Those who subscribe have to be moved by hand.'),
    blocking('way-back-named', settings.wayBack && source.prepared_by_administrator && !leadsThere(way, settings),
      way ? `the administrator named another way back on the source: ${wayWords(way)}` : 'the administrator named no way back on the source',
      `Have a superuser of the source run ${administratorCommand(source, settings)}.`),
    advisory('way-back', settings.wayBack !== null, 'whether the source reaches the target for the way back cannot be seen before the switch, whose gates prove it', `See that the source's machine reaches ${settings.wayBack?.host}:${settings.wayBack?.port}, and has the CA's file ${settings.wayBack?.rootCertificate}.`),
    advisory('one-way', settings.wayBack === null, 'there is no way back: what is written after the switch stays on the target', 'Give wayBack.'),
  ];
}

function dump({ source }) {
  return [
    advisory('large-objects', source.large_objects > 0, `${source.large_objects} large objects: no trigger stops writes to them`, 'Stop what writes large objects before the write stop.'),
    each(advisory, 'firing-triggers', source.firing, '# triggers are ALWAYS or REPLICA', 'They do not fire while the dump is restored.'),
  ];
}

/** The same zone has several names. */
function defaultOf({ session_defaults: defaults }, name) {
  return name === 'TimeZone' ? defaults[name].replace(/^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal)$/, 'UTC') : defaults[name];
}

/** Whom texts are sorted by. A version is told where the server knows one. */
function collation({ database }) {
  const version = database.datcollversion ? ` ${database.datcollversion}` : '';
  const locale = database.datlocale ?? database.daticulocale ?? database.datcollate;
  return `${{ c: 'the C library', i: 'ICU', b: 'PostgreSQL' }[database.datlocprovider ?? 'c']} ${locale}${version}`;
}

function compareVersions(one, other) {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** Bytes of a setting such as `10GB`; undefined without limit. */
function bytesOf(text) {
  const [, number, unit = 'MB'] = /^(-?\d+)([kMGT]?B)?$/.exec(text) ?? [];
  if (number === undefined || Number(number) < 0) return undefined;
  return Number(number) * 1024 ** ['B', 'kB', 'MB', 'GB', 'TB'].indexOf(unit);
}
