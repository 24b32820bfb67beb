import type { MongoSettings } from './mongo-settings';
import { requireRestorable } from './recovery-settings';
import { RehearsedDatabase } from '../contracts/rehearsal';

/** What a drill has to know of a database. */
export function rehearsed(of: MongoSettings): RehearsedDatabase {
  requireRestorable(of);
  const { name, namespace, backup, dumps, dataMebibytes, objectives, platform } = of;
  const { network, monitoring, _createsNamespaces: makesNamespaces } = platform;
  return {
    name,
    namespace,
    backups: (backup ?? dumps)!.schedule,
    dataMebibytes,
    objectives,
    hasSnapshots: false,
    network,
    monitoring,
    writesArchive: true,
    makesNamespaces,
  };
}
