import { MongoOperator } from './mongo-operator';
import { MongoSettings, requireCompute } from './mongo-settings';
import { mongoRecoverySettings } from './recovery-settings';
import { RehearsalOptions } from '../contracts/rehearsal';
import { RecoveryPoint } from '../values/recovery-point';
import { RestoreVerification } from '../values/restore-verification';

/** The source's settings with one instance, and without anything that writes anywhere or that somebody watches. */
export function thrownAway(source: MongoSettings, { name, namespace, assertions, compute, seconds }: RehearsalOptions): MongoSettings {
  const { platform, storageClass } = source;
  if (compute) requireCompute(compute);
  const isPercona = source.operator === MongoOperator.PERCONA;
  const statefulSet = isPercona ? `${name}-${source.replicaSet}` : name;
  const verification = RestoreVerification.of({ assertions: [...assertions] })._within(seconds);
  return {
    ...source,
    name,
    namespace,
    replicaSet: isPercona ? source.replicaSet : name,
    service: isPercona ? statefulSet : `${name}-svc`,
    pods: [`${statefulSet}-0`],
    instances: 1,
    arbiter: false,
    horizons: [],
    loadBalancers: undefined,
    compute: compute ?? source.compute,
    // there is no obstacle
    storageClass: platform._throwAwayClass(storageClass)!,
    users: [],
    objectives: undefined,
    workload: undefined,
    pmm: undefined,
    dumps: undefined,
    recovery: { ...mongoRecoverySettings(source, { name, to: RecoveryPoint.latest(), verification }), thrownAway: true },
  };
}
