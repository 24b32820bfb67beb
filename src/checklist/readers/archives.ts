import { Archive, placeIn } from './archive';
import { barmanArchives, isCnpg } from './barman-archive';
import { isRecord, listIn } from './pod-template';
import { groupOf, Manifest, Manifests } from '../manifests';

/** A database and where it writes to. */
export interface Writer extends Archive {
  readonly database: Manifest;
}

const indexes = new WeakMap<Manifests, Map<string, Map<string, Writer[]>>>();

/** Databases that write to a place, by the names under which they do. */
export function writersTo(place: string, among: Manifests): ReadonlyMap<string, readonly Writer[]> {
  let index = indexes.get(among);
  if (!index) {
    indexes.set(among, index = new Map());
    for (const database of among.all) {
      for (const archive of archivesOf(database, among)) {
        let servers = index.get(archive.place);
        if (!servers) index.set(archive.place, servers = new Map());
        const same = servers.get(archive.server);
        if (same) same.push({ ...archive, database }); else servers.set(archive.server, [{ ...archive, database }]);
      }
    }
  }
  return index.get(place) ?? new Map();
}

/** Where a database writes its backups and its log, as far as two of them in one place spoil each other's. */
export function archivesOf(database: Manifest, among: Manifests): Archive[] {
  if (isCnpg(database, 'Cluster')) return barmanArchives(database, among);
  const kind = `${groupOf(database)}/${database.kind}`;
  if (kind === 'postgres-operator.crunchydata.com/PostgresCluster') return pgBackRestArchives(database);
  return kind === 'pxc.percona.com/PerconaXtraDBCluster' ? binlogArchives(database) : [];
}

/** The stanza is `db` in all of them (CrunchyData/postgres-operator#3712). A standby reads what its primary writes. */
function pgBackRestArchives({ metadata: { namespace = 'default' }, spec }: Manifest): Archive[] {
  const { repos, global } = spec?.backups?.pgbackrest ?? {};
  if (spec?.standby?.enabled === true) return [];
  return listIn(repos).flatMap((repo, i) => {
    const store = repo?.s3 ?? repo?.gcs;
    if (!isRecord(store)) return [];
    const path = (isRecord(global) ? global[`${repo.name}-path`] : undefined) ?? `/pgbackrest/${repo.name}`;
    // a bucket of Google's may have the name of one of Amazon's
    const place = placeIn(namespace, store.endpoint, repo.gcs === store ? `gs://${store.bucket}` : store.bucket, path);
    return place === undefined ? [] : [{ place, server: 'db', named: false, path: ['spec', 'backups', 'pgbackrest', 'repos', i] }];
  });
}

/**
 * Binlogs of all clusters in one folder are taken for one cluster's (Percona Operator for MySQL 1.19 docs, backups-pitr). Their collector does not read
 * `prefix`, so that a folder has to stand in `bucket` (getStorageEnvs in pkg/pxc/app/binlogcollector/binlog-collector.go, 1.20.0).
 */
function binlogArchives({ metadata: { namespace = 'default' }, spec }: Manifest): Archive[] {
  const { pitr, storages } = spec?.backup ?? {};
  const s3 = pitr?.enabled === true && isRecord(storages) ? storages[pitr.storageName]?.s3 : undefined;
  const place = isRecord(s3) ? placeIn(namespace, s3.endpointUrl, s3.bucket) : undefined;
  return place === undefined ? [] : [{ place, server: 'binlogs', named: false, path: ['spec', 'backup', 'pitr', 'storageName'] }];
}
