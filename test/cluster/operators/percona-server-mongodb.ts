import { Operator } from './operator';
import { outsideOfPods } from './percona';
import { GoProgram } from '../go-program';

const MODULE = 'github.com/percona/percona-server-mongodb-operator';
const VERSION = '1.22.0';

/** Its namespace, as its release's RBAC has it. */
export const PSMDB_NAMESPACE = 'psmdb-operator';

export const perconaMongoDbProgram = new GoProgram('percona-server-mongodb', `${MODULE}/cmd/manager`, [], {
  module: `${MODULE}@v${VERSION}`,
  changes: [outsideOfPods('pkg/k8s/utils.go'), outsideOfPods('pkg/controller/perconaservermongodb/psmdb_controller.go')],
});

/** It has no webhook: it validates in its controllers. */
export const perconaMongoDb: Operator = {
  name: 'Percona Server for MongoDB operator',
  module: `${MODULE}@v${VERSION}`,
  crds: 'config/crd/bases',
};
