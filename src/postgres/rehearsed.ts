import { PostgresSettings } from './postgres-settings';
import { RehearsedDatabase } from '../contracts/rehearsal';

/** What a drill has to know of a database. */
export function rehearsed({ name, namespace, backup, dataMebibytes, objectives, platform }: PostgresSettings): RehearsedDatabase {
  const { network, monitoring, _createsNamespaces: makesNamespaces } = platform;
  return {
    name,
    namespace,
    backups: backup.schedule,
    dataMebibytes,
    objectives,
    hasSnapshots: backup.snapshots !== undefined,
    network,
    monitoring,
    makesNamespaces,
    writesArchive: true,
  };
}
