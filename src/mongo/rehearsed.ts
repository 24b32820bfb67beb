import { MongoOperator } from './mongo-operator';
import type { MongoSettings } from './mongo-settings';
import { requireRestorable } from './recovery-settings';
import { RehearsedDatabase } from '../contracts/rehearsal';
import { refuse } from '../values/refusal';

/** What a drill has to know of a database. */
export function rehearsed(of: MongoSettings): RehearsedDatabase {
  if (of.operator === MongoOperator.COMMUNITY) {
    refuse('source', 'be run by MongoOperator.PERCONA to be rehearsed', of.name, 'no drill restores dumps yet: waive restore-drill with who rehearses it, by a PitrRestore in a namespace of its own');
  }
  requireRestorable(of);
  const { name, namespace, backup, dataMebibytes, objectives, platform } = of;
  const { network, monitoring, _createsNamespaces: makesNamespaces } = platform;
  return {
    name,
    namespace,
    backups: backup!.schedule,
    dataMebibytes,
    objectives,
    hasSnapshots: false,
    network,
    monitoring,
    writesArchive: true,
    makesNamespaces,
  };
}
