// What stands in a migration's way, and what somebody should know, from what mysql-assess-queries.mjs asked.
import { advisory, blocking, blockingFirst, each, missing, overfull, roomBeside } from './migration-findings.mjs';
import { size } from './migration-report.mjs';
import { DEFAULTS } from './mysql-assess-queries.mjs';

/** In a statement each byte of a large value is two digits, and there are names and other values beside it. */
const WRITTEN = 2;
const BESIDE = 2 ** 20;

/** What the administrator runs. */
export function administratorFix({ source }) {
  return `Have an administrator of the source run mysql --init-command="SET @migration_database = '${source.database}'" < mysql-administrator.sql, and set the user's password.`;
}

/** A server that is none of those that can be moved; asked first, since other questions are errors there. */
export function versionFindings(version, settings) {
  const [major, minor, patch] = seriesOf(version);
  const target = seriesOf(settings.target.version);
  return [
    blocking('source-mariadb', /mariadb/i.test(version), `the source is MariaDB ${version}: its dumps have statements and types that MySQL does not know, and it has no persisted super_read_only`, 'Move it by hand, or to MySQL first.'),
    !/mariadb/i.test(version) && blocking('source-version', major < 8, `the source is MySQL ${version}: it has neither persisted variables, by which a write stop outlives a restart, nor roles and definers as later ones have them`, 'Upgrade it to MySQL 8.0 or later first.'),
    !/mariadb/i.test(version) && blocking('source-version', major === 8 && minor === 0 && patch < 20, `the source is MySQL ${version}, where nobody but who may read everything sees how routines are made`, 'Upgrade it to MySQL 8.0.20 or later first.'),
    !/mariadb/i.test(version) && blocking('target-older', major > target[0] || (major === target[0] && minor > target[1]), `the source is MySQL ${version}, and the target ${settings.target.version}`, 'Give the target the source\'s version, or a later one.'),
  ].filter(Boolean);
}

function seriesOf(version) {
  return version.split('.').slice(0, 3).map((part) => parseInt(part, 10));
}

/** Findings, those that stop the next phase first. */
export function findingsOf(facts, settings) {
  const { source, target, tables, accounts, users, tls, stopped, there, lacking, done, objects, zones, values, excluded, isOurs } = facts;
  const [from, to] = [source.variables, target.variables];
  const kept = (names) => names.filter((name) => !excluded.includes(name.replace(/ \(.*\)$/, '')));
  const missingDefiners = accounts ? source.definers.filter((name) => !accounts.has(name)) : source.definers.filter((name) => !declared(settings).includes(name.slice(0, name.lastIndexOf('@'))));
  const systemDefiners = accounts && !target.rights.includes('SYSTEM_USER') ? source.definers.filter((name) => accounts.get(name)) : [];
  const may = (...rights) => rights.some((right) => target.rights.includes(right));
  const packet = Number(to.max_allowed_packet);
  const tooLarge = values.largest.filter(({ bytes }) => bytes * WRITTEN + BESIDE > packet).map(({ name, bytes }) => `${name} (${size(bytes)})`);
  const room = roomBeside(target.otherBytes, settings);
  // each copy is in the log once more until it expires
  const copied = (logged) => tables.reduce((sum, table) => sum + (table.excluded ? 0 : table.bytes * (1 + logged) + table.indexBytes), 0);
  const code = source.routines.some((name) => name.startsWith('function ')) || source.triggers.length > 0;
  const has = new Set([...accounts?.keys() ?? []].map((name) => name.slice(0, name.lastIndexOf('@'))));
  return blockingFirst([
    ...versionFindings(from.version, settings),
    blocking('administrator-script', !there, 'the administrator\'s script has not been run', administratorFix(settings)),
    there && each(blocking, 'rights', lacking, 'the user of the source lacks # rights on the database, and would not see all of it', administratorFix(settings)),
    blocking('same-server', from.server_uuid === to.server_uuid, 'source and target are the same server', 'Correct the source\'s host, or the target.'),
    blocking('source-stopped', (stopped || from.read_only === 'ON') && !done.switch, 'the source is read-only already', stopped ? 'CALL cdk8s_migration.allow_writes(); on the source, unless somebody else moves it.' : 'Name the server that takes the writes.'),
    blocking('persisted-variables', from.persisted_globals_load === 'OFF', 'persisted_globals_load of the source is off, so that a write stop would be over with its next start', 'Set it to ON, and restart the source.'),
    each(blocking, 'source-replica', source.channels, 'the source replicates by # channels, and what comes by them is written in spite of a stop', 'Name the server that it replicates from, or STOP REPLICA; RESET REPLICA ALL.'),
    each(blocking, 'source-group', source.group, 'the source is a member of a group of # servers, whose other members can be written and which sets super_read_only itself', 'Have it leave the group, or move from a replica that was made a server of its own.'),
    blocking('source-galera', from.wsrep_on === 'ON' || from.wsrep_on === '1', 'the source is a member of a Galera cluster, whose other members can be written', 'Leave one member, and turn wsrep_on off.'),
    blocking('performance-schema', from.performance_schema === 'OFF', 'performance_schema of the source is off, so that nobody sees whether other databases are written', 'Set it to ON, and restart the source.'),
    each(blocking, 'other-databases', source.otherDatabases.filter((name) => !(settings.source.alsoStopped ?? []).includes(name)), 'the write stop is one of the whole server, and # other databases are written there: they would stay stopped', 'Give the database a server of its own, or name in alsoStopped those that nobody writes any more.'),
    each(blocking, 'keyless-tables', kept(source.keyless), '# tables have no primary key, and Percona XtraDB Cluster refuses their rows (pxc_strict_mode)', 'Give each a primary key, which may be invisible, or exclude it.'),
    each(blocking, 'engines', kept(source.otherEngines), '# tables are not of InnoDB, and Percona XtraDB Cluster refuses them (pxc_strict_mode)', 'ALTER TABLE … ENGINE = InnoDB.'),
    each(blocking, 'definers', missingDefiners, '# definers of views, routines, triggers and events are no users of the target', 'Make these users on the target, with the rights that what they define needs, or give it another definer on the source.'),
    each(blocking, 'definers-system', systemDefiners, '# definers are system users of the target, and the user that loads is none', 'Give what they define another definer on the source.'),
    blocking('definers-rights', source.definers.length > 0 && !may('SUPER', 'SET_USER_ID', 'SET_ANY_DEFINER'), 'the user of the target may not make what others define', 'Load as a user with SET_ANY_DEFINER (SET_USER_ID before MySQL 8.2), or SUPER.'),
    blocking('binary-log', code && to.log_bin === 'ON' && to.log_bin_trust_function_creators === 'OFF' && !may('SUPER'), 'the target logs, and its user may make neither functions nor triggers (error 1419)', 'Load as a user with SUPER, or set log_bin_trust_function_creators.'),
    each(blocking, 'broken-views', source.brokenViews, '# views cannot be opened, so that nothing can be dumped', 'Repair them, or drop them.'),
    blocking('name-cases', from.lower_case_table_names !== to.lower_case_table_names, `lower_case_table_names is ${from.lower_case_table_names} on the source, and ${to.lower_case_table_names} on the target`, 'Make the target with the source\'s value: it cannot be changed later.'),
    each(blocking, 'collations', source.collations.filter((name) => !target.collations.includes(name) && !target.collations.includes(name.replace(/^utf8_/, 'utf8mb3_'))), 'the target lacks # collations', 'Convert what has them to one that the target has.'),
    overfull('rows and indexes', copied(0), settings, target.otherBytes),
    advisory('binary-log-room', to.log_bin === 'ON' && copied(2) > room, `with the binary log of two copies they take about ${size(copied(2))}, and the target's volume has room for ${size(room)}`,
      `Switch when the log of the phase copy is gone (binlog_expire_logs_seconds of the target), or enlarge the volume by ${missing(copied(2), room)}.`),
    each(blocking, 'foreign-keys', source.foreignKeysOut, '# foreign keys lead to other databases', 'Drop them: their tables are not moved.'),
    each(blocking, 'excluded-parents', source.foreignKeys.filter(({ table, to: parent }) => kept([parent]).length === 0 && kept([table]).length > 0).map(({ table, to: parent }) => `${table} to ${parent}`), 'rows of # tables refer to rows that are excluded, and would lead nowhere', 'Exclude these tables, too, or copy both; or drop the foreign keys.'),
    each(blocking, 'views-out', source.viewsOut, '# views look at other databases', 'Drop them, or move what they look at into this database.'),
    each(blocking, 'code-out', source.codeOut, '# routines, triggers and events name other databases, which the target does not have', 'Move what they name into this database, or drop them; an alias that is called like a database needs another name.'),
    each(blocking, 'tablespaces', source.placed, '# tables lie in tablespaces or directories of their own', 'ALTER TABLE … TABLESPACE = innodb_file_per_table; the target has no such places.'),
    each(blocking, 'encryption', kept(source.encrypted), '# tables are encrypted, for which the target has no keys', 'ALTER TABLE … ENCRYPTION = \'N\', and give the target an encrypted volume.'),
    each(blocking, 'time-zones', zones, 'the target does not know # time zones of events', 'Load the time zone tables on the target, or alter the events.'),
    each(blocking, 'large-values', tooLarge, `# tables have values that do not go into max_allowed_packet of the target (${size(packet)}): in a statement they are twice as large`, 'Raise it on the target, to 1 GiB at most.'),
    !done.prepare && !isOurs && each(blocking, 'target-not-empty', objects, 'the target\'s database is not empty: # objects', 'Name a database that is empty, or drop what is in it.'),
    ...tls,
    advisory('whole-server', true, 'the write stop is super_read_only: it holds for all databases of the source', 'Move nothing else from there that has to be written.'),
    each(advisory, 'large-values-unknown', values.unknown, 'the largest values of # tables were not looked for, because that takes long', 'A copy shows whether the target takes them.'),
    each(advisory, 'prepared-transactions', source.prepared, '# XA transactions are prepared', 'Commit them or roll them back: the switch is refused while there are any.'),
    each(advisory, 'long-transactions', source.longTransactions, '# transactions are open for more than five minutes', 'Those that wrote are ended by the write stop.'),
    each(advisory, 'events', source.events, '# events run on the instance of the target that they were made on, and on no other', 'After a failover enable them there: ALTER EVENT … ENABLE.'),
    advisory('event-scheduler', source.events.length > 0 && from.event_scheduler !== to.event_scheduler, `event_scheduler is ${from.event_scheduler} on the source, and ${to.event_scheduler} on the target`, 'Set it on the target as the events need it.'),
    advisory('time-zone', zoneOf(from) !== zoneOf(to), `the source's time zone is ${zoneOf(from)}, and the target's ${zoneOf(to)}`, 'Events without a zone of their own, and sessions that set none, see other times.', source.systemZoned),
    advisory('sql-mode', from.sql_mode !== to.sql_mode, `sql_mode is ${from.sql_mode} on the source, and ${to.sql_mode} on the target`, 'Set it on the target, or see that clients set their own.'),
    each(advisory, 'session-defaults', DEFAULTS.filter((name) => from[name] !== to[name]).map((name) => `${name} (${from[name] || 'empty'}, and ${to[name] || 'empty'} on the target)`), 'sessions begin with # other settings, by which statements may read and write other values', 'Set them on the target, or see that clients set their own.'),
    advisory('defaults', from.collation_server !== to.collation_server, `new databases get ${from.collation_server} on the source, and ${to.collation_server} on the target`, 'The database that moves keeps its own.'),
    each(advisory, 'users', users.filter(({ name }) => accounts && name !== '' && !has.has(name)).map(({ name, host }) => `${name}@${host}`), '# users of the source are not on the target', 'Declare those that clients log in as; passwords are not carried over.'),
    each(advisory, 'plugins', users.filter(({ plugin }) => !['caching_sha2_password', 'auth_socket'].includes(plugin)).map(({ name, host, plugin }) => `${name}@${host} (${plugin})`), '# users log in by other plugins than caching_sha2_password, which the target\'s users have', 'See that the drivers of clients know it.'),
    each(advisory, 'documents', source.documents, 'decimals in # columns of documents become numbers, without zeros at their end', 'A copy is refused where digits would be lost: UPDATE … SET doc = CAST(CAST(doc AS CHAR) AS JSON) shows which.'),
    each(advisory, 'invisible-keys', source.invisibleKeys, '# tables have keys that the server made (my_row_id)', 'They are carried over, with their values.'),
    advisory('partitions', source.partitions.length > 0 && total(source.partitions) > 1000, `${total(source.partitions)} partitions are as many files`, 'Fewer of them make a faster copy.', source.partitions),
    advisory('database-name', settings.source.database !== settings.target.database, `the database is ${settings.source.database} on the source, and ${settings.target.database} on the target`, 'Clients name it when they connect, and routines and triggers may name it: give the target\'s database the same name.'),
    advisory('binlog', from.log_bin === 'OFF' || from.gtid_mode !== 'ON', `the source logs ${from.log_bin === 'OFF' ? 'nothing' : 'without GTIDs'}`, 'A dump needs no log: there is nothing to do.'),
    advisory('one-way', true, 'there is no way back: what is written after the switch stays on the target', 'Rehearse the switch.'),
    advisory('ddl', true, 'a change of the schema while a copy runs breaks it off', 'Let nobody change the schema meanwhile.'),
  ]);
}

/** Names of users that the manifests make on the target. */
function declared({ target: { users = [] } }) {
  return users.map((user) => user.name ?? user);
}

function zoneOf(variables) {
  return variables.time_zone === 'SYSTEM' ? variables.system_time_zone : variables.time_zone;
}

function total(partitions) {
  return partitions.reduce((sum, name) => sum + Number(/\((\d+)\)$/.exec(name)[1]), 0);
}
