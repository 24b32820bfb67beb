import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSetProps } from './mongo-replica-set-props';
import { requireDnsLabel } from '../values/kubernetes-name';
import { refuse } from '../values/refusal';

/** Who votes. */
export interface Membership {
  /** Members with data. */
  readonly instances: number;
  readonly arbiter: boolean;
}

const ODD = [3, 5, 7];
/** The only even number beside an arbiter that is worth one: two and an arbiter have no majority of the data to lose. */
const BESIDE_ARBITER = 4;
const WHY_ODD = 'a majority elects the primary, so that an even number survives no more than the odd one below it';
// a StatefulSet's revision is a label of its pods: ten letters and a dash besides the name (kubernetes/kubernetes#64023), here <name>-rs0-arbiter
const LONGEST_NAME = 40;

/** An even number elects no better and loses its majority sooner; Percona's operator refuses it without an arbiter (1.22.0, checkSafeDefaults). */
export function membership({ instances = 3, arbiter = false, name, platform }: MongoReplicaSetProps, operator: MongoOperator): Membership {
  if (typeof arbiter !== 'boolean') refuse('arbiter', 'be true or false', arbiter, 'leave it out');
  if (arbiter) requireArbiter(name, instances, operator);
  else requireOdd(instances, operator);
  const nodes = platform.nodes?.nodes;
  if (nodes !== undefined && instances + Number(arbiter) > nodes) {
    const [most, which] = arbiter ? [nodes - 1, 'less than the number'] : [nodes, 'at most the number'];
    refuse('instances', `be ${which} of nodes in the platform's pool (${nodes})`, instances,
      most < nodes ? 'each instance wants a node of its own, and so does the arbiter: add nodes' : 'each instance wants a node of its own: add nodes');
  }
  return { instances, arbiter };
}

function requireArbiter(name: string, instances: number, operator: MongoOperator): void {
  if (operator === MongoOperator.COMMUNITY) {
    // mongodb-kubernetes-operator 0.13.0, buildArbitersModificationFunction
    refuse('arbiter', 'be left out with MongoOperator.COMMUNITY, which gives an arbiter the volume and the memory of a member', true, 'take instances: 5, which costs the same');
  }
  if (ODD.includes(instances)) {
    refuse('arbiter', `be absent with an odd number of members (${instances})`, true, 'leave it out: they have a majority without it, and the operator refuses it');
  }
  if (instances !== BESIDE_ARBITER) refuse('instances', `be ${BESIDE_ARBITER} beside an arbiter`, instances, 'take 3, 5 or 7 without an arbiter');
  requireDnsLabel('name beside an arbiter', name, LONGEST_NAME);
}

function requireOdd(instances: number, operator: MongoOperator): void {
  if (ODD.includes(instances)) return;
  const orArbiter = instances === BESIDE_ARBITER && operator === MongoOperator.PERCONA
    ? `${WHY_ODD}: take 3 or 5, or add arbiter: true and waive votes-hold-data` : WHY_ODD;
  refuse('instances', 'be 3, 5 or 7', instances, orArbiter);
}
