import { MongoOperator } from './mongo-operator';
import { OperatedObjects } from '../contracts/operated-objects';

/**
 * What the operators make, and what they act on. Percona's gives pods, Services, StatefulSets, budgets and claims the label (1.22.0, pkg/naming/labels.go);
 * MongoDB's own has none but `app`, which others have, too.
 */
export function operatedBy(operator: MongoOperator): Omit<OperatedObjects, 'backedUp'> {
  if (operator === MongoOperator.PERCONA) {
    return {
      label: 'app.kubernetes.io/replset',
      kinds: ['perconaservermongodbs.psmdb.percona.com', 'perconaservermongodbbackups.psmdb.percona.com', 'perconaservermongodbrestores.psmdb.percona.com'],
    };
  }
  return { label: 'app', kinds: ['mongodbcommunity.mongodbcommunity.mongodb.com'] };
}
