import { MySqlSettings } from './mysql-settings';
import { RehearsedDatabase } from '../contracts/rehearsal';

/** What a drill has to know of a database. */
export function rehearsed({ name, namespace, backup, dataMebibytes, objectives, platform }: MySqlSettings): RehearsedDatabase {
  const { network, monitoring, _createsNamespaces: makesNamespaces } = platform;
  return {
    name,
    namespace,
    backups: backup.schedule,
    dataMebibytes,
    objectives,
    hasSnapshots: false,
    network,
    monitoring,
    makesNamespaces,
    writesArchive: true,
  };
}
