import { Manifest } from '../manifests';
import { objectRule } from '../object-rule';
import { archivesOf, writersTo } from '../readers/archives';
import { Severity } from '../severity';
import { counted, listed } from '../wording';

export const archiveShared = objectRule({
  id: 'archive-shared',
  title: 'No other database writes to the same archive',
  why: 'Two databases that archive under one name in one path overwrite each other\'s log: the backups of neither can be restored any more.',
  fix: 'Give each database a place of its own; in YAML: another serverName or destinationPath for one of two Clusters, another repoN-path for one of two '
    + 'PostgresClusters, another bucket or prefix for the binlogs of one of two PerconaXtraDBClusters.',
  source: 'CloudNativePG 1.30 docs, Recovery, Restoring into a Cluster with a Backup Section; cloudnative-pg/plugin-barman-cloud#263; '
    + 'CrunchyData/postgres-operator#4055; Percona Operator for MySQL 1.19 docs, Store binary logs for point-in-time recovery',
  severity: Severity.DATA_LOSS,
  check: (manifest, among) => archivesOf(manifest, among).flatMap(({ place, server, path }) => {
    const writers = [...new Set(writersTo(place, among).get(server)?.map(({ database }) => inWords(database)))];
    // one object in two files, say of two environments, is no other database
    const others = writers.filter((writer) => writer !== inWords(manifest));
    return others.length === 0 ? [] : [{ found: `${some(others)} ${others.length === 1 ? 'writes' : 'write'} to "${place}" as "${server}", too`, path }];
  }),
});

/** The first of them by name. */
function some(names: readonly string[]): string {
  return names.length > 3 ? listed([...names.slice(0, 2), counted(names.length - 2, 'other')]) : listed(names);
}

function inWords({ kind, metadata: { name, namespace = 'default' } }: Manifest): string {
  return `${kind} ${namespace}/${name}`;
}
