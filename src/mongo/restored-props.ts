import { LONGEST_ANNOTATION } from './identifiers';
import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSetProps } from './mongo-replica-set-props';
import type { MongoSettings } from './mongo-settings';
import { mongoRecoverySettings } from './recovery-settings';
import { RestoreOptions } from '../contracts/restorable';
import type { ArchivePlace } from '../restore/archive-place';
import { restoredStorage } from '../restore/restored-storage';
import { restoredWaivers } from '../restore/restored-waivers';
import { requireDnsLabel } from '../values/kubernetes-name';
import { refuse } from '../values/refusal';
import { RestoreDrillPlan } from '../values/restore-drill-plan';

/** What RestoreOptions.name says; the operator itself leaves 47. */
const LONGEST = 40;

/**
 * Rules that a restored database does not meet. As long as a `PitrRestore` is what it is, it makes no backups and archives no oplog: Percona Backup for
 * MongoDB writes where its main storage is, and with a recovery point that is the source's archive until the operator has put it back.
 */
const NOT_MET_BY_PERCONA = ['backup-scheduled', 'log-archived', 'point-in-time-recovery', 'retention-30-days', 'restore-drill', 'failover-drill'];

/** A dump of MongoDB's own operator's is made of the restored one as of any other. */
const NOT_MET_BY_COMMUNITY = ['restore-drill', 'failover-drill'];

/** A database that is, or was, with what it was made of. */
export interface RestoredSource {
  readonly props: MongoReplicaSetProps;
  readonly settings: MongoSettings;
  /** Where its backups lie, when it is gone. */
  readonly lost?: ArchivePlace;
}

/** The props of a database that is restored from the backups of another one: the source's, with what a restore may say. */
export function restoredProps({ props, settings: source, lost }: RestoredSource, namespace: string, options: RestoreOptions): MongoReplicaSetProps {
  const recovery = mongoRecoverySettings(source, options, lost);
  requireOwnName(source, namespace, options.name);
  if (options.walStorage !== undefined) refuse('walStorage', 'be left out with MongoDB, whose log lies on the data volume', `${options.walStorage.toMebibytes()} MiB`, 'give storage instead');
  const instances = options.instances ?? props.instances;
  // beside an odd number it would be refused, and there would be nothing to waive
  const arbiter = props.arbiter && instances === props.instances;
  const inherited = props.waivers?.filter(({ rule }) => arbiter || rule !== 'votes-hold-data');
  return {
    ...props,
    name: options.name,
    namespace,
    instances,
    arbiter,
    // they lead to the source until somebody has them lead here
    horizons: undefined,
    loadBalancers: undefined,
    compute: options.compute ?? props.compute,
    storage: restoredStorage('storage', source.dataMebibytes, options.storage),
    // what cannot be promised without backups; it is again when the database is kept
    objectives: undefined,
    restoreDrill: RestoreDrillPlan.none(),
    waivers: restoredWaivers(options, { inherited, hasObjectives: false, reasons: reasonsOf(source) }),
    _recovery: recovery,
  };
}

function requireOwnName({ name, namespace, operator, users }: MongoSettings, of: string, restored: string): void {
  if (restored === name && of === namespace) {
    refuse('name', 'differ from the source\'s in its namespace', restored, 'a restore is a database of its own, which would otherwise overwrite its source: choose for example '
      + `"${name.slice(0, LONGEST - '-restored'.length)}-restored"`);
  }
  requireDnsLabel('name', restored, LONGEST);
  const user = users.map((each) => each.name).sort((a, b) => b.length - a.length)[0];
  if (operator !== MongoOperator.PERCONA) return;
  const longest = LONGEST_ANNOTATION - `--hash${user}`.length;
  if (restored.length > longest) {
    refuse('name', `be at most ${longest} characters beside the source's user "${user}"`, restored, 'shorten it: the operator keeps a hash in the annotation percona.com/<database>-<user>-hash');
  }
}

function reasonsOf({ name, operator }: MongoSettings): Record<string, string> {
  const isPercona = operator === MongoOperator.PERCONA;
  const reason = `restored from ${name}${isPercona ? ', into whose archive nothing may be written' : ''}; it begins when it is kept, as a MongoReplicaSet`;
  return Object.fromEntries((isPercona ? NOT_MET_BY_PERCONA : NOT_MET_BY_COMMUNITY).map((rule) => [rule, reason]));
}
